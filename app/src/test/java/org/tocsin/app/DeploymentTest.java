package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.runtime.Settings;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What {@code deploy} holds says of the program what the program is. */
final class DeploymentTest {
    private static final Path DEPLOY =
            Path.of("").toAbsolutePath().resolve("../deploy").normalize();
    private static final String ONE_HOST = "../docker-compose.yml";
    private static final String CLUSTER = "cluster/docker-compose.yml";

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
        JsonNode services = yaml(CLUSTER).path("services");

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
        JsonNode file = yaml(CLUSTER);
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

    /** Else they would have to change, untested, in the commit that is released. */
    @Test
    void launcherImageAndReleaseWorkUnderEveryVersion() throws IOException {
        String name = "app/target/app.jar";
        for (String file : List.of("../tocsin", "Dockerfile", "../.dockerignore", "release/pack")) {
            assertThat(Files.readString(DEPLOY.resolve(file))).contains(name).doesNotContain("SNAPSHOT");
        }
    }

    @Test
    void noContainerIsRootOrMayWriteToItsRoot() throws IOException {
        List<String> dockerfile = Files.readAllLines(DEPLOY.resolve("Dockerfile"));
        List<String> users = new ArrayList<>();
        dockerfile.stream().filter(line -> line.startsWith("USER ")).forEach(users::add);

        assertThat(users.getLast()).isEqualTo("USER 10001:10001");
        assertThat(dockerfile).anyMatch(line -> line.startsWith("HEALTHCHECK "));
        for (String compose : List.of(ONE_HOST, CLUSTER)) {
            JsonNode file = yaml(compose);
            JsonNode tocsin = file.path("x-tocsin");
            assertThat(tocsin.path("read_only").asBoolean()).as(compose).isTrue();
            assertThat(texts(tocsin.path("tmpfs"))).as(compose).containsExactly("/tmp:exec");
            assertThat(file.path("services").properties()).allSatisfy(service -> {
                JsonNode own = service.getValue();
                String of = own.path("<<").asString("");
                JsonNode restricted = of.isEmpty() ? own : file.path("x-" + of);
                assertThat(texts(restricted.path("cap_drop")))
                        .as("%s of %s", service.getKey(), compose)
                        .containsExactly("ALL");
                assertThat(texts(restricted.path("security_opt")))
                        .as("%s of %s", service.getKey(), compose)
                        .containsExactly("no-new-privileges:true");
                if (Settings.ROLES.contains(service.getKey())) {
                    assertThat(of).as("%s of %s", service.getKey(), compose).isEqualTo("tocsin");
                }
                if (!of.isEmpty()) {
                    assertThat(own.propertyNames())
                            .as("%s of %s keeps what it is restricted to", service.getKey(), compose)
                            .doesNotContain(
                                    "read_only", "tmpfs", "cap_drop", "cap_add", "security_opt", "user", "privileged");
                }
            });
        }
    }

    @Test
    void oneHostHasEveryRoleAndPublishesOnlyWhatSomeoneCalls() throws IOException {
        JsonNode services = yaml(ONE_HOST).path("services");

        assertThat(services.propertyNames()).containsAll(Settings.ROLES);
        for (String role : Settings.ROLES) {
            JsonNode service = services.path(role);
            List<String> words = texts(service.path("command"));
            assertThat(words).startsWith("start").containsSequence("--roles", role);
            assertThat(Main.commandLine()
                            .parseArgs(words.toArray(String[]::new))
                            .hasSubcommand())
                    .as(role)
                    .isTrue();
            assertThat(texts(service.path("ports")))
                    .as("host ports of %s, of which a second instance would want the same", role)
                    .hasSize(List.of("enrich", "alerts").contains(role) ? 0 : 1)
                    .allMatch(port -> port.matches("127\\.0\\.0\\.1:\\$\\{TOCSIN_[A-Z]+_PORT:-\\d+}:8420"));
        }
        assertThat(services.path("kafka").has("ports")).isFalse();
    }

    @Test
    void theKeyOfSecretsIsWithThoseWhoSealAndDeliverAlone() throws IOException {
        for (String compose : List.of(ONE_HOST, CLUSTER)) {
            JsonNode file = yaml(compose);
            assertThat(file.path("x-tocsin").path("environment").has("TOCSIN_SECRET_KEY"))
                    .as(compose)
                    .isFalse();
            for (var service : file.path("services").properties()) {
                JsonNode own = service.getValue().path("environment");
                boolean has = own.has("TOCSIN_SECRET_KEY") || own.asString("").equals("keeper");
                assertThat(has)
                        .as("%s of %s", service.getKey(), compose)
                        .isEqualTo(List.of("alerts", "dashboard", "tools").contains(service.getKey()));
            }
        }
    }

