package org.tocsin.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lets time pass as it did, or so many times as fast. */
final class Pace {
    private final double speed;
    private @Nullable Instant first;
    private long began;

    /** @param speed 1 is real time; infinity does not wait */
    Pace(double speed) {
        this.speed = speed;
    }

    /** Returns when it is {@code time}; IllegalStateException when interrupted before. */
    void await(Instant time) {
        if (Double.isInfinite(speed)) {
            return;
        }
        if (first == null) {
            first = time;
            began = System.nanoTime();
        }
        long due = (long) (Duration.between(first, time).toNanos() / speed);
        try {
            TimeUnit.NANOSECONDS.sleep(due - (System.nanoTime() - began));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
