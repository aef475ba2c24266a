package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Refusal;
import org.tocsin.runtime.Settings;
import tools.jackson.databind.JsonNode;

/** Every role on a cluster with TLS and passwords, under the rights that {@code topics create --acl} gives it, and no others. */
final class SecuredKafkaTest {
    private static final String HEADLINE = "The army says it captured two North Korean soldiers in Kursk region";

    @TempDir
    private static Path directory;

    private static SecuredKafka kafka;

    /** What a command printed and how it ended. */
    private record Ended(int code, String out, String err) {}

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "skipped: no Docker engine answers");
        kafka = new SecuredKafka(directory);
        assertThat(administer("plan", "--acl").out()).contains("User:tocsin-enrich", "group tocsin-stories");
        assertThat(administer("create", "--acl", "--scram-users", kafka.users().toString())
                        .code())
                .isZero();
    }

    @AfterAll
    static void stop() {
        if (kafka != null) {
            kafka.close();
        }
    }

    @Test
    void createsEachRightOnceAndShowsWhatIsAllowedBeyond() {
        Ended again = administer("plan", "--acl");

        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("0 ACLs to create").doesNotContain("not needed:");
        assertThat(administer(
                                "plan",
                                "--acl",
                                "--principal",
                                "ingest=User:tocsin-alerts",
                                "--principal",
                                "alerts=User:x")
                        .out())
                .as("what the name of alerts may do that ingest need not")
                .contains("not needed: User:tocsin-alerts Allow Write on topic tocsin.decisions");
        assertThat(administer("plan", "--acl", "--principal", "editor=User:x").err())
                .contains("there is no such role; the roles are ingest, enrich");
    }

    @Test
    void carriesAnArticleToAnAlertWithEachRoleUnderItsOwnRights() throws Exception {
        try (AllInOne enrich = instance("enrich", "enrich");
                AllInOne alerts = instance("alerts", "alerts");
                AllInOne ingest = instance("ingest", "ingest");
                AllInOne dashboard = instance("dashboard", "dashboard");
                AllInOne replay = instance("replay", "replay");
                HttpClient http = HttpClient.newHttpClient()) {
            Path file = directory.resolve("alerts").resolve("alert-files").resolve("told.jsonl");
            post(http, alerts, "subscriptions", """
                    {"query": "topic:dprk-troops AND topic:prisoners-of-war", "channel": "file", "target": "%s"}""".formatted(file));
            post(http, ingest, "articles", "[{\"title\": \"%s\"}]".formatted(HEADLINE));
            post(http, ingest, "feeds", "{\"url\": \"https://feeds.example.org/all.rss\", \"check\": false}");

            Program.await(
                    "the alert is told",
                    () -> Files.exists(file) && file.toFile().length() > 0);
            assertThat(Files.readString(file)).contains(HEADLINE);
            Program.await(
                    "the dashboard has the article",
                    () -> get(http, dashboard, "articles").path("count").asLong() == 1);
            JsonNode system = get(http, dashboard, "system");
            assertThat(system.path("trouble").asString("")).isEmpty();
            assertThat(system.path("lag").propertyNames()).contains("tocsin-tag", "tocsin-decide", "tocsin-courier");
            String alert =
                    Json.mapper().readTree(Files.readString(file)).path("id").asString();
            post(http, dashboard, "alerts/" + alert + "/feedback", "{\"verdict\": \"good\"}");
            for (String job : List.of(
                    "{\"kind\": \"reprocess\", \"switch\": true}",
                    "{\"kind\": \"replay\"}",
                    "{\"kind\": \"backtest\", \"drafts\": [\"soldiers\"]}",
                    "{\"kind\": \"export\", \"format\": \"ndjson\"}",
                    "{\"kind\": \"compare\"}")) {
                JsonNode started = post(http, replay, "jobs", job);
                Program.await(job + " ends", () -> {
                    JsonNode now =
                            get(http, replay, "jobs/" + started.path("id").asString());
                    assertThat(now.path("state").asString()).as(now.toString()).isNotEqualTo("failed");
                    return now.path("state").asString().equals("done");
                });
            }
            for (AllInOne one : List.of(enrich, alerts, ingest, dashboard, replay)) {
                assertThat(one.trouble()).isEmpty();
            }
            commands();
        }
    }

    /** The command line under rights of its own, on the log that the roles have filled. */
    private void commands() throws Exception {
        Path news = Files.writeString(directory.resolve("news.jsonl"), "{\"title\": \"A choir in the town hall\"}\n");
        assertThat(tool("ingest", news.toString()).out()).contains("accepted 1");
        assertThat(tool(
                                "subscribe",
                                "choir",
                                "--file",
                                directory.resolve("choir.jsonl").toString())
                        .code())
                .isZero();
        assertThat(tool("subscribe", "--list").out()).contains("choir");
        // there is no key that those who deliver have too
        assertThat(tool(
                                "subscribe",
                                "bell",
                                "--webhook",
                                "https://hooks.example.org/bell",
                                "--secret",
                                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                        .err())
                .contains("give all of them the same secret-key");
        assertThat(tool("replay", "soldiers").out()).contains(HEADLINE);
        assertThat(tool("topics", "plan").code()).isZero();
        assertThat(tool("topics", "quota", "10").err()).contains("the administrator's file as --kafka-config");
        assertThat(tool("feeds", "list").out()).contains("feeds.example.org");
        assertThat(tool("knowledge", "list").code()).isZero();
        assertThat(tool("reprocess", "--back").code()).isZero();
    }

    @Test
    void allowsNothingThatIsNotInTheTable() throws Exception {
        Properties ingest = kafka.client("ingest", kafka.bootstrap());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(ingest, new StringSerializer(), new StringSerializer())) {
            for (Topic<?> topic : List.of(Topic.SUBSCRIPTIONS, Topic.ENRICHED, Topic.KNOWLEDGE, Topic.OUTBOX)) {
                assertThatThrownBy(() -> producer.send(new ProducerRecord<>(topic.name(), "x", "x"))
                                .get(30, TimeUnit.SECONDS))
                        .hasRootCauseInstanceOf(TopicAuthorizationException.class);
            }
        }
    }

    @Test
    void namesEveryRightThatIsMissingBeforeAnythingStarts() {
        assertThatThrownBy(() -> instance(
                        "stranger",
                        "enrich",
                        Map.of("kafka-config", kafka.config("ingest").toString())))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("does not allow what the role enrich needs: ")
                .hasMessageContaining("WRITE on topic tocsin.enriched")
                .hasMessageContaining("READ on topic tocsin.articles")
                .hasMessageContaining("READ on group tocsin-stories")
                .hasMessageContaining("WRITE on transactional ids that begin with tocsin-stories-")
                .hasMessageContaining("tocsin topics create --acl");
    }

    @Test
    void movesALogUnderRightsOfItsOwnAndSaysWhatIsMissingWithoutThem() throws Exception {
        String own = "tocsin-moved-changelog";
        try (EmbeddedBroker broker = EmbeddedBroker.start(Files.createDirectories(directory.resolve("old/broker")))) {
            KafkaSettings old = new KafkaSettings(broker.bootstrap());
            old.administer(admin -> admin.createTopics(List.of(new NewTopic(own, 1, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS));
            old.administer(admin -> admin.alterConsumerGroupOffsets(
                            "tocsin-moved", Map.of(new TopicPartition(own, 0), new OffsetAndMetadata(1)))
                    .all()
                    .get(30, TimeUnit.SECONDS));
            try (Producer<byte[], byte[]> producer = old.rawProducer("tocsin-moved-1")) {
                producer.initTransactions();
                producer.beginTransaction();
                var _ = producer.send(new ProducerRecord<>(own, new byte[] {1}, new byte[] {2}));
                producer.commitTransaction();
            }
        }
        String data = directory.resolve("old").toString();
        for (String lacking : List.of("tools", "ingest")) {
            Ended refused = run(kafka.bootstrap(), lacking, List.of("migrate"), data);
            assertThat(refused.code()).isEqualTo(Main.FAILED);
            assertThat(refused.err())
                    .contains("does not allow what is needed of", "tocsin topics create --acl")
                    .doesNotContain("\tat ");
        }

        Path users = Files.writeString(directory.resolve("movers"), "mover of-logs\n");
        Files.writeString(
                kafka.config("mover"),
                Files.readString(kafka.config("tools"))
                        .replaceAll(
                                "username=\"[^\"]*\" password=\"[^\"]*\"", "username=\"mover\" password=\"of-logs\""));
        assertThat(administer("create", "--acl", "--principal", "migrate=User:mover", "--scram-users", users.toString())
                        .code())
                .isZero();
        Ended moved = run(kafka.bootstrap(), "mover", List.of("migrate"), data);
        assertThat(moved.err()).doesNotContain("tocsin:");
        assertThat(moved.out()).contains(own + " 0", "1 offsets of 1 groups", "both sides are equal");
    }

    @Test
    void letsTheCommandLineChangeTopicsButNoRights() {
        Ended refused = tool("topics", "create", "--acl");

        assertThat(refused.code()).isEqualTo(Main.FAILED);
        assertThat(refused.err()).contains("does not allow this to whoever is no administrator");
    }

    @Test
    void saysThatAPasswordIsWrongAndThatAFileMakesNoClient() throws Exception {
        Path wrong = Files.writeString(
                directory.resolve("wrong.properties"),
                Files.readString(kafka.config("ingest")).replaceAll("password=\"[^\"]*\"", "password=\"guessed\""));
        assertThatThrownBy(() -> instance("guesser", "ingest", Map.of("kafka-config", wrong.toString())))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("does not let us in")
                .hasMessageContaining("invalid credentials with SASL mechanism SCRAM-SHA-512")
                .hasMessageContaining("check the file of kafka-config")
                .hasMessageNotContaining("guessed");

        Path without = Files.writeString(
                directory.resolve("without.properties"),
                Files.readString(kafka.config("ingest"))
                        .replaceAll("ssl.truststore.location=.*", "ssl.truststore.location=/none/ca.pem"));
        assertThatThrownBy(() -> instance("lost", "ingest", Map.of("kafka-config", without.toString())))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("setting kafka-config")
                .hasMessageContaining("/none/ca.pem");
    }

    private static AllInOne instance(String name, String role) {
        return instance(name, role, Map.of("kafka-config", kafka.config(role).toString()));
    }

    private static AllInOne instance(String name, String role, Map<String, String> more) {
        Map<String, String> flags = new HashMap<>(Map.of(
                "bootstrap",
                kafka.bootstrap(),
                "roles",
                role,
                "port",
                "0",
                "data",
                directory.resolve(name).toString()));
        flags.putAll(more);
        return AllInOne.start(Settings.load(directory.resolve("none"), Map.of(), flags));
    }

    private static Ended administer(String... words) {
        List<String> all = new ArrayList<>(List.of("topics"));
        all.addAll(List.of(words));
        return run(kafka.administration(), "admin", all);
    }

    private static Ended tool(String... words) {
        return run(kafka.bootstrap(), "tools", List.of(words));
    }

    private static Ended run(String bootstrap, String who, List<String> words) {
        return run(bootstrap, who, words, directory.resolve("commands").toString());
    }

    private static Ended run(String bootstrap, String who, List<String> words, String data) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(
                "--bootstrap", bootstrap, "--kafka-config", kafka.config(who).toString()));
        all.addAll(List.of("--data", data));
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            int code = Main.commandLine().setErr(new PrintWriter(err, true)).execute(all.toArray(String[]::new));
            return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString());
        } finally {
            System.setOut(before);
        }
    }

    private static JsonNode post(HttpClient http, AllInOne to, String path, String body) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(address(to, path))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .header("Content-Type", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 204);
        return answer.body().isEmpty()
                ? Json.mapper().createObjectNode()
                : Json.mapper().readTree(answer.body());
    }

    private static JsonNode get(HttpClient http, AllInOne from, String path) {
        try {
            return Json.mapper()
                    .readTree(http.send(
                                    HttpRequest.newBuilder(address(from, path)).build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static URI address(AllInOne of, String path) {
        return URI.create("http://127.0.0.1:" + of.port() + "/api/v1/" + path);
    }
}
