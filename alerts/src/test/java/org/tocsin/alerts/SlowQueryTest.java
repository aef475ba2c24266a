package org.tocsin.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A query that costs too much, beside others. */
final class SlowQueryTest {
    @TempDir
    private Path directory;

    @Test
    void isNamedWithItsReasonWhereHealthIsAsked() throws Exception {
        try (Running running = new Running(directory);
                Running.One one = running.start("one")) {
            running.subscribe(
                    one, "slow", "(alarm NEAR/1000 alarm) NEAR/1000 (alarm NEAR/1000 alarm)", "http://127.0.0.1:9/");
            assertThat(running.send(one, "GET", "/health", "").body()).doesNotContain("subscriptions.failing");

            running.publish("a1", "Alarm ".repeat(3_000));

            Running.await(
                    "health names it",
                    () -> running.send(one, "GET", "/health", "")
                            .body()
                            .contains("slow (left out once: looked at more than 2,000,000 places"));
        }
    }
}
