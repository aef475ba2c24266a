package org.tocsin.dashboard;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.runtime.stream.Event;
import org.tocsin.runtime.stream.Kind;
import org.tocsin.runtime.stream.Ring;

/**
 * Makes events of how the process does: at once when a stage falls ill or recovers, and with the figures of the system every
 * {@link #FIGURES} while anyone listens. The figures are taken once for all listeners.
 */
final class HealthWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration FIGURES = Duration.ofSeconds(5);

    /** One event. */
    record State(Map<String, String> stages, Map<String, Object> system) {}

    private final Supplier<Map<String, String>> stages;
    private final Supplier<Map<String, Object>> figures;
    private final Ring ring;
    private final BooleanSupplier listened;
    private final InstantSource clock;
    private final Thread thread = Thread.ofVirtual().name("health").unstarted(this::watch);
    private volatile boolean closed;
    private long last;

    HealthWatch(
            Supplier<Map<String, String>> stages,
            Supplier<Map<String, Object>> figures,
            Ring ring,
            BooleanSupplier listened,
            InstantSource clock) {
        this.stages = stages;
        this.figures = figures;
        this.ring = ring;
        this.listened = listened;
        this.clock = clock;
    }

    void start() {
        thread.start();
    }

    private void watch() {
        @Nullable Map<String, String> known = null;
        while (!closed) {
            Map<String, String> now = stages.get();
            boolean due = listened.getAsBoolean() && clock.millis() - last >= FIGURES.toMillis();
            if (due || !now.equals(known)) {
                try {
                    // one after the other even when the clock is set back
                    last = Math.max(last + 1, clock.millis());
                    ring.add(new Event(Kind.HEALTH, last, new State(now, figures.get())));
                    known = now;
                } catch (RuntimeException e) {
                    LOG.atWarn().setCause(e).log("figures of health not to be had; asked again");
                }
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
