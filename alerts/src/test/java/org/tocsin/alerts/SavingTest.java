package org.tocsin.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Json;

/** What is saved over HTTP: how broad it may be, where it may send, and when it takes effect. */
final class SavingTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    private static String body(Map<String, Object> fields) {
        return Json.line(fields);
    }

    static HttpResponse<String> save(Running running, Running.One to, Map<String, Object> fields) {
        return running.send(to, "POST", "/api/v1/subscriptions", body(fields));
    }

    @Test
    void warnsOfABroadQueryAndRefusesItOverTheOwnersLimit() throws Exception {
        try (Running running = new Running(directory)) {
            for (int i = 0; i < 200; i++) {
                running.publish("a" + i, i % 10 == 0 ? "Alarm at the harbour" : "Calm at the harbour");
            }
            running.flush();
            try (Running.One instance = running.start("one")) {
                HttpResponse<String> refused =
                        save(running, instance, Map.of("id", "wide", "owner", "ann", "query", "harbour"));
                assertThat(refused.statusCode()).isEqualTo(422);
                assertThat(refused.body())
                        .contains(
                                "\"query\"",
                                "it matches 100.0 % of the latest articles",
                                "the limit of an owner is 20 %");
                HttpResponse<String> warned =
                        save(running, instance, Map.of("id", "some", "owner", "ann", "query", "alarm"));
                assertThat(warned.statusCode()).isEqualTo(201);
                assertThat(warned.headers().firstValue("Warning"))
                        .hasValueSatisfying(
                                text -> assertThat(text).contains("the query matches 10.0 % of the latest articles"));
                HttpResponse<String> narrow =
                        save(running, instance, Map.of("id", "none", "owner", "ann", "query", "choir"));
                assertThat(narrow.headers().firstValue("Warning")).isEmpty();
                HttpResponse<String> operators = save(running, instance, Map.of("id", "all", "query", "harbour"));
                assertThat(operators.statusCode()).isEqualTo(201);
                assertThat(operators.headers().firstValue("Warning")).isPresent();
            }
        }
    }

    @Test
    void anIdStaysItsOwnersWhenTheSubscriptionIsRemoved() throws Exception {
        try (Running running = new Running(directory);
                Running.One instance = running.start("one")) {
            assertThat(save(running, instance, Map.of("id", "mine", "owner", "ann", "query", "alarm"))
                            .statusCode())
                    .isEqualTo(201);
            assertThat(running.send(instance, "DELETE", "/api/v1/subscriptions/mine", "")
                            .statusCode())
                    .isEqualTo(204);
            HttpResponse<String> refused =
                    save(running, instance, Map.of("id", "mine", "owner", "bob", "query", "alarm"));
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains("\"id\"", "it was another owner's");
            assertThat(save(running, instance, Map.of("id", "mine", "owner", "ann", "query", "alarm"))
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    @Test
    void takesManyAsYamlAllOrNothingAndSaysWhatItDid() throws Exception {
        try (Running running = new Running(directory)) {
            for (int i = 0; i < 200; i++) {
                running.publish("a" + i, i % 10 == 0 ? "Alarm at the harbour" : "Calm at the harbour");
            }
            running.flush();
            try (Running.One instance = running.start("one")) {
                HttpResponse<String> refused =
                        yaml(running, instance, "POST", "", "{id: a, query: alarm}\n---\n{id: b, query: '\"x'}");
                assertThat(refused.statusCode()).isEqualTo(422);
                assertThat(refused.body()).contains("subscription b is refused", "\"field\":\"query\"", "column");
                assertThat(yaml(running, instance, "POST", "", "{id: a, query: [}")
                                .statusCode())
                        .isEqualTo(422);
                HttpResponse<String> misspelt = yaml(running, instance, "POST", "", "{id: a, qwery: x}");
                assertThat(misspelt.body()).contains("qwery is no field here");
                String two = "{id: a, query: alarm}\n---\n{id: c, query: choir, priority: high}";
                HttpResponse<String> planned = yaml(running, instance, "POST", "?plan=true", two);
                assertThat(planned.body()).contains("\"applied\":false", "\"create\"");
                assertThat(running.send(instance, "GET", "/api/v1/subscriptions", "")
                                .body())
                        .isEqualTo("[]");
                HttpResponse<String> done = yaml(running, instance, "POST", "", two);
                assertThat(done.statusCode()).isEqualTo(200);
                assertThat(done.body())
                        .contains("\"applied\":true", "\"a\":\"the query matches 10.0 % of the latest articles\"");
                HttpResponse<String> all = yaml(running, instance, "GET", "", "");
                assertThat(all.headers().firstValue("Content-Type")).hasValue("application/yaml");
                assertThat(all.body()).contains("id: \"c\"", "priority: \"high\"");
                assertThat(yaml(running, instance, "POST", "", all.body()).body())
                        .contains("\"steps\":[]");
            }
        }
    }

    static HttpResponse<String> yaml(Running running, Running.One to, String method, String query, String body)
            throws Exception {
        return running.http()
                .send(
                        HttpRequest.newBuilder(URI.create(to.address() + "/api/v1/subscriptions" + query))
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .header("Content-Type", "application/yaml")
                                .header("Accept", "application/yaml, application/json")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void namesTheFieldThatIsNoFieldOrCannotBeWhatItIs() throws Exception {
        try (Running running = new Running(directory);
                Running.One instance = running.start("one")) {
            HttpResponse<String> misspelt =
                    save(running, instance, Map.of("id", "s", "query", "alarm", "quiethours", Map.of()));
            assertThat(misspelt.statusCode()).isEqualTo(422);
            assertThat(misspelt.body()).contains("\"field\":\"quiethours\"", "quietHours");
            HttpResponse<String> wrong =
                    save(running, instance, Map.of("id", "s", "query", "alarm", "schedule", Map.of("kind", "monthly")));
            assertThat(wrong.statusCode()).isEqualTo(422);
            assertThat(wrong.body()).contains("\"field\":\"schedule.kind\"", "monthly is none of at-once, every");
            assertThat(running.send(instance, "POST", "/api/v1/subscriptions", "{")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(running.send(instance, "POST", "/api/v1/subscriptions", "[]")
                            .statusCode())
                    .isEqualTo(422);
        }
    }

    @Test
    void refusesADestinationThatStandsTwice() throws Exception {
        try (Running running = new Running(directory);
                Running.One instance = running.start("one")) {
            Map<String, Object> hook = Map.of("channel", "webhook", "target", "http://127.0.0.1:1/");
            HttpResponse<String> refused =
                    save(running, instance, Map.of("id", "s", "query", "alarm", "destinations", List.of(hook, hook)));
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains("destinations[1].target");

            assertThat(save(running, instance, Map.of("id", "s", "query", "alarm", "destinations", List.of(hook)))
                            .statusCode())
                    .isEqualTo(201);
            String secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
            Map<String, Object> signed =
                    Map.of("channel", "webhook", "target", "http://127.0.0.1:1/", "secret", secret);
            String twice = Json.line(Map.of("query", "alarm", "destinations", List.of(signed, hook), "version", 1));
            assertThat(running.send(instance, "PUT", "/api/v1/subscriptions/s", twice)
                            .body())
                    .as("one of them was there before")
                    .contains("destinations[1].target");
        }
    }

    @Test
    void warnsOfAWebhookThatGoesOutUnsigned() throws Exception {
        try (Running running = new Running(directory);
                Running.One instance = running.start("one")) {
            Map<String, Object> bare = Map.of("channel", "webhook", "target", "http://127.0.0.1:1/");
            HttpResponse<String> unsigned =
                    save(running, instance, Map.of("id", "s", "query", "alarm", "destinations", List.of(bare)));
            assertThat(unsigned.headers().firstValue("Warning").orElse("")).contains("goes out unsigned");
            Map<String, Object> signed = Map.of(
                    "channel",
                    "webhook",
                    "target",
                    "http://127.0.0.1:1/",
                    "secret",
                    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
            assertThat(save(running, instance, Map.of("id", "t", "query", "alarm", "destinations", List.of(signed)))
                            .headers()
                            .firstValue("Warning"))
                    .isEmpty();
        }
    }

    /** Nine in ten, since the machine may stop for a moment of its own. */
    @Test
    void changesTakeEffectOnTheOtherInstanceWithinASecond() throws Exception {
        try (Running running = new Running(directory);
                Running.One first = running.start("one");
                Running.One second = running.start("two")) {
            assertThat(save(running, first, Map.of("id", "s", "query", "alarm")).statusCode())
                    .isEqualTo(201);
            List<Duration> took = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String change = i % 2 == 0 ? "pause" : "resume";
                assertThat(running.send(first, "POST", "/api/v1/subscriptions/s/" + change, "")
                                .statusCode())
                        .isEqualTo(200);
                long start = System.nanoTime();
                String version = "\"version\":" + (i + 2);
                Running.await(
                        "the other instance has the change",
                        () -> running.send(second, "GET", "/api/v1/subscriptions/s", "")
                                .body()
                                .contains(version));
                took.add(Duration.ofNanos(System.nanoTime() - start));
            }
            assertThat(took.stream().filter(one -> one.compareTo(SECOND) < 0).count())
                    .as("of 20 changes, %s", took)
                    .isGreaterThanOrEqualTo(18);
        }
    }
}
