package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Alert;
import org.tocsin.model.Delivery;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.OutboxMessage;

final class JsonSerdeTest {
    /** Also what is JSON but lacks what every reader counts on: one such record must stop no reader. */
    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1]", "{}", "{\"id\":{}}", "\u0000"})
    void readsWhatIsNoRecordAsNull(String bytes) {
        for (Class<?> type : List.of(EnrichedArticle.class, OutboxMessage.class, Alert.class, Delivery.class)) {
            assertThat((Object) JsonSerde.lenientDeserializer(type)
                            .deserialize("topic", bytes.getBytes(StandardCharsets.UTF_8)))
                    .as(type.getSimpleName())
                    .isNull();
        }
    }
}
