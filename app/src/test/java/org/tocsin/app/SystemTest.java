package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;

/** The program as a user runs it: its command line in processes of their own, on the embedded broker. */
final class SystemTest {
    @TempDir
    private Path directory;

    private Program program;

    @BeforeEach
    void standInItsDirectory() {
        program = new Program(directory);
    }

    @AfterEach
    void leaveNothingRunning() {
        program.kill();
    }

    /** The headlines that were alerted on, when there are at least as many. */
    private static Set<String> alerts(Path file, int atLeast) {
        Program.await("there are alerts enough", () -> lines(file).size() >= atLeast);
        Set<String> titles = new HashSet<>();
        for (String line : lines(file)) {
            JsonNode alert = Json.mapper().readTree(line);
            assertThat(alert.path("why").isEmpty()).isFalse();
            assertThat(titles.add(alert.path("title").asString()))
                    .as("doubled: " + line)
                    .isTrue();
        }
        return titles;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void alertsOncePerStoryOnCapturedSoldiersAndNotOnTrapsAcrossAKill() throws Exception {
        JsonNode expected = Json.mapper().readTree(SystemTest.class.getResourceAsStream("/wire-expected.json"));
        Set<String> captured = new HashSet<>();
        for (JsonNode item : DemoCommand.wire()) {
            if (expected.path("captured").valueStream().anyMatch(id -> id.equals(item.path("id")))) {
                captured.add(item.path("title").asString());
            }
        }
        Path wire = directory.resolve("wire.jsonl");
        Files.write(wire, DemoCommand.wire().stream().map(Json::line).toList(), StandardCharsets.UTF_8);
        Path file = directory.resolve("alerts.jsonl");
        try {
            program.start();
            Program.Outcome refused = program.run("start", "--data", "data", "--port", "0");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).contains("in use by another process");
            assertThat(program.run(
                                    "subscribe",
                                    "topic:dprk-troops AND topic:prisoners-of-war",
                                    "--data",
                                    "data",
                                    "--file",
                                    file.toString())
                            .code())
                    .isZero();
            Program.Outcome first = program.run("ingest", "--data", "data", "--origin", "live", wire.toString());
            assertThat(first.out()).contains("read 155 = accepted 155 + repeated 0 + rejected 0");
            String query = "topic:dprk-troops AND topic:prisoners-of-war";
            assertThat(program.run("replay", "--data", "data", query).out().lines())
                    .hasSize(captured.size());
            Set<String> alerted = alerts(file, 1);
            assertThat(alerted)
                    .isNotEmpty()
                    .hasSizeLessThan(captured.size() / 2)
                    .isSubsetOf(captured);
            program.kill();

            program.start();
            Program.Outcome second = program.run("ingest", "--data", "data", "--origin", "live", wire.toString());
            assertThat(second.out()).contains("read 155 = accepted 0 + repeated 155 + rejected 0");
            Program.Outcome replayed = program.run("replay", "--data", "data", query);
            assertThat(replayed.out().lines()).hasSize(captured.size());
            assertThat(replayed.err()).contains("read 155");
            assertThat(alerts(file, alerted.size())).containsAll(alerted).isSubsetOf(captured);
        } finally {
            program.kill();
        }
    }

    @Test
    void takesPushedArticlesAndServesThePageAndRefusesBadInputClearly() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String base = program.start().http();
            HttpResponse<String> pushed = post(http, base + "/api/v1/articles", """
                    [{"title": "Two North Korean soldiers captured"}, {"url": "https://a.example/"}]""");
            assertThat(pushed.statusCode()).isEqualTo(202);
            assertThat(Json.mapper().readTree(pushed.body()).path("ids").size()).isEqualTo(1);
            assertThat(pushed.body()).contains("no-text");
            assertThat(post(http, base + "/api/v1/articles", "{").statusCode()).isEqualTo(400);
            HttpResponse<String> query = post(http, base + "/api/v1/subscriptions", "{\"query\": \"a \\\"b\"}");
            assertThat(query.statusCode()).isEqualTo(422);
            assertThat(query.body()).contains("column 3", "not closed");
            assertThat(post(http, base + "/api/v1/subscriptions", "{\"query\": \"kursk\"}")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(get(http, base + "/").body()).contains("<title>Tocsin");
            assertThat(get(http, base + "/health").statusCode()).isEqualTo(200);
            assertThat(get(http, base + "/metrics").body()).contains("jvm_memory");
        } finally {
            program.kill();
        }
    }

    @Test
    void saysWhatIsWrongAndExitsWithTheDocumentedCode() throws Exception {
        Program.Outcome absent = program.run("start", "--bootstrap", "127.0.0.1:1", "--data", "elsewhere");
        assertThat(absent.code()).isEqualTo(1);
        assertThat(absent.err()).contains("no Kafka broker answers at 127.0.0.1:1");
        Program.Outcome query = program.run("replay", "troops \"north");
        assertThat(query.code()).isEqualTo(1);
        assertThat(query.err()).contains("column 8");
        assertThat(program.run("ingest", "no-such-file").err()).contains("no-such-file cannot be read");
        assertThat(program.run("no-such-command").code()).isEqualTo(2);
        Files.writeString(directory.resolve("in.jsonl"), "{\"title\": \"x\"\n{\"title\": \"Moscow\"}\n");
        Program.Outcome tagged = program.run("tag", "in.jsonl");
        assertThat(tagged.code()).isZero();
        assertThat(tagged.out().lines()).hasSize(2).first().asString().contains("\"line\":1", "\"error\"");
    }

    /** Else it would deliver what waits with a key, limits and networks that are not the instance's. */
    @Test
    void startsAnInstanceForACommandByTheSettingsOfTheRealOneButServesNobody() throws Exception {
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        Files.writeString(directory.resolve("tocsin.yaml"), """
                host: 0.0.0.0
                secret-key: %s
                oidc-issuer: https://login.example
                oidc-client: tocsin
                oidc-scopes: operators=admin
                inbox: nowhere
                """.formatted(key));

        Program.Outcome outcome = program.run("decisions", "--data", "data", "--count");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(directory.resolve("data")).exists();
        assertThat(directory.resolve("data/secret.key"))
                .as("the key is that of the settings")
                .doesNotExist();
    }

    private static HttpResponse<String> post(HttpClient http, String url, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(HttpClient http, String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
