package org.tocsin.replay.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Mention;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.model.TopicTag;
import org.tocsin.replay.PastLog;
import org.tocsin.replay.recall.Recall;
import org.tocsin.runtime.Node;
import org.tocsin.runtime.access.Access;
import tools.jackson.databind.JsonNode;

/** Every kind of job over HTTP, on a log of a hundred articles of four days, one of ten about captured soldiers. */
final class JobsOverHttpTest {
    private static final Instant DAY = Instant.parse("2025-01-11T00:00:00Z");

    @TempDir
    private static Path directory;

    private static PastLog log;
    private static Node node;
    private static HttpClient http;

    @BeforeAll
    static void serve() throws IOException {
        log = PastLog.start(directory);
        for (int i = 0; i < 100; i++) {
            log.put(article(i));
        }
        log.put(Topic.SUBSCRIPTIONS, "s", Subscription.of("s", "Captured", "captured"));
        log.put(
                Topic.ALERTS,
                "s",
                PastLog.alert("alert", "first", "a0", "story0", DAY.plusSeconds(5), List.of(), List.of()));
        log.written();
        JobStage stage = new JobStage(
                log.kafka(),
                Files.createDirectory(directory.resolve("jobs")),
                name -> List.of(),
                Limits.DEFAULT,
                (headline, address) -> new Recall.Report(headline, address, ""));
        node = new Node("127.0.0.1", 0, Access.local(directory), List.of(stage));
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        http.close();
        node.close();
        log.close();
    }

    private static EnrichedArticle article(int number) {
        boolean captured = number % 10 == 0;
        return new EnrichedArticle(
                PastLog.article(
                        "a" + number,
                        captured ? "Soldiers captured near Kursk" : "A choir in hall " + number,
                        DAY.plus(Duration.ofHours(number))),
                List.of(
                        new Mention("Q1", "Sumy", "place", "title", 0, 1, "S", null, null),
                        new Mention("Q" + (2 + number % 2), "Kursk", "place", "title", 0, 1, "K", null, null)),
                captured ? List.of(new TopicTag("kursk", 1, 9, 8, List.of())) : List.of(),
                "story" + number / 10,
                captured,
                1,
                List.of(),
                "",
                number + 1,
                0,
                "1+0");
    }

    private record Answer(int status, String body, String disposition) {
        JsonNode json() {
            return Json.mapper().readTree(body);
        }
    }

    private static Answer ask(String method, String path, String body) {
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/api/v1/" + path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            return new Answer(
                    answer.statusCode(),
                    answer.body(),
                    answer.headers().firstValue("Content-Disposition").orElse(""));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String started(String request) {
        Answer answer = ask("POST", "jobs", request);
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return answer.json().path("id").asString();
    }

