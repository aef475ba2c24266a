package org.tocsin.dashboard;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.tocsin.model.Feedback;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;

/** What readers think of alerts, written to {@code tocsin.feedback}. */
final class FeedbackApi {
    private static final List<String> VERDICTS = List.of("good", "wrong", "mute");

    private final KafkaSettings kafka;
    private final InstantSource clock;

    FeedbackApi(KafkaSettings kafka, InstantSource clock) {
        this.kafka = kafka;
        this.clock = clock;
    }

    void routes(JavalinDefaultRoutingApi routes) {
        routes.post("/api/v1/alerts/{id}/feedback", this::judge);
    }

    private void judge(Context context) throws Exception {
        Feedback given = Json.read(context.bodyAsBytes(), Feedback.class);
        if (!VERDICTS.contains(given.verdict())) {
            throw new IllegalArgumentException("verdict must be one of " + VERDICTS + ", not " + given.verdict());
        }
        Feedback saved = new Feedback(context.pathParam("id"), given.verdict(), clock.instant());
        try (Producer<String, Feedback> producer = kafka.producer()) {
            producer.send(new ProducerRecord<>(Topic.FEEDBACK.name(), saved.alert(), saved))
                    .get(30, TimeUnit.SECONDS);
        }
        context.status(201);
        Answers.json(context, saved);
    }
}
