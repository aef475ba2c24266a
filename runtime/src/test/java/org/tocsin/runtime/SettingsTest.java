package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.runtime.access.OidcSettings;
import org.tocsin.runtime.access.Site;
import org.tocsin.runtime.http.OutgoingSettings;
import org.tocsin.runtime.http.TrustedProxies;
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
                        TopicConfigs.DEFAULT,
                        new Site("127.0.0.1", "", TrustedProxies.NONE),
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
        assertThat(settings.site().host()).isEqualTo("b");
        assertThat(settings.feeds().initial()).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# port: 1\n", "# host: a\n\n# port: 1", "---\n", "--- # nothing\n...\n"})
    void takesAFileOfCommentsForNoSettings(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("tocsin.yaml"), text);
        assertThat(Settings.load(file, Map.of(), Map.of()).port()).isEqualTo(8420);
    }

    @Test
    void takesTheFileThatComesWithTheService() throws IOException {
        Path shipped = Path.of("../deploy/release/files/etc/tocsin/tocsin.yaml");
        assertThat(shipped).exists();
        assertThat(Settings.load(shipped, Map.of(), Map.of()).site().host()).isEqualTo("127.0.0.1");
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
    void setsTopicsAsTheClusterLetsThem() {
        Properties without = streams("");
        assertThat(without)
                .containsEntry("topic.segment.bytes", "16777216")
                .containsEntry("topic.max.message.bytes", "16777216")
                .containsEntry("producer.max.request.size", "16777216");

        Properties managed = streams("compression.type=, max.message.bytes=8388608, segment.bytes=52428800");
        assertThat(managed)
                .containsEntry("topic.segment.bytes", "52428800")
                .containsEntry("topic.max.message.bytes", "8388608")
                .containsEntry("producer.max.request.size", "8388608");

        assertThat(streams("max.message.bytes=,segment.bytes="))
                .doesNotContainKeys("topic.segment.bytes", "topic.max.message.bytes")
                .containsEntry("producer.max.request.size", "16777216");
    }

    private Properties streams(String topicConfigs) {
        return Settings.load(directory.resolve("none"), Map.of("TOCSIN_TOPIC_CONFIGS", topicConfigs), Map.of())
                .cluster("unused:9092")
                .streams("tag", directory, true, "one");
    }

    @Test
    void letsAClientGoWhereItsFileSaysThatTokensAre() {
        try {
            var _ = new KafkaSettings(
                    "unused:9092",
                    Map.of(
                            "sasl.oauthbearer.token.endpoint.url", "https://login.example/token",
                            "sasl.oauthbearer.jwks.endpoint.url", "https://login.example/keys",
                            "sasl.oauthbearer.assertion.private.key.file", "/etc/tocsin/key.pem"),
                    TopicConfigs.DEFAULT);
            assertThat(System.getProperty(TokenPlaces.URLS))
                    .isEqualTo("https://login.example/token,https://login.example/keys");
            assertThat(System.getProperty(TokenPlaces.FILES)).isEqualTo("/etc/tocsin/key.pem");

            var _ = new KafkaSettings(
                    "unused:9092",
                    Map.of("sasl.oauthbearer.token.endpoint.url", "https://other.example/token"),
                    TopicConfigs.DEFAULT);
            assertThat(System.getProperty(TokenPlaces.URLS))
                    .as("what is set stays")
                    .startsWith("https://login.example/token");
        } finally {
            System.clearProperty(TokenPlaces.URLS);
            System.clearProperty(TokenPlaces.FILES);
        }
    }

    @Test
    void takesSecretsFromFiles() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "0123456789abcdef\n");
        Path client = Files.writeString(directory.resolve("client"), "of the provider\n");
        Path key = Files.writeString(directory.resolve("key"), "S2V5\n");
        Path smtp = Files.writeString(directory.resolve("smtp"), "smtps://desk:secret@mail.example.org\n");
        Settings settings = Settings.load(
                directory.resolve("none"),
                Map.of(
                        "TOCSIN_ADMIN_TOKEN_FILE",
                        token.toString(),
                        "TOCSIN_OIDC_ISSUER",
                        "https://login.example.org",
                        "TOCSIN_OIDC_CLIENT",
                        "tocsin",
                        "TOCSIN_OIDC_SECRET_FILE",
                        client.toString(),
                        "TOCSIN_OIDC_SCOPES",
                        "*=read",
                        "TOCSIN_PUBLIC_URL",
                        "https://tocsin.example.org",
                        "TOCSIN_SECRET_KEY_FILE",
                        key.toString(),
                        "TOCSIN_SMTP_FILE",
                        smtp.toString()),
                Map.of());

        assertThat(settings.adminToken()).isEqualTo("0123456789abcdef");
        assertThat(settings.oidc().secret()).isEqualTo("of the provider");
        assertThat(settings.alerts())
                .containsEntry("smtp", "smtps://desk:secret@mail.example.org")
                .containsEntry("secret-key", "S2V5")
                .doesNotContainKeys("smtp-file", "secret-key-file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin-token-file", "oidc-secret-file", "secret-key-file", "smtp-file"})
    void refusesFilesWithoutASecret(String name) throws IOException {
        Path empty = Files.writeString(directory.resolve("empty"), "\n");

        assertThatThrownBy(() -> Settings.load(
                        directory.resolve("none"),
                        Map.of(),
                        Map.of(name, directory.resolve("absent").toString())))
                .isInstanceOf(Refusal.class)
                .hasMessageContainingAll("setting " + name, "absent", "cannot be read");
        assertThatThrownBy(() -> Settings.load(directory.resolve("none"), Map.of(), Map.of(name, empty.toString())))
                .isInstanceOf(Refusal.class)
                .hasMessageContainingAll("setting " + name, "is empty");
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
        "trusted-proxies, 10.0.0.1, must be a list of networks such as 127.0.0.0/8",
        "allow-ports, 0, a number from 1 to 65535",
        "allow-ports, http, whole number",
        "contact, two words, one page or mail address",
        "topic-configs, compression.type, must be name=value",
        "topic-configs, compression.type=rar, it must be producer",
        "topic-configs, max.message.bytes=20971520, a number of bytes from 1048576 to 16777216",
        "topic-configs, segment.bytes=few, or empty for what the cluster has",
        "topic-configs, cleanup.policy=delete, 'it must be among compression.type, max.message.bytes, segment.bytes'",
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
