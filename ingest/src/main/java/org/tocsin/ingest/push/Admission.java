package org.tocsin.ingest.push;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The bytes that may be on their way to the broker at once, counted in {@link #UNIT}s. */
final class Admission {
    private static final int UNIT = 1024;

    private final int units;
    private final Semaphore free;

    Admission(long bytes) {
        units = (int) (bytes / UNIT);
        free = new Semaphore(units);
    }

    /** Room for {@code bytes}, or false when there is none at once. */
    boolean enter(long bytes) {
        return free.tryAcquire(units(bytes));
    }

    /** Waits for room for {@code bytes}; false when there was none in time. */
    boolean enter(long bytes, Duration wait) throws InterruptedException {
        return free.tryAcquire(units(bytes), wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    void leave(long bytes) {
        free.release(units(bytes));
    }

    private int units(long bytes) {
        return (int) Math.min(units, bytes / UNIT + 1);
    }
}
