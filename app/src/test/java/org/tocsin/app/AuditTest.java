package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Audit;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.runtime.DataDirectory;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;
import tools.jackson.databind.JsonNode;

/** What the audit of a running instance tells: changes over HTTP and by commands, made and refused. */
final class AuditTest {
    @TempDir
    private Path directory;

    private static boolean has(KafkaSettings kafka, String who, String path, int status, String about) {
        List<Audit> all = new ArrayList<>();
        Log.read(kafka, Topic.AUDIT, 0, item -> all.add(item.value()));
        return all.stream()
                .anyMatch(one -> one.who().equals(who)
                        && one.path().equals(path)
                        && one.status() == status
                        && one.about().equals(about));
    }

    @Test
    void tellsWhoChangedWhatAndWhoWasRefused() throws Exception {
        String data = directory.resolve("data").toString();
        try (Instance instance = new Instance(directory)) {
            KafkaSettings kafka = new KafkaSettings(
                    DataDirectory.running(Path.of(data)).orElseThrow().bootstrap());
            String all = "/api/v1/subscriptions";
            JsonNode made = Json.mapper()
                    .readTree(instance.send("POST", all, "{\"query\": \"weathervane\"}")
                            .body());
            HttpRequest foreign = HttpRequest.newBuilder(URI.create(instance.address() + all))
                    .header("Sec-Fetch-Site", "cross-site")
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();
            assertThat(instance.http()
                            .send(foreign, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(403);
            assertThat(Main.commandLine().execute("tokens", "create", "desk", "--scope", "read", "--data", data))
                    .isZero();
            assertThat(Main.commandLine().execute("tokens", "revoke", "desk", "--data", data))
                    .isZero();
            String url = "https://feeds.example/gazette.xml";
            assertThat(Main.commandLine().execute("feeds", "add", "--no-check", url, "--data", data))
                    .isZero();

            String user = "command line:" + System.getProperty("user.name");
            String feed = Json.mapper()
                    .readTree(instance.send("GET", "/api/v1/feeds", "").body())
                    .valueStream()
                    .filter(one -> one.path("url").asString().equals(url))
                    .findFirst()
                    .orElseThrow()
                    .path("id")
                    .asString();
            for (Map.Entry<String, String> one : Map.of(
                            "tokens create", "desk", "tokens revoke", "desk", "feeds add", feed)
                    .entrySet()) {
                Instance.await(one.getKey(), () -> has(kafka, user, one.getKey(), 0, one.getValue()));
            }
            Instance.await(
                    "a subscription",
                    () -> has(kafka, "local", all, 201, made.path("id").asString()));
            Instance.await("a refusal", () -> has(kafka, "local", all, 403, ""));
        }
    }

    @Test
    void aDeadLetterIsTriedAgainOnceAlsoAfterARestart() throws Exception {
        String id;
        try (Instance instance = new Instance(directory)) {
            instance.garble("no article");
            Instance.await("it is set aside", () -> letters(instance).size() == 1);
            id = letters(instance).get(0).path("id").asString();
            String path = "/api/v1/dead-letters/" + id + "/retry";
            assertThat(instance.send("POST", path, "").statusCode()).isEqualTo(202);
            assertThat(instance.send("POST", path, ""))
                    .returns(409, HttpResponse::statusCode)
                    .extracting(HttpResponse::body)
                    .asString()
                    .contains("was tried again at 20", "by local");
            Instance.await(
                    "it fails again",
                    () -> letters(instance).size() == 1
                            && !letters(instance).get(0).path("id").asString().equals(id));
        }
        try (Instance again = new Instance(directory)) {
            assertThat(again.send("POST", "/api/v1/dead-letters/" + id + "/retry", "")
                            .statusCode())
                    .isEqualTo(409);
            Instance.await("only the second is there", () -> letters(again).size() == 1);
        }
    }

    private static JsonNode letters(Instance instance) {
        try {
            return Json.mapper()
                    .readTree(instance.send("GET", "/api/v1/dead-letters", "").body())
                    .path("items");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
