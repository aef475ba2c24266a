package org.tocsin.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;

/** Alerts in a topic of the reader's, on a real broker. */
final class KafkaChannelTest {
    @TempDir
    private Path directory;

    @Test
    void makesTheTopicAndWritesCloudEventsInBinaryMode() throws Exception {
        try (Running running = new Running(directory);
                Running.One instance = running.start("one")) {
            assertThat(running.send(
                                    instance,
                                    "POST",
                                    "/api/v1/subscriptions",
                                    Json.line(Map.of(
                                            "id",
                                            "s",
                                            "query",
                                            "alarm",
                                            "destinations",
                                            List.of(Map.of("channel", "kafka", "target", "desk.alerts")))))
                            .statusCode())
                    .isEqualTo(201);
            running.publish("a1", "Alarm at the harbour");
            List<ConsumerRecord<byte[], byte[]>> events = new ArrayList<>();
            try (var consumer = running.kafka().rawConsumer()) {
                Running.await("the topic is there", () -> consumer.listTopics().containsKey("desk.alerts"));
                TopicPartition partition = new TopicPartition("desk.alerts", 0);
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                Running.await("the alert has come", () -> {
                    consumer.poll(Duration.ofMillis(100)).forEach(events::add);
                    return !events.isEmpty();
                });
            }
            assertThat(events).hasSize(1);
            JsonNode alert = Json.mapper().readTree(events.getFirst().value());
            assertThat(new String(events.getFirst().key(), StandardCharsets.UTF_8))
                    .isEqualTo("s");
            assertThat(header(events.getFirst(), "content-type")).isEqualTo("application/json");
            assertThat(header(events.getFirst(), "ce_specversion")).isEqualTo("1.0");
            assertThat(header(events.getFirst(), "ce_type")).isEqualTo("org.tocsin.alert.first");
            assertThat(header(events.getFirst(), "ce_source")).isEqualTo("/tocsin/subscriptions/s");
            assertThat(header(events.getFirst(), "ce_id"))
                    .isEqualTo(alert.path("id").asString());
            assertThat(header(events.getFirst(), "ce_time"))
                    .isEqualTo(alert.path("created").asString());
            assertThat(alert.path("title").asString()).isEqualTo("Alarm at the harbour");
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> event, String name) {
        return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
