package org.tocsin.dashboard;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.tocsin.model.Alert;
import org.tocsin.model.Delivery;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Origin;

/** How fast the live flow runs: rates of the last minute and latency by step of the last records. Thread-safe. */
final class Pulse implements MeterBinder {
    private static final int KEPT = 1_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Milliseconds; -1 when nothing was measured. */
    record Latency(long p50, long p99, int records) {}

    private final InstantSource clock;
    private final Deque<Instant> articles = new ArrayDeque<>();
    private final Deque<Instant> alerts = new ArrayDeque<>();
    private final Map<String, Deque<Long>> steps = new LinkedHashMap<>();

    /** When the latest alerts were made, the last made last. */
    private final Map<String, Instant> made = new LinkedHashMap<>();

    private long seen;

    Pulse(InstantSource clock) {
        this.clock = clock;
        steps.put("published to ingested", new ArrayDeque<>());
        steps.put("ingested to enriched", new ArrayDeque<>());
        steps.put("ingested to alert", new ArrayDeque<>());
        steps.put("alert to delivered", new ArrayDeque<>());
    }

    synchronized void article(ConsumerRecord<String, EnrichedArticle> item) {
        seen++;
        Instant ingested = item.value().article().ingested();
        // a record's own time is that at which its article came in, on every hop
        Instant now = clock.instant();
        note(articles, now);
        if (item.value().article().origin() == Origin.LIVE) {
            measure("published to ingested", item.value().article().published(), ingested);
            measure("ingested to enriched", ingested, now);
        }
    }

    synchronized void alert(ConsumerRecord<String, Alert> item) {
        note(alerts, Instant.ofEpochMilli(item.timestamp()));
        measure("ingested to alert", item.value().ingested(), Instant.ofEpochMilli(item.timestamp()));
        made.put(item.value().id(), Instant.ofEpochMilli(item.timestamp()));
        if (made.size() > KEPT) {
            made.remove(made.keySet().iterator().next());
        }
    }

    /** What an endpoint takes at once is measured, of the alerts that came last. */
    synchronized void delivery(Delivery attempt) {
        Instant alert = made.get(attempt.alert());
        if (alert != null && attempt.attempt() == 1 && attempt.outcome().equals("delivered")) {
            measure("alert to delivered", alert, attempt.at());
        }
    }

    private void note(Deque<Instant> times, Instant time) {
        times.addLast(time);
        while (times.size() > 100_000) {
            times.removeFirst();
        }
        forget(times);
    }

    private void forget(Deque<Instant> times) {
        Instant oldest = clock.instant().minus(MINUTE);
        while (!times.isEmpty() && times.getFirst().isBefore(oldest)) {
            times.removeFirst();
        }
    }

    private void measure(String step, Instant from, Instant to) {
        Deque<Long> kept = steps.get(step);
        if (kept != null && !to.isBefore(from)) {
            kept.addLast(Duration.between(from, to).toMillis());
            if (kept.size() > KEPT) {
                kept.removeFirst();
            }
        }
    }

    /** Articles a second over the last minute. */
    synchronized double articlesPerSecond() {
        forget(articles);
        return articles.size() / 60.0;
    }

    /** Alerts in the last minute. */
    synchronized int alertsPerMinute() {
        forget(alerts);
        return alerts.size();
    }

    /** Articles since the start. */
    synchronized long seen() {
        return seen;
    }

    /** Latency of each step over its last records. */
    synchronized Map<String, Latency> latencies() {
        Map<String, Latency> all = new LinkedHashMap<>();
        steps.forEach((step, kept) -> {
            long[] sorted = kept.stream().mapToLong(Long::longValue).toArray();
            Arrays.sort(sorted);
            all.put(
                    step,
                    sorted.length == 0
                            ? new Latency(-1, -1, 0)
                            : new Latency(sorted[sorted.length / 2], sorted[sorted.length * 99 / 100], sorted.length));
        });
        return all;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("tocsin.articles.enriched", this, Pulse::seen)
                .description("Articles that have come out of the pipeline since the start")
                .register(registry);
        for (String step : steps.keySet()) {
            quantile(registry, step, "0.5", Latency::p50);
            quantile(registry, step, "0.99", Latency::p99);
        }
    }

    private void quantile(MeterRegistry registry, String step, String name, ToLongFunction<Latency> of) {
        Gauge.builder("tocsin.latency.seconds", this, pulse -> {
                    Latency latency = pulse.latencies().get(step);
                    return latency == null || latency.records() == 0 ? Double.NaN : of.applyAsLong(latency) / 1_000.0;
                })
                .description("How long the last records took")
                .tag("step", step)
                .tag("quantile", name)
                .register(registry);
    }
}
