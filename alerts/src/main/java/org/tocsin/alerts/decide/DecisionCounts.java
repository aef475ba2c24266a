package org.tocsin.alerts.decide;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.tocsin.model.Decision;

/**
 * Matches and decisions by reason since the start: {@code tocsin_alerts_matches_total} and {@code
 * tocsin_alerts_decisions_total}. Matches = sent + held + merged + dropped; a withdrawal is as many matches as there are
 * readers whom it is decided for. What is decided once more because a transaction failed counts once more in both; the topics
 * have each once.
 */
public final class DecisionCounts implements MeterBinder {
    private final Map<String, LongAdder> byReason = new ConcurrentHashMap<>();

    private final LongAdder matches = new LongAdder();

    /** So many have come. */
    void matches(int count) {
        matches.add(count);
    }

    void count(Decision decision) {
        byReason.computeIfAbsent(decision.reason(), key -> new LongAdder()).increment();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("tocsin.alerts.matches", matches, LongAdder::sum)
                .description("Matches that came to be decided on")
                .register(registry);
        for (Reason reason : Reason.values()) {
            LongAdder count = byReason.computeIfAbsent(reason.toString(), key -> new LongAdder());
            FunctionCounter.builder("tocsin.alerts.decisions", count, LongAdder::sum)
                    .description("Decisions on matches")
                    .tag("outcome", reason.outcome())
                    .tag("reason", reason.toString())
                    .register(registry);
        }
    }
}
