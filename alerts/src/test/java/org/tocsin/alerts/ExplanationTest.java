package org.tocsin.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.alerts.explain.Explanation;
import org.tocsin.model.Alert;
import org.tocsin.model.Decision;
import org.tocsin.model.Json;
import org.tocsin.model.Span;
import org.tocsin.model.Topic;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Alerts run again from the log. */
final class ExplanationTest {
    @TempDir
    private Path directory;

    @Test
    void comesOutTheSameFromTheLogWhateverHasChangedSince() throws Exception {
        try (Running running = new Running(directory);
                Running.One instance = running.start("one");
                Producer<String, JsonNode> producer = running.kafka().producer()) {
            running.send(
                    instance,
                    "POST",
                    "/api/v1/subscriptions",
                    Json.line(Map.of("id", "s", "query", "SCORE >= 5 (alarm^4, harbour^3, choir^9)")));
            running.publish("a1", "Alarm at the harbour", "story-a1");
            running.publish("a2", "Alarm still at the harbour", "story-a1");
            Running.await(
                    "both are decided on",
                    () -> running.send(instance, "GET", "/api/v1/decisions", "")
                            .body()
                            .contains("merged"));
            JsonNode alert = Json.mapper()
                    .readTree(
                            running.send(instance, "GET", "/api/v1/alerts", "").body())
                    .at("/items/0");
            running.send(instance, "PUT", "/api/v1/subscriptions/s", Json.line(Map.of("query", "choir", "version", 1)));

            Explanation explained = only(running, alert.path("id").asString());
            assertThat(explained.difference()).isEmpty();
            assertThat(explained.same()).isTrue();
            assertThat(explained.query()).startsWith("SCORE");
            assertThat(explained.alert().why())
                    .isNotEmpty()
                    .isEqualTo(Objects.requireNonNull(explained.again()).spans());
            assertThat(explained.alert().score()).isEqualTo(7.0);
            assertThat(explained.covers()).extracting(Decision::article).containsExactly("a2");

            for (JsonNode other : List.of(
                    copy(alert, "moved").put("offset", alert.path("offset").asLong() + 1),
                    copy(alert, "forged").put("score", 9.0),
                    copy(alert, "lost").put("article", "nothing"),
                    copy(alert, "digest")
                            .put("kind", "digest")
                            .set("items", Json.mapper().createArrayNode().add(alert)))) {
                producer.send(new ProducerRecord<>(Topic.ALERTS.name(), "s", other))
                        .get();
            }
            assertThat(only(running, "moved").same())
                    .as("found by id and revision")
                    .isTrue();
            assertThat(only(running, "forged").difference()).isEqualTo("the score was 9.0 and is 7.0 now");
            assertThat(only(running, "lost").difference()).isEqualTo("the article is no longer in the log");
            assertThat(only(running, "digest").alert().id())
                    .isEqualTo(explained.alert().id());
            assertThat(only(running, "digest").same()).isTrue();
            assertThat(Explanation.of(running.kafka(), "no such alert")).isEmpty();
        }
    }

    /** It waits for a digest that goes out tomorrow, and so no record of alerts has it. */
    @Test
    void whatIsHeldIsExplainedFromItsMatch() throws Exception {
        try (Running running = new Running(directory);
                Running.One instance = running.start("one")) {
            running.send(
                    instance,
                    "POST",
                    "/api/v1/subscriptions",
                    Json.line(Map.of(
                            "id",
                            "s",
                            "query",
                            "alarm",
                            "schedule",
                            Map.of("kind", "daily", "at", "00:00", "zone", "UTC"),
                            "send",
                            List.of("updates"))));
            running.publish("a1", "Alarm at the harbour", "story-a1");
            Running.await(
                    "it is held",
                    () -> running.send(instance, "GET", "/api/v1/decisions", "")
                            .body()
                            .contains("held"));
            String id = Json.mapper()
                    .readTree(running.send(instance, "GET", "/api/v1/decisions", "")
                            .body())
                    .findValue("alert")
                    .asString();
            Explanation explained = only(running, id);
            assertThat(explained.same()).isTrue();
            assertThat(explained.alert().kind()).isEqualTo("first");
            assertThat(explained.alert().article()).isEqualTo("a1");
            assertThat(explained.alert().why()).extracting(Span::text).containsExactly("Alarm");

            running.publish("a1", 2, "All quiet at the harbour", "story-a1");
            Running.await(
                    "the update is held",
                    () -> Json.mapper()
                                    .readTree(running.send(instance, "GET", "/api/v1/decisions", "")
                                            .body())
                                    .findValues("alert")
                                    .size()
                            == 2);
            String update = Json.mapper()
                    .readTree(running.send(instance, "GET", "/api/v1/decisions", "")
                            .body())
                    .findValue("alert")
                    .asString();
            assertThat(update).isNotEqualTo(id);
            assertThat(only(running, update).same()).isTrue();
            assertThat(only(running, update).alert().kind()).isEqualTo("update");
            assertThat(only(running, update).alert().title()).isEqualTo("All quiet at the harbour");
        }
    }

    private static ObjectNode copy(JsonNode alert, String id) {
        return ((ObjectNode) alert.deepCopy()).put("id", id);
    }

    private static Explanation only(Running running, String id) {
        List<Explanation> all = Explanation.of(running.kafka(), id);
        assertThat(all).hasSize(1);
        Alert alert = all.getFirst().alert();
        assertThat(alert.subscription()).isEqualTo("s");
        return all.getFirst();
    }
}
