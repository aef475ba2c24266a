package org.tocsin.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Destination;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.http.OutgoingSettings;

/** What hangs together when one place hangs. */
final class HostsTest {
    private final Channels channels = channels();

    /** All of them, in a place where there is no broker and no mail. */
    static Channels channels() {
        return new Channels(
                new KafkaSettings("127.0.0.1:1"),
                new OutgoingSettings(List.of(), Set.of(), ""),
                Optional.empty(),
                FilePlaces.ANYWHERE,
                (id, target) -> "");
    }

    @AfterEach
    void close() {
        channels.close();
    }

    private String host(Destination destination, String secret) {
        return Objects.requireNonNull(channels.get(destination.channel())).host(destination, secret);
    }

    @ParameterizedTest
    @CsvSource({
        "webhook, https://one.example/a, '', one.example:443",
        "webhook, http://one.example:8080/a, '', one.example:8080",
        "mattermost, desk, https://chat.one.example/hooks/x, chat.one.example:443",
        "mattermost, desk, https://chat.two.example/hooks/x, chat.two.example:443",
        "slack, https://hooks.slack.com/services/x, '', hooks.slack.com:443",
        "ntfy, https://ntfy.example/desk, '', ntfy.example:443",
        "telegram, -1001, 1:a, api.telegram.org:443",
        "email, a@one.example, '', email",
        "kafka, desk, '', kafka"
    })
    void isTheServerThatIsAskedOrElseTheChannel(String channel, String target, String secret, String host) {
        assertThat(host(Destination.of(channel, target), secret)).isEqualTo(host);
    }

    @Test
    void isTheServerOfAMatrixRoomWhateverItsId() {
        Destination room = new Destination("matrix", "!a:b.example", Map.of("homeserver", "https://m.example"), "");
        assertThat(host(room, "syt_1")).isEqualTo("m.example:443");
    }

    @Test
    void isNoneWhereThereIsNoAddress() {
        assertThatThrownBy(() -> host(Destination.of("slack", "desk"), "nonsense"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
