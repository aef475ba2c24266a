package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsTest {
    @TempDir
    private Path directory;

    @Test
    void hasDefaults() {
        Settings settings = Settings.load(directory.resolve("none"), Map.of(), Map.of());
        assertThat(settings).isEqualTo(new Settings(Path.of("data"), "", "127.0.0.1", 8420, 300, Settings.ROLES));
    }

    @Test
    void laterSourcesWin() throws IOException {
        Path file = directory.resolve("tocsin.yaml");
        Files.writeString(file, "port: 1\nhost: a\nfeed-interval: 60\n");
        Settings settings =
                Settings.load(file, Map.of("TOCSIN_PORT", "2", "TOCSIN_HOST", "b", "HOME", "x"), Map.of("port", "3"));
        assertThat(settings.port()).isEqualTo(3);
        assertThat(settings.host()).isEqualTo("b");
        assertThat(settings.feedInterval()).isEqualTo(60);
    }

    @ParameterizedTest
    @CsvSource({
        "port, 70000, setting port: 70000 is refused",
        "port, many, whole number",
        "feed-interval, 1, between 10 and 86400",
        "bootstrap, nowhere, host:port",
        "roles, cook, must be among",
        "colour, red, unknown setting colour in --colour"
    })
    void refusesNonsense(String name, String value, String message) {
        assertThatThrownBy(() -> Settings.load(directory.resolve("none"), Map.of(), Map.of(name, value)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesADirectoryInUse() {
        try (DataDirectory first = DataDirectory.open(directory)) {
            assertThat(first.instance()).isEqualTo(first.instance());
            assertThatThrownBy(() -> DataDirectory.open(directory)).hasMessageContaining("in use by another process");
        }
    }
}
