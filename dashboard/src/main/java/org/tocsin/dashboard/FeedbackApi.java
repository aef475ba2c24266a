package org.tocsin.dashboard;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.tocsin.model.Alert;
import org.tocsin.model.Feedback;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;
import org.tocsin.runtime.TopicFollower;

/** What readers think of alerts, written to {@code tocsin.feedback}; the latest verdict on an alert counts. */
final class FeedbackApi implements AutoCloseable {
    /** Verdicts that are kept and can be listed, the latest. */
    private static final int SHOWN = 10_000;

    private static final int PAGE = 1_000;

    private static final List<String> VERDICTS = List.of("good", "wrong", "mute");

    private final KafkaSettings kafka;
    private final InstantSource clock;
    private final TopicFollower<Feedback> follower;
    private final Object search = new Object();

    /** Ids of alerts of which nobody need look in the log whether there are such, at most {@link #SHOWN}, the latest last. */
    private final Set<String> alerts = new LinkedHashSet<>();

    /** A verdict and where it stands in the log. */
    private record Given(long offset, Feedback feedback) {}

    /** By alert, the last given last. */
    private final Map<String, Given> verdicts = new LinkedHashMap<>();

    FeedbackApi(KafkaSettings kafka, InstantSource clock) {
        this.kafka = kafka;
        this.clock = clock;
        follower =
                new TopicFollower<>(kafka, Topic.FEEDBACK, SHOWN, item -> keep(new Given(item.offset(), item.value())));
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

    private synchronized void keep(Given given) {
        String alert = given.feedback().alert();
        Given known = verdicts.get(alert);
        if (known != null && known.offset() >= given.offset()) {
            return;
        }
        verdicts.remove(alert);
        verdicts.put(alert, given);
        if (verdicts.size() > SHOWN) {
            verdicts.remove(verdicts.keySet().iterator().next());
        }
    }

    /** Takes note of an alert, and of those that it tells together. */
    synchronized void know(Alert alert) {
        alerts.add(alert.id());
        alert.told().forEach(told -> alerts.add(told.id()));
        while (alerts.size() > SHOWN) {
            alerts.remove(alerts.iterator().next());
        }
    }

    private synchronized boolean known(String alert) {
        return alerts.contains(alert) || verdicts.containsKey(alert);
    }

    /** Whether there is such an alert; one that is not of the latest is looked for in the log, one at a time. */
    private boolean exists(String alert) {
        if (known(alert)) {
            return true;
        }
        synchronized (search) {
            boolean[] found = new boolean[1];
            Log.read(
                    kafka,
                    Topic.ALERTS,
                    0,
                    item -> found[0] |= item.value().id().equals(alert)
                            || item.value().told().stream()
                                    .anyMatch(told -> told.id().equals(alert)));
            return found[0];
        }
    }

    private synchronized List<Given> below(long offset, int most) {
        return verdicts.values().stream()
                .filter(given -> given.offset() < offset)
                .sorted(Comparator.comparingLong(Given::offset).reversed())
                .limit(most)
                .toList();
    }

    /** Verdicts, the latest first; a cursor is the offset of the last that an answer had. */
    private void list(Context context) {
        Asked asked = new Asked(context, clock, name -> List.of());
        int limit = asked.number("limit", PAGE, SHOWN);
        long below = asked.cursor(cursor -> cursor.isEmpty() ? Long.MAX_VALUE : offset(cursor));
        // one more tells whether there is another page
        List<Given> found = below(below, limit + 1);
        List<Given> page = found.subList(0, Math.min(limit, found.size()));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("items", page.stream().map(Given::feedback).toList());
        answer.put(
                "next",
                page.size() == found.size() || page.isEmpty()
                        ? null
                        : String.valueOf(page.getLast().offset()));
        Answers.json(context, answer);
    }

    private static long offset(String cursor) {
        if (!cursor.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("cursor is not the next of an earlier answer: " + cursor);
        }
        return Long.parseLong(cursor);
    }

    void routes(JavalinDefaultRoutingApi routes) {
        routes.get("/api/v1/feedback", this::list);
        routes.post("/api/v1/alerts/{id}/feedback", this::judge);
    }

    private void judge(Context context) throws Exception {
        String verdict =
                Json.mapper().readTree(context.bodyAsBytes()).path("verdict").asString("");
        if (!VERDICTS.contains(verdict)) {
            throw new IllegalArgumentException("verdict must be one of %s, not “%s”".formatted(VERDICTS, verdict));
        }
        String alert = context.pathParam("id");
        if (!exists(alert)) {
            throw new NotFoundResponse("no alert " + alert + " is in the log");
        }
        Feedback saved = new Feedback(alert, verdict, clock.instant());
        try (Producer<String, Feedback> producer = kafka.producer()) {
            RecordMetadata at = producer.send(new ProducerRecord<>(Topic.FEEDBACK.name(), saved.alert(), saved))
                    .get(30, TimeUnit.SECONDS);
            keep(new Given(at.offset(), saved));
        }
        context.status(201);
        Answers.json(context, saved);
    }

    @Override
    public void close() {
        follower.close();
    }
}
