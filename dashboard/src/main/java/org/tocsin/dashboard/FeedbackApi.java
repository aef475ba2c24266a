package org.tocsin.dashboard;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.tocsin.model.Feedback;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.TopicFollower;

/** What readers think of alerts, written to {@code tocsin.feedback}; the latest verdict on an alert counts. */
final class FeedbackApi implements AutoCloseable {
    /** Verdicts that are shown, the latest. */
    private static final int SHOWN = 10_000;

    private static final List<String> VERDICTS = List.of("good", "wrong", "mute");

    private final KafkaSettings kafka;
    private final InstantSource clock;
    private final TopicFollower<Feedback> follower;

    /** By alert, the last given last. */
    private final Map<String, Feedback> verdicts = new LinkedHashMap<>();

    FeedbackApi(KafkaSettings kafka, InstantSource clock) {
        this.kafka = kafka;
        this.clock = clock;
        follower = new TopicFollower<>(kafka, Topic.FEEDBACK, SHOWN, item -> keep(item.value()));
    }

    void start() {
        follower.begin();
    }

    void awaitReady() {
        follower.await();
    }

    /** Why verdicts are not followed any longer, or empty. */
    String trouble() {
        return follower.trouble();
    }

    private synchronized void keep(Feedback given) {
        verdicts.remove(given.alert());
        verdicts.put(given.alert(), given);
        if (verdicts.size() > SHOWN) {
            verdicts.remove(verdicts.keySet().iterator().next());
        }
    }

    private synchronized List<Feedback> latest() {
        return new ArrayList<>(verdicts.values()).reversed();
    }

    void routes(JavalinDefaultRoutingApi routes) {
        routes.get("/api/v1/feedback", context -> Answers.json(context, Map.of("items", latest())));
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
        keep(saved);
        context.status(201);
        Answers.json(context, saved);
    }

    @Override
    public void close() {
        follower.close();
    }
}
