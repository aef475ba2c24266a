package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.tocsin.runtime.Settings;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What {@code deploy} holds says of the program what the program is. */
final class DeploymentTest {
    private static final Path DEPLOY =
            Path.of("").toAbsolutePath().resolve("../deploy").normalize();

    private static JsonNode yaml(String file) throws IOException {
        return YAMLMapper.builder().build().readTree(DEPLOY.resolve(file).toFile());
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }

    @Test
    void theClusterHasEveryRoleAndCommandsThatTheProgramUnderstands() throws IOException {
        JsonNode services = yaml("cluster/docker-compose.yml").path("services");

        assertThat(services.propertyNames()).containsAll(Settings.ROLES);
        for (String service : List.of("ingest", "enrich", "alerts", "dashboard", "replay", "topics")) {
            List<String> words = texts(services.path(service).path("command"));
            assertThat(Main.commandLine()
                            .parseArgs(words.toArray(String[]::new))
                            .hasSubcommand())
                    .as(service)
                    .isTrue();
            if (Settings.ROLES.contains(service)) {
                assertThat(words).containsExactly("start", "--roles", service);
                assertThat(texts(services.path(service).path("volumes")))
                        .as("comes under a name of its own")
                        .anyMatch(volume -> volume.startsWith("./secrets/" + service + ".properties:"));
            }
        }
    }

    @Test
    void theClusterKeepsEveryRecordThreeTimes() throws IOException {
        JsonNode file = yaml("cluster/docker-compose.yml");
        JsonNode broker = file.path("x-kafka-environment");

        for (String topic : List.of("DEFAULT", "OFFSETS_TOPIC", "TRANSACTION_STATE_LOG")) {
            assertThat(broker.path("KAFKA_" + topic + "_REPLICATION_FACTOR").asInt())
                    .as(topic)
                    .isEqualTo(3);
        }
        assertThat(broker.path("KAFKA_MIN_INSYNC_REPLICAS").asInt()).isEqualTo(2);
        assertThat(texts(file.path("services").path("topics").path("command")))
                .contains("--replication", "3", "--min-insync", "2");
    }

    @Test
    void noContainerIsRootOrMayWriteToItsRoot() throws IOException {
        JsonNode tocsin = yaml("cluster/docker-compose.yml").path("x-tocsin");
        List<String> dockerfile = Files.readAllLines(DEPLOY.resolve("Dockerfile"));
        List<String> users = new ArrayList<>();
        dockerfile.stream().filter(line -> line.startsWith("USER ")).forEach(users::add);

        assertThat(users.getLast()).isEqualTo("USER 10001:10001");
        assertThat(dockerfile).anyMatch(line -> line.startsWith("HEALTHCHECK "));
        assertThat(tocsin.path("read_only").asBoolean()).isTrue();
        assertThat(texts(tocsin.path("cap_drop"))).containsExactly("ALL");
        assertThat(texts(tocsin.path("security_opt"))).containsExactly("no-new-privileges:true");
    }

    @Test
    void noSettingOfAFileIsUnknownToTheProgram() throws IOException {
        for (String name : yaml("cluster/docker-compose.yml")
                .path("x-tocsin")
                .path("environment")
                .propertyNames()) {
            String setting = name.substring("TOCSIN_".length())
                    .toLowerCase(java.util.Locale.ROOT)
                    .replace('_', '-');
            if (!setting.equals("kafka-config")) {
                assertThat(Settings.load(
                                Path.of("none"), Map.of(name, setting.equals("bootstrap") ? "k:1" : "x"), Map.of()))
                        .isNotNull();
            }
        }
    }
}