    private static JsonNode awaited(String id, String state) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            JsonNode job = ask("GET", "jobs/" + id, "").json();
            if (job.path("state").asString().equals(state)) {
                return job;
            }
            assertThat(job.path("state").asString()).as(job.toString()).isNotEqualTo("failed");
            assertThat(System.nanoTime()).as(state + " within 60 s: " + job).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static String file(String id, String name) {
        Answer answer = ask("GET", "jobs/" + id + "/files/" + name, "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.disposition())
                .as("saved, under its name alone")
                .isEqualTo("attachment; filename=\"%s\"".formatted(name.substring(name.lastIndexOf('/') + 1)));
        return answer.body();
    }

    /** The file that a job has written when it has ended. */
    private static String written(String request, String name) {
        String id = started(request);
        awaited(id, "done");
        return file(id, name);
    }

    private static List<String> files(String id) {
        List<String> all = new ArrayList<>();
        ask("GET", "jobs/" + id + "/files", "")
                .json()
                .path("items")
                .forEach(one -> all.add(one.path("path").asString()));
        return all;
    }

    @Test
    void replaysIntoAFileOrATopic() {
        assertThat(written("""
                        {"kind": "replay", "query": "captured", "from": "2025-01-12"}""", "replay.ndjson").lines()).hasSize(7).allMatch(line -> line.contains("Soldiers"));
        String id = started("""
                {"kind": "replay", "of": "articles", "query": "captured", "out": "kafka:study"}""");
        awaited(id, "done");

        assertThat(files(id)).isEmpty();
        try (var consumer = log.kafka().historian()) {
            assertThat(consumer.endOffsets(List.of(new TopicPartition("study", 0))))
                    .containsValue(10L);
        }
    }

    @Test
    void cancelsAndResumesAReplayThatLetsTimePass() {
        String id = started("""
                {"kind": "replay", "speed": 1, "query": "captured"}""");
        awaited(id, "running");

        assertThat(ask("POST", "jobs/" + id + "/cancel", "")
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("cancelled");
        assertThat(files(id)).isEmpty();
        answersInTheEnd(200, "POST", "jobs/" + id + "/resume");
        awaited(id, "running");
        ask("POST", "jobs/" + id + "/cancel", "");
        answersInTheEnd(204, "DELETE", "jobs/" + id);
    }

    /** What is cancelled may work for a moment yet, and is neither resumed nor removed until it has ended. */
    private static void answersInTheEnd(int status, String method, String path) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (ask(method, path, "").status() != status) {
            assertThat(System.nanoTime()).as("it ends within 60 s").isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void triesDraftsAndKnowledge() {
        JsonNode backtest = Json.mapper().readTree(written("""
                {"kind": "backtest", "drafts": ["captured", {"name": "Choirs", "query": "choir", "perHour": 1}]}""", "report.json"));
        assertThat(backtest.path("drafts").get(0).path("matches").asInt()).isEqualTo(10);
        assertThat(backtest.path("drafts").get(1).path("name").asString()).isEqualTo("Choirs");
        JsonNode compare = Json.mapper().readTree(written("""
                {"kind": "compare", "subscriptions": ["s"],
                 "topics": [{"id": "choirs", "name": "Choirs", "query": "SCORE >= 2 (choir^1, hall^1)", "spread": {"paragraphs": 1}}]}""", "report.json"));
        assertThat(compare.path("articles").asInt()).isEqualTo(100);
        assertThat(compare.path("subscriptions")).hasSize(1);
    }

    @Test
    void exportsAndAsksTheExport() {
        String export = started("{\"kind\": \"export\", \"of\": [\"articles\"]}");
        awaited(export, "done");
        assertThat(files(export)).contains("manifest.json", "articles/day=2025-01-12/articles.parquet");

        assertThat(written("""
                        {"kind": "sql", "on": "%s", "as": "csv",
                         "sql": "SELECT count(*) AS n FROM articles -- all"}""".formatted(export), "answer.csv")).isEqualTo("\ufeffn\r\n100\r\n");
        String range = started("""
                {"kind": "sql", "sql": "SELECT id FROM alerts UNION ALL SELECT id FROM articles WHERE id = 'a7';",
                 "from": "2025-01-11", "to": "2025-01-12"}""");
        awaited(range, "done");
        assertThat(file(range, "answer.ndjson")).isEqualTo("{\"id\":\"alert\"}\n{\"id\":\"a7\"}\n");
        assertThat(directory.resolve("jobs").resolve(range).resolve("out/.work"))
                .as("what was exported for it")
                .doesNotExist();
    }

    @Test
    void studiesInEveryForm() {
        String id = started("""
                {"kind": "analyse", "study": "cooccurrence", "about": "entity", "most": 5, "svg": true, "graphml": true}""");
        awaited(id, "done");
        assertThat(files(id)).containsExactly("answer.ndjson", "graph.graphml", "picture.svg");
        assertThat(file(id, "answer.ndjson").lines())
                .hasSize(2)
                .first()
                .asString()
                .contains("\"one\":\"Q1\"");
        assertThat(file(id, "picture.svg")).startsWith("<svg");
        String ndjson = started("{\"kind\": \"export\", \"format\": \"ndjson\"}");
        awaited(ndjson, "done");
        assertThat(written("""
                        {"kind": "analyse", "study": "cooccurrence", "about": "entity", "on": "%s"}""".formatted(ndjson), "answer.ndjson")).isEqualTo(file(id, "answer.ndjson"));
        for (String study : List.of("timeline", "first", "stories", "overlap")) {
            assertThat(written("""
                            {"kind": "analyse", "study": "%s", "as": "csv"}""".formatted(study), "answer.csv")).contains(",");
        }
        assertThat(written("""
                        {"kind": "analyse", "study": "timeline", "keys": ["kursk"], "as": "plot"}""", "answer.txt")).contains("█");
    }

    @Test
    void saysWhatOfAListItHad() {
        JsonNode report = Json.mapper().readTree(written("""
                {"kind": "recall", "list": ["Soldiers captured near Kursk", "https://wire.example/a7",
                 {"title": "Ferry crews begin walkout"}]}""", "report.json"));

        assertThat(report.path("findings")).hasSize(3);
        assertThat(report.path("findings").get(1).path("article").path("id").asString())
                .isEqualTo("a7");
        assertThat(report.path("findings").get(2).path("article").isNull()).isTrue();
    }

    @Test
    void explainsAlertsAndTags() {
        String alert = started("{\"kind\": \"explain\", \"id\": \"alert\"}");
        assertThat(awaited(alert, "done").path("message").asString()).contains("does not come out the same");
        assertThat(Json.mapper().readTree(file(alert, "report.json")).path("alerts"))
                .hasSize(1);
        JsonNode tags = Json.mapper()
                .readTree(written("{\"kind\": \"explain\", \"id\": \"a0\", \"tag\": \"kursk\"}", "report.json"));
        assertThat(tags.path("tags").path("article").asString()).isEqualTo("a0");
        String none = started("{\"kind\": \"explain\", \"id\": \"absent\"}");
        assertThat(awaitedFailure(none)).contains("neither an alert nor an article absent");
    }

    private static String awaitedFailure(String id) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        JsonNode job = ask("GET", "jobs/" + id, "").json();
        while (!job.path("state").asString().equals("failed")) {
            assertThat(System.nanoTime()).as("it fails within 60 s: " + job).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
            job = ask("GET", "jobs/" + id, "").json();
        }
        return job.path("message").asString();
    }

    @Test
    void reprocessesSwitchesGoesBackAndRemoves() {
        JsonNode standing = Json.mapper()
                .readTree(written("{\"kind\": \"reprocess\", \"switch\": true, \"rate\": 100000}", "report.json"))
                .path("standing");
        String version = standing.path("knowledge").asString();
        JsonNode all = ask("GET", "reprocessed", "").json().path("items");
        assertThat(all).hasSize(1).first().matches(one -> one.path("inForce").asBoolean());
        assertThat(ask("DELETE", "reprocessed/" + version, "").body()).contains("go back first");

        assertThat(ask("POST", "reprocessed/back", "").json().path("topic").asString())
                .isEmpty();
        assertThat(ask("POST", "reprocessed/back", "").status()).isEqualTo(422);
        assertThat(ask("DELETE", "reprocessed/" + version, "").status()).isEqualTo(204);
        assertThat(ask("GET", "reprocessed", "").json().path("items")).isEmpty();
        assertThat(ask("DELETE", "reprocessed/newest", "").status()).isEqualTo(404);
        assertThat(ask("DELETE", "reprocessed/newest", "").body()).contains("nothing is tagged with knowledge newest");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
                    {"kind": "dance"} | must be among
                    {"kind": "replay", "colour": "red"} | colour is unknown
                    {"kind": "replay", "query": 5} | query 5 is refused; it must be a text
                    {"kind": "replay", "query": "AND"} | query: column
                    {"kind": "replay", "speed": "fast"} | speed "fast" is refused; it must be a number from 1 to 1,000
                    {"kind": "replay", "speed": 0} | speed 0 is refused
                    {"kind": "replay", "speed": 1001} | speed 1001 is refused
                    {"kind": "replay", "revisions": "some"} | revisions "some" is refused; it must be among [latest, all]
                    {"kind": "replay", "from": "yesterday"} | from yesterday is no time
                    {"kind": "replay", "from": 20250111} | from 20250111 is refused; it must be a text
                    {"kind": "replay", "from": "2025-01-12", "to": "2025-01-11"} | later than from
                    {"kind": "replay", "out": "/tmp/file"} | it must be kafka: and a topic
                    {"kind": "replay", "out": "kafka:tocsin.articles"} | name a topic of your own
                    {"kind": "replay", "out": "kafka:tocsin-tag-changelog"} | name a topic of your own
                    {"kind": "replay", "out": "kafka:__consumer_offsets"} | name a topic of your own
                    {"kind": "backtest"} | 0 drafts were given
                    {"kind": "backtest", "drafts": "captured"} | drafts "captured" is refused; it must be a list
                    {"kind": "backtest", "drafts": [5]} | drafts[0]: a draft 5 is refused; it must be a text
                    {"kind": "backtest", "drafts": [{"query": "x", "hue": 1}]} | drafts[0]: hue: hue is no field here
                    {"kind": "backtest", "drafts": ["x", {"query": "x", "paused": "no way"}]} | drafts[1]: paused
                    {"kind": "backtest", "drafts": ["x"], "retag": "yes"} | retag "yes" is refused; it must be true or false
                    {"kind": "export", "of": ["articles", "songs"]} | of[1] "songs" is refused; it must be among [articles, alerts]
                    {"kind": "export", "format": "xls"} | format "xls" is refused
                    {"kind": "compare", "subscriptions": ["s", "gone"]} | there is no subscription gone
                    {"kind": "compare", "subscriptions": [7]} | subscriptions[0] 7 is refused; it must be a text
                    {"kind": "compare", "topics": {}} | topics {} is refused; it must be a list
                    {"kind": "compare", "topics": [{"id": "a", "qery": "b"}]} | topics[0]: qery
                    {"kind": "compare", "new": "my-topics"} | new: my-topics is no version
                    {"kind": "reprocess", "rate": "500"} | rate "500" is refused; it must be a number
                    {"kind": "reprocess", "rate": 0} | rate 0 is refused
                    {"kind": "reprocess", "switch": 1} | switch 1 is refused; it must be true or false
                    {"kind": "reprocess", "from": "2025-01-11"} | from is unknown
                    {"kind": "recall"} | list has 0 members
                    {"kind": "recall", "list": [1]} | list[0]: a report 1 is refused
                    {"kind": "recall", "list": [{"headline": "x"}]} | list[0]: headline
                    {"kind": "explain"} | id is missing
                    {"kind": "analyse"} | study is missing; it must be among [timeline
                    {"kind": "analyse", "study": "first", "about": "weather"} | about "weather" is refused
                    {"kind": "analyse", "study": "first", "most": 0} | most 0 is refused; it must be a number from 1
                    {"kind": "analyse", "study": "first", "most": 1.5} | it must be a whole number
                    {"kind": "analyse", "study": "first", "graphml": true} | has no pairs
                    {"kind": "sql", "sql": "SELECT 1", "on": "999"} | on 999 is refused; it must be the id of a finished export
                    {"kind": "sql", "sql": "SELECT 1", "on": "../1"} | on ../1 is refused
                    {"kind": "sql", "sql": ""} | a text that is not empty
                    {"kind": "sql", "sql": "SELEC 1"} | SELEC
                    {"kind": "sql", "sql": "SELECT nothing FROM articles"} | nothing
                    {"kind": "sql", "sql": "SELECT 1; SELECT 2"} | it must be one
                    {"kind": "sql", "sql": "COPY (SELECT 1) TO '/tmp/x.csv'"} | does not ask
                    {"kind": "sql", "sql": "SET memory_limit = '9GB'"} | does not ask
                    {"kind": "sql", "sql": "SELECT * FROM read_text('/etc/passwd')"} | disabled by configuration
                    """)
    void refusesWhatIsNoValueAndSaysWhatItMustBe(String request, String sentence) {
        Answer answer = ask("POST", "jobs", request);

        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.json().path("detail").asString()).contains(sentence);
    }
}
