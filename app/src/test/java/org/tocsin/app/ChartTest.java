package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tocsin.runtime.Settings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The chart as Helm renders it. */
final class ChartTest {
    private static final Path DEPLOY =
            Path.of("").toAbsolutePath().resolve("../deploy").normalize();

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
                    JsonNode pod = set.path("spec").path("template").path("spec");
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
        JsonNode pod = objects(rendered, "StatefulSet")
                .getFirst()
                .path("spec")
                .path("template")
                .path("spec");
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
}