    /** After a restart of the machine too. */
    @Test
    void everyServiceIsStartedAgain() throws IOException {
        for (String compose : List.of(ONE_HOST, CLUSTER)) {
            JsonNode file = yaml(compose);
            file.path("services").properties().forEach(service -> {
                JsonNode own = service.getValue();
                String of = own.path("<<").asString("");
                String restart = own.path("restart")
                        .asString(file.path("x-" + of).path("restart").asString(""));
                boolean once = List.of("topics", "tools").contains(service.getKey());
                assertThat(restart).as("%s of %s", service.getKey(), compose).isEqualTo(once ? "no" : "unless-stopped");
            });
        }
    }

    @Test
    void aRangeOfPortsThatIsRecommendedHasNoOtherRolesPort() throws IOException {
        Matcher range = Pattern.compile("TOCSIN_INGEST_PORT=(\\d+)-(\\d+)")
                .matcher(Files.readString(DEPLOY.resolve("README.md")) + Files.readString(DEPLOY.resolve(ONE_HOST)));
        int ranges = 0;
        while (range.find()) {
            ranges++;
            for (String role : List.of("dashboard", "replay")) {
                String published = texts(
                                yaml(ONE_HOST).path("services").path(role).path("ports"))
                        .getFirst();
                int port = Integer.parseInt(published.replaceAll(".*:-(\\d+)}.*", "$1"));
                assertThat(port)
                        .as("port of %s", role)
                        .matches(of -> of < Integer.parseInt(range.group(1)) || of > Integer.parseInt(range.group(2)));
            }
        }
        assertThat(ranges).isEqualTo(2);
    }

    @Test
    void newCertificatesLeaveUsersAndPasswordsAsTheyAre(@TempDir Path directory) throws Exception {
        Path secrets = directory.resolve("secrets");
        assertThat(secrets(secrets.toString(), "kafka.example.org", "10.0.0.7")).isZero();
        List<List<?>> hosts = hosts(secrets.resolve("broker.pem"));
        String users = Files.readString(secrets.resolve("users"));
        String ingest = Files.readString(secrets.resolve("ingest.properties"));
        X509Certificate before = certificate(secrets.resolve("ca.pem"));

        assertThat(secrets("--renew", secrets.toString())).isZero();

        assertThat(Files.readString(secrets.resolve("users"))).isEqualTo(users);
        assertThat(Files.readString(secrets.resolve("ingest.properties"))).isEqualTo(ingest);
        X509Certificate after = certificate(secrets.resolve("ca.pem"));
        assertThat(after).isNotEqualTo(before);
        assertThat(hosts(secrets.resolve("broker.pem"))).hasSize(4).isEqualTo(hosts);
        for (String who : List.of("broker.pem", "admin.pem")) {
            certificate(secrets.resolve(who)).verify(after.getPublicKey());
        }
        assertThat(secrets(secrets.toString())).as("made once more").isEqualTo(1);
        assertThat(secrets("--renew", directory.resolve("none").toString())).isEqualTo(1);
    }

    private static int secrets(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("bash", DEPLOY.resolve("cluster/secrets.sh").toString()));
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static List<List<?>> hosts(Path pem) throws IOException, CertificateException {
        return List.copyOf(certificate(pem).getSubjectAlternativeNames());
    }

    private static X509Certificate certificate(Path pem) throws IOException, CertificateException {
        String text = Files.readString(pem);
        byte[] bytes = text.substring(text.indexOf("-----BEGIN CERTIFICATE")).getBytes(StandardCharsets.US_ASCII);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
    }

    @Test
    void noDirectoryIsForSeveralInstances() throws IOException {
        JsonNode file = yaml(ONE_HOST);
        List<String> shared = new ArrayList<>();
        for (String role : Settings.ROLES) {
            shared.addAll(texts(file.path("services").path(role).path("volumes")));
        }

        assertThat(shared).containsExactlyInAnyOrder("dashboard:/var/lib/tocsin", "replay:/var/lib/tocsin");
        assertThat(file.path("volumes").propertyNames()).contains("dashboard", "replay");
    }

    @Test
    void noSettingOfAFileIsUnknownToTheProgram() throws IOException {
        for (String compose : List.of(ONE_HOST, CLUSTER)) {
            for (String name :
                    yaml(compose).path("x-tocsin").path("environment").propertyNames()) {
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
}
