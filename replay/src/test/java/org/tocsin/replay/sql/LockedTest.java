package org.tocsin.replay.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.replay.export.SmallExport;
import org.tocsin.runtime.Refusal;

/** Over an export without records, beside which lies a file that is none of it. */
final class LockedTest {
    private static final String ENDLESS =
            "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range * b.range % 7 = 1";

    @TempDir
    private Path directory;

    private Path export;

    @BeforeEach
    void writeAnExport() throws IOException {
        export = Files.createDirectory(directory.resolve("export"));
        Files.writeString(Files.createDirectory(directory.resolve("export2")).resolve("secret.txt"), "secret");
        SmallExport.write(export, List.of());
    }

    private History open(Duration longest) throws IOException {
        return History.locked(export, History.Part.WHOLE, Files.createDirectories(directory.resolve("spill")), longest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_text('../export2/secret.txt')",
                "SELECT * FROM read_text('DIR/export2/secret.txt')",
                "SELECT * FROM read_text('DIR/export/../export2/secret.txt')",
                "SELECT * FROM glob('DIR/export2/*')",
                "SELECT * FROM read_csv('/etc/passwd')",
                "SELECT * FROM read_json('https://example.org/x.json')",
                "COPY (SELECT 1) TO 'DIR/export/own.csv'",
                "ATTACH 'DIR/other.db'",
                "INSTALL httpfs",
                "SET enable_external_access = true",
                "RESET memory_limit",
                "CREATE TABLE mine AS SELECT 1",
                "SELECT 1; SET threads = 9",
                "SELECT * FROM query('COPY (SELECT 1) TO ''DIR/own.csv''')"
            })
    void refusesWhatReachesBeyondItsExportOrDoesNotAsk(String sql) throws IOException {
        try (History history = open(Duration.ofMinutes(1))) {
            assertThatThrownBy(() -> history.ask(sql.replace("DIR", directory.toString())))
                    .isInstanceOf(Refusal.class);
            assertThat(history.ask("SELECT count(*) FROM articles").rows()).containsExactly(List.of(0L));
        }
        assertThat(export.resolve("own.csv")).doesNotExist();
        assertThat(directory.resolve("own.csv")).doesNotExist();
    }

    @Test
    void endsWhatTakesTooLongOrIsTooMuch() throws IOException {
        try (History history = open(Duration.ofMillis(200))) {
            assertThatThrownBy(() -> history.ask(ENDLESS)).hasMessageContaining("took longer");
        }
        try (History history = open(Duration.ofMinutes(1))) {
            assertThatThrownBy(() -> history.ask("SELECT repeat('x', 100000) FROM range(1000)"))
                    .hasMessageContaining("may have 67,108,864");
            assertThat(history.ask("DESCRIBE articles; ").rows()).isNotEmpty();
        }
    }

    @Test
    void endsWhenItsThreadIsInterrupted() throws IOException {
        try (History history = open(Duration.ofHours(1))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> history.ask(ENDLESS)).hasMessage("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void checksAStatementBeforeThereIsAnExport() {
        History.check("DESCRIBE articles");
        History.check("SELECT topic, count(*) FROM topics GROUP BY topic;");
        assertThatThrownBy(() -> History.check("SELECT colour FROM articles")).hasMessageContaining("colour");
        assertThatThrownBy(() -> History.check("SELECT 1; SELECT 2")).hasMessageContaining("2 statements");
    }
}
