package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.runtime.access.OidcSettings;
import org.tocsin.runtime.http.OutgoingSettings;
import org.tocsin.runtime.tls.TlsSettings;

final class SettingsTest {
    @TempDir
    private Path directory;

    @Test
    void hasDefaults() {
        Settings settings = Settings.load(directory.resolve("none"), Map.of(), Map.of());
        assertThat(settings)
                .isEqualTo(new Settings(
                        Path.of("data"),
                        "",
                        Map.of(),
                        "127.0.0.1",
                        8420,
                        Settings.ROLES,
                        "",
                        new FeedSettings(
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(1),
                                Duration.ofDays(1),
                                Duration.ofSeconds(2),
                                ""),
                        OutgoingSettings.NONE,
                        0,
                        "",
                        Map.of(),
                        TlsSettings.NONE,
                        OidcSettings.NONE));
    }

    @Test
    void laterSourcesWin() throws IOException {
        Path file = directory.resolve("tocsin.yaml");
        Files.writeString(file, "port: 1\nhost: a\nfeed-interval: 60\n");
        Settings settings =
                Settings.load(file, Map.of("TOCSIN_PORT", "2", "TOCSIN_HOST", "b", "HOME", "x"), Map.of("port", "3"));
        assertThat(settings.port()).isEqualTo(3);
        assertThat(settings.host()).isEqualTo("b");
        assertThat(settings.feeds().initial()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void takesFromAFileHowToBeLetIntoACluster() throws IOException {
        Path file = directory.resolve("kafka.properties");
        Files.writeString(file, "security.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-512\n");
        Map<String, String> flags = Map.of("kafka-config", file.toString(), "bootstrap", "kafka:9093");
        assertThat(Settings.load(directory.resolve("none"), Map.of(), flags).kafka())
                .isEqualTo(Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", "SCRAM-SHA-512"));

        assertThatThrownBy(() ->
                        Settings.load(directory.resolve("none"), Map.of(), Map.of("kafka-config", file.toString())))
                .hasMessageContaining("give bootstrap too");
        Files.writeString(file, "acks=0\n");
        assertThatThrownBy(() -> Settings.load(directory.resolve("none"), Map.of(), flags))
                .hasMessageContaining("kafka-config")
                .hasMessageContaining("acks");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admin-token: \"SECRET8",
                "oidc-secret: SECRET8: x",
                "admin-token: @SECRET8",
                "admin-token:SECRET8",
                "oidc-secret:SECRET8: x",
                "admin-token: [SECRET8",
                "- SECRET8"
            })
    void saysWhereAFileIsBrokenAndNothingOfWhatIsInIt(String line) throws IOException {
        Path file = directory.resolve("tocsin.yaml");
        Files.writeString(file, "port: 1\n" + line + "\n");
        assertThatThrownBy(() -> Settings.load(file, Map.of(), Map.of()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("tocsin.yaml")
                .message()
                .doesNotContain("SECRET8")
                .matches("(?s).*(, line [123], column \\d+: this is not YAML|unknown setting oidc-secret… in ).*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sasl.jaas.config=org.x.PlainLoginModule required username=me password=VAL\"UE5 is VALUE6\";",
                "sasl.jaas.config=org.x.PlainLoginModule required password=\"VALUE5\"VALUE6\";",
                "sasl.jaas.config=org.x.PlainLoginModule required password=\"VALUE5\"",
                "sasl.jaas.config=org.x.PlainLoginModule required password=\"x;\\n  VALUE5\";",
                "sasl.jaas.config=org.x.PlainLoginModule required password=\nVALUE5;"
            })
    void repeatsNoPartOfAPasswordThatCannotBeRead(String line) throws IOException {
        Path file = directory.resolve("kafka.properties");
        Files.writeString(file, "security.protocol=SASL_SSL\n" + line + "\n");
        Map<String, String> flags = Map.of("kafka-config", file.toString(), "bootstrap", "kafka:9093");
        assertThatThrownBy(() -> Settings.load(directory.resolve("none"), Map.of(), flags))
                .isInstanceOf(Refusal.class)
                .hasNoCause()
                .hasMessageContaining("kafka-config")
                .message()
                .doesNotContain("VALUE");
    }

    @Test
    void readsWhatMayBeReached() {
        Settings settings = Settings.load(
                directory.resolve("none"),
                Map.of("TOCSIN_ALLOW_PRIVATE", "127.0.0.0/8, ::1/128", "TOCSIN_ALLOW_PORTS", "81,82"),
                Map.of("contact", "https://example.org/bot"));
        assertThat(settings.outgoing())
                .isEqualTo(new OutgoingSettings(
                        List.of("127.0.0.0/8", "::1/128"), Set.of(81, 82), "https://example.org/bot"));
    }

    @ParameterizedTest
    @CsvSource({
        "port, 70000, setting port: 70000 is refused",
        "port, many, whole number",
        "feed-interval, 1, between 10 and 86400",
        "feed-floor, 90000, between 1 and 86400",
        "feed-ceiling, 30, must not exceed feed-ceiling",
        "public-url, example.org, http or https address",
        "bootstrap, nowhere, host:port",
        "roles, cook, must be among",
        "allow-private, localhost, must be a list of networks such as 127.0.0.0/8",
        "allow-private, 10.0.0.0/40, must be a list of networks",
        "allow-ports, 0, a number from 1 to 65535",
        "allow-ports, http, whole number",
        "contact, two words, one page or mail address",
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
