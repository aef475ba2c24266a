package org.tocsin.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Feedback;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import tools.jackson.databind.JsonNode;

/** Verdicts over HTTP, on a real log. */
@Timeout(60)
final class FeedbackApiTest {
    private static final Instant NOW = Instant.parse("2025-01-11T12:00:00Z");

    @Test
    void pagesTheLatestVerdictOnEachAlertWhileOthersAreGiven(@TempDir Path directory) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrap());
            kafka.createTopics();
            for (int i = 0; i < 7; i++) {
                given(kafka, "a" + i, "wrong");
            }
            given(kafka, "a2", "good");
            try (FeedbackApi feedback = new FeedbackApi(kafka, () -> NOW);
                    HttpClient http = HttpClient.newHttpClient()) {
                feedback.start();
                feedback.awaitReady();
                Javalin server = Javalin.create(config -> {
                            config.startup.showJavalinBanner = false;
                            feedback.routes(config.routes);
                        })
                        .start("127.0.0.1", 0);
                try {
                    List<String> paged = new ArrayList<>();
                    JsonNode page = get(http, server, "?limit=2");
                    assertThat(page.path("items").get(0).path("verdict").asString())
                            .isEqualTo("good");
                    judge(http, server, "a6");
                    while (!page.path("next").isNull()) {
                        paged.addAll(alerts(page));
                        page = get(
                                http,
                                server,
                                "?limit=2&cursor=" + page.path("next").asString());
                    }
                    paged.addAll(alerts(page));
                    // a6 has stood on the first page, and stands before it now
                    assertThat(paged).containsExactly("a2", "a6", "a5", "a4", "a3", "a1", "a0");
                    assertThat(alerts(get(http, server, "?limit=1"))).containsExactly("a6");
                } finally {
                    server.stop();
                }
            }
        }
    }

    private static void given(KafkaSettings kafka, String alert, String verdict) throws Exception {
        try (Producer<String, Feedback> producer = kafka.producer()) {
            producer.send(new ProducerRecord<>(Topic.FEEDBACK.name(), alert, new Feedback(alert, verdict, NOW)))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static URI address(Javalin server, String path) {
        return URI.create("http://127.0.0.1:" + server.port() + "/api/v1/" + path);
    }

    private static JsonNode get(HttpClient http, Javalin server, String parameters) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(address(server, "feedback" + parameters)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.mapper().readTree(answer.body());
    }

    private static void judge(HttpClient http, Javalin server, String alert) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(address(server, "alerts/" + alert + "/feedback"))
                        .POST(HttpRequest.BodyPublishers.ofString("{\"verdict\":\"mute\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static List<String> alerts(JsonNode page) {
        return page.path("items")
                .valueStream()
                .map(given -> given.path("alert").asString())
                .toList();
    }
}
