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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Json;
import org.tocsin.runtime.DataDirectory;
import tools.jackson.databind.JsonNode;

/** The program as a user runs it: its command line in processes of their own, on the embedded broker. */
final class SystemTest {
    @TempDir
    private Path directory;

    private record Outcome(int code, String out, String err) {}

    private Process launch(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.tocsin.app.Main"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
    }

    private Outcome run(String... arguments) throws IOException, InterruptedException {
        Process process = launch(arguments);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Outcome(
                process.exitValue(),
                Files.readString(directory.resolve("out")),
                Files.readString(directory.resolve("err")));
    }

    private DataDirectory.Address start() throws IOException {
        launch("start", "--data", "data", "--port", "0");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < end) {
            var address = DataDirectory.running(directory.resolve("data"));
            if (address.isPresent()) {
                return address.get();
            }
            LockSupport.parkNanos(50_000_000);
        }
        throw new AssertionError("not up after 60 s: " + Files.readString(directory.resolve("err")));
    }

    private void kill() {
        ProcessHandle.current().children().filter(ProcessHandle::isAlive).forEach(child -> {
            child.destroyForcibly();
            child.onExit().join();
        });
    }

    private Set<String> alerts(Path file, int expected) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        List<String> lines = List.of();
        while (System.nanoTime() < end && lines.size() < expected) {
            lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            LockSupport.parkNanos(50_000_000);
        }
        Set<String> titles = new HashSet<>();
        for (String line : lines) {
            JsonNode alert = Json.mapper().readTree(line);
            assertThat(alert.path("why").isEmpty()).isFalse();
            assertThat(titles.add(alert.path("article").asString()))
                    .as("doubled: " + line)
                    .isTrue();
        }
        return titles;
    }

    @Test
    void alertsOnCapturedSoldiersInFiveLanguagesAndNotOnTrapsAcrossAKill() throws Exception {
        JsonNode expected = Json.mapper().readTree(SystemTest.class.getResourceAsStream("/wire-expected.json"));
        Path wire = directory.resolve("wire.jsonl");
        Files.write(wire, DemoCommand.wire().stream().map(Json::line).toList(), StandardCharsets.UTF_8);
        Path file = directory.resolve("alerts.jsonl");
        try {
            start();
            Outcome refused = run("start", "--data", "data", "--port", "0");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).contains("in use by another process");
            assertThat(run(
                                    "subscribe",
                                    "topic:dprk-troops AND topic:prisoners-of-war",
                                    "--data",
                                    "data",
                                    "--file",
                                    file.toString())
                            .code())
                    .isZero();
            Outcome first = run("ingest", "--data", "data", "--origin", "live", wire.toString());
            assertThat(first.out()).contains("read 155 = accepted 155 + repeated 0 + rejected 0");
            assertThat(alerts(file, expected.path("captured").size()))
                    .hasSize(expected.path("captured").size());
            kill();

            start();
            Outcome second = run("ingest", "--data", "data", "--origin", "live", wire.toString());
            assertThat(second.out()).contains("read 155 = accepted 0 + repeated 155 + rejected 0");
            assertThat(alerts(file, expected.path("captured").size()))
                    .hasSize(expected.path("captured").size());
            Outcome replayed = run("replay", "--data", "data", "topic:dprk-troops AND topic:prisoners-of-war");
            assertThat(replayed.out().lines()).hasSize(expected.path("captured").size());
            assertThat(replayed.err()).contains("read 155");
        } finally {
            kill();
        }
    }

    @Test
    void takesPushedArticlesAndServesThePageAndRefusesBadInputClearly() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String base = start().http();
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
            kill();
        }
    }

    @Test
    void saysWhatIsWrongAndExitsWithTheDocumentedCode() throws Exception {
        Outcome absent = run("start", "--bootstrap", "127.0.0.1:1", "--data", "elsewhere");
        assertThat(absent.code()).isEqualTo(1);
        assertThat(absent.err()).contains("no Kafka broker answers at 127.0.0.1:1");
        Outcome query = run("replay", "troops \"north");
        assertThat(query.code()).isEqualTo(1);
        assertThat(query.err()).contains("column 8");
        assertThat(run("ingest", "no-such-file").err()).contains("no-such-file cannot be read");
        assertThat(run("no-such-command").code()).isEqualTo(2);
        Files.writeString(directory.resolve("in.jsonl"), "{\"title\": \"x\"\n{\"title\": \"Moscow\"}\n");
        Outcome tagged = run("tag", "in.jsonl");
        assertThat(tagged.code()).isEqualTo(3);
        assertThat(tagged.out().lines()).hasSize(2);
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
