package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.runtime.Settings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The chart as Helm renders it. */
final class ChartTest {
    private static final Path DEPLOY =
            Path.of("").toAbsolutePath().resolve("../deploy").normalize();

    @TempDir
    private Path directory;

    private static Helm chart() {
        return new Helm(DEPLOY.resolve("helm/tocsin"));
    }

    private static List<JsonNode> objects(String yaml, String kind) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        try (MappingIterator<JsonNode> all =
                YAMLMapper.builder().build().readerFor(JsonNode.class).readValues(yaml)) {
            while (all.hasNext()) {
                JsonNode one = all.next();
                if (one.path("kind").asString("").equals(kind)) {
                    found.add(one);
                }
            }
        }
        return found;
    }

    @Test
    void helmFindsNothingWrongWithIt() {
        LintResult result = chart().lint().strict().call();

        assertThat(result.isFailed()).as(String.valueOf(result.getMessages())).isFalse();
    }

    @Test
    void theManifestsAreWhatItRenders() throws IOException {
        String plain = Files.readString(DEPLOY.resolve("kubernetes/tocsin.yaml"));

        assertThat(plain.substring(plain.indexOf('\n') + 1))
                .isEqualTo(chart().template().withName("tocsin").call());
    }

    @Test
    void everyRoleHasPodsWithProbesAndWithoutRightsAndABudget() throws IOException {
        String rendered = chart().template().call();

        assertThat(objects(rendered, "StatefulSet"))
                .hasSameSizeAs(Settings.ROLES)
                .allSatisfy(set -> {
                    JsonNode pod = pod(set);
                    JsonNode container = pod.path("containers").path(0);
                    String role = container.path("args").path(2).asString();
                    assertThat(Settings.ROLES).contains(role);
                    assertThat(set.path("metadata").path("name").asString()).isEqualTo("tocsin-" + role);
                    assertThat(Main.commandLine()
                                    .parseArgs("start", "--roles", role)
                                    .hasSubcommand())
                            .isTrue();
                    assertThat(container
                                    .path("readinessProbe")
                                    .path("httpGet")
                                    .path("path")
                                    .asString())
                            .isEqualTo("/health/ready");
                    assertThat(container
                                    .path("livenessProbe")
                                    .path("httpGet")
                                    .path("path")
                                    .asString())
                            .isEqualTo("/health/live");
                    assertThat(container
                                    .path("securityContext")
                                    .path("readOnlyRootFilesystem")
                                    .asBoolean())
                            .isTrue();
                    assertThat(container
                                    .path("securityContext")
                                    .path("allowPrivilegeEscalation")
                                    .asBoolean(true))
                            .isFalse();
                    assertThat(container
                                    .path("resources")
                                    .path("limits")
                                    .path("memory")
                                    .asString(""))
                            .isNotEmpty();
                    assertThat(pod.path("securityContext").path("runAsNonRoot").asBoolean())
                            .isTrue();
                    assertThat(pod.path("enableServiceLinks").asBoolean(true))
                            .as("variables that the program would take for settings")
                            .isFalse();
                });
        assertThat(objects(rendered, "PodDisruptionBudget")).hasSameSizeAs(Settings.ROLES);
        assertThat(objects(rendered, "ServiceAccount")).hasSize(1);
        assertThat(objects(rendered, "NetworkPolicy")).isEmpty();
    }

    @Test
    void takesSettingsImageAndSecretsByName() throws IOException {
        String rendered = chart().template()
                .set("networkPolicy.enabled", "true")
                .set("settings.feed-interval", "600")
                .set("image.repository", "registry.example.org/tocsin")
                .set("kafkaSecret", "news-kafka")
                .call();

        assertThat(objects(rendered, "NetworkPolicy")).hasSize(1);
        JsonNode pod = pod(objects(rendered, "StatefulSet").getFirst());
        assertThat(pod.path("containers").path(0).path("image").asString())
                .isEqualTo("registry.example.org/tocsin:0.1.0");
        assertThat(pod.path("volumes").toString()).contains("\"secretName\":\"news-kafka-alerts\"");
        for (JsonNode variable : pod.path("containers").path(0).path("env")) {
            String name = variable.path("name").asString();
            if (!name.endsWith("_FILE") && !name.equals("TOCSIN_KAFKA_CONFIG") && variable.has("value")) {
                assertThat(Settings.load(
                                Path.of("none"),
                                Map.of(name, variable.path("value").asString()),
                                Map.of()))
                        .as(name)
                        .isNotNull();
            }
        }
        assertThat(rendered).contains("TOCSIN_FEED_INTERVAL, value: \"600\"");
    }

    @Test
    void theManifestsTakeVariablesFromASecretThatNeedNotBeThere() throws IOException {
        assertThat(objects(Files.readString(DEPLOY.resolve("kubernetes/tocsin.yaml")), "StatefulSet"))
                .hasSameSizeAs(Settings.ROLES)
                .allSatisfy(set -> assertThat(pod(set).path("containers")
                                .path(0)
                                .path("envFrom")
                                .toString())
                        .isEqualTo("[{\"secretRef\":{\"name\":\"tocsin-env\",\"optional\":true}}]"));
    }

    @Test
    void takesSecretsAsVariablesAndFilesForAllRolesAndForOne() throws IOException {
        Path values = Files.writeString(directory.resolve("values.yaml"), """
                settings: {tls-certificate: /etc/tocsin/tls/tls.crt, tls-key: /etc/tocsin/tls/tls.key}
                extraEnv:
                  - {name: TOCSIN_CONTACT, value: "https://example.org/bot"}
                extraVolumes:
                  - {name: tls, secret: {secretName: tocsin-tls, defaultMode: 288}}
                extraVolumeMounts:
                  - {name: tls, mountPath: /etc/tocsin/tls, readOnly: true}
                roles:
                  alerts:
                    extraEnvFrom: [{secretRef: {name: channels}}]
                    extraEnv: [{name: TOCSIN_SMTP_FILE, value: /etc/tocsin/mail/smtp}]
                    extraVolumes: [{name: mail, secret: {secretName: mail}}]
                    extraVolumeMounts: [{name: mail, mountPath: /etc/tocsin/mail, readOnly: true}]
                """);
        String rendered = chart().template().withValuesFile(values).call();

        assertThat(objects(rendered, "StatefulSet"))
                .hasSameSizeAs(Settings.ROLES)
                .allSatisfy(set -> {
                    JsonNode container = pod(set).path("containers").path(0);
                    boolean alerts = container.path("args").path(2).asString().equals("alerts");
                    assertThat(texts(container.path("envFrom"), "/secretRef/name"))
                            .isEqualTo(alerts ? List.of("tocsin-env", "channels") : List.of("tocsin-env"));
                    assertThat(texts(container.path("env"), "/name"))
                            .contains("TOCSIN_TLS_CERTIFICATE", "TOCSIN_TLS_KEY", "TOCSIN_CONTACT")
                            .satisfies(names -> assertThat(names.contains("TOCSIN_SMTP_FILE"))
                                    .isEqualTo(alerts));
                    assertThat(texts(pod(set).path("volumes"), "/name"))
                            .isEqualTo(
                                    alerts
                                            ? List.of("tmp", "secret", "kafka", "tls", "mail")
                                            : List.of("tmp", "secret", "kafka", "tls"));
                    assertThat(texts(container.path("volumeMounts"), "/mountPath"))
                            .contains("/etc/tocsin/tls")
                            .satisfies(paths -> assertThat(paths.contains("/etc/tocsin/mail"))
                                    .isEqualTo(alerts));
                });
    }

    /** Helm takes the numbers of a file for fractions, and writes the large ones with an exponent. */
    @Test
    void takesLargeNumbersOfAFileAsTheyAreWritten() throws IOException {
        Path values = Files.writeString(
                directory.resolve("values.yaml"), "settings: {owner-query-characters: 2000000, feed-interval: 600}\n");

        assertThat(chart().template().withValuesFile(values).call())
                .contains("{name: TOCSIN_OWNER_QUERY_CHARACTERS, value: \"2000000\"}")
                .contains("{name: TOCSIN_FEED_INTERVAL, value: \"600\"}");
    }

    @Test
    void takesTheSecretsThatTheManualGivesIt() throws IOException {
        String manual = Files.readString(DEPLOY.resolve("README.md"));
        String example = manual.split("cat > secrets.yaml <<'END'\n", 2)[1].split("END\n", 2)[0];
        Path values = Files.writeString(directory.resolve("secrets.yaml"), example);
        List<JsonNode> sets = objects(chart().template().withValuesFile(values).call(), "StatefulSet");

        assertThat(sets).hasSameSizeAs(Settings.ROLES).allSatisfy(set -> {
            JsonNode container = pod(set).path("containers").path(0);
            Map<String, String> given = new HashMap<>();
            for (JsonNode variable : container.path("env")) {
                if (variable.has("value")) {
                    given.put(
                            variable.path("name").asString(),
                            variable.path("value").asString());
                }
            }
            String role = container.path("args").path(2).asString();
            assertThat(given.containsKey("TOCSIN_SMTP_FILE"))
                    .as("%s knows the mail server", role)
                    .isEqualTo(List.of("alerts", "dashboard").contains(role));
            for (String file : List.of("TOCSIN_KAFKA_CONFIG", "TOCSIN_ADMIN_TOKEN_FILE", "TOCSIN_SMTP_FILE")) {
                String path = given.remove(file);
                assertThat(path == null
                                || texts(container.path("volumeMounts"), "/mountPath").stream()
                                        .anyMatch(mount -> path.startsWith(mount + "/")))
                        .as("%s of %s is mounted", file, role)
                        .isTrue();
            }
            given.put("TOCSIN_OIDC_SECRET", "of-the-provider");
            Settings settings = Settings.load(Path.of("none"), given, Map.of());
            assertThat(settings.oidc().on()).isTrue();
            assertThat(settings.tls().on()).isTrue();
            assertThat(pod(set).path("volumes").valueStream().filter(volume -> volume.has("secret")))
                    .allMatch(
                            volume -> volume.path("secret").path("defaultMode").asInt() == 0440);
        });
    }

    @Test
    void probesAskAsTheProgramAnswers() throws IOException {
        assertThat(schemes(chart().template())).containsOnly("HTTP");
        assertThat(schemes(chart().template().set("settings.tls-certificate", "/etc/tocsin/tls/tls.crt")))
                .containsOnly("HTTPS");
        assertThat(schemes(chart().template().set("probeScheme", "HTTPS"))).containsOnly("HTTPS");
    }

    private static List<String> schemes(TemplateCommand template) throws IOException {
        List<String> schemes = new ArrayList<>();
        for (JsonNode set : objects(template.call(), "StatefulSet")) {
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                schemes.add(pod(set).path("containers")
                        .path(0)
                        .path(probe)
                        .path("httpGet")
                        .path("scheme")
                        .asString());
            }
        }
        assertThat(schemes).hasSize(3 * Settings.ROLES.size());
        return schemes;
    }

    private static JsonNode pod(JsonNode set) {
        return set.path("spec").path("template").path("spec");
    }

    private static List<String> texts(JsonNode list, String pointer) {
        return list.valueStream().map(one -> one.at(pointer).asString()).toList();
    }
}
