package org.tocsin.alerts.decide;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.tocsin.model.Decision;

/** Decisions by reason since the start: {@code tocsin_alerts_decisions_total}. Matches = sent + held + merged + dropped. */
public final class DecisionCounts implements MeterBinder {
    private final Map<String, LongAdder> byReason = new ConcurrentHashMap<>();

    void count(Decision decision) {
        byReason.computeIfAbsent(decision.reason(), key -> new LongAdder()).increment();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
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
