package org.tocsin.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Alert;
import org.tocsin.model.Destination;
import org.tocsin.model.Json;

final class AlertFileTest {
    @TempDir
    private Path directory;

    private Result send(Path file) {
        Alert alert =
                Json.mapper().readValue("{\"id\": \"a1\", \"kind\": \"first\", \"subscription\": \"s\"}", Alert.class);
        return new AlertFile(FilePlaces.within(directory, List.of()))
                .send(new Message(alert, Destination.of("file", file.toString()), "", Instant.EPOCH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\": \"settings of another program\"}", "one line\nand another without an end"})
    void leavesAFileAloneThatItCannotWriteBehind(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("other"), text);
        assertThat(send(file)).isInstanceOf(Result.Failed.class);
        assertThat(file).hasContent(text);
    }

    @Test
    void writesBehindWholeLinesAndInPlaceOfAnAlertThatIsCutShort() throws Exception {
        Path file = Files.writeString(directory.resolve("alerts.jsonl"), "a line of another\n{\"id\":\"cut sho");
        assertThat(send(file)).isInstanceOf(Result.Delivered.class);
        assertThat(Files.readAllLines(file)).hasSize(2).first().isEqualTo("a line of another");
        assertThat(Files.readAllLines(file).getLast()).startsWith("{\"id\":\"").endsWith("}");
    }
}
