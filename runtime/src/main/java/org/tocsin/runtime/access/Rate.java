package org.tocsin.runtime.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** A bucket for each name: {@code burst} at once, {@code perSecond} after that. Keeps the last 10,000 names. */
final class Rate {
    private static final int MAX_NAMES = 10_000;

    private record Bucket(double left, Instant at) {}

    private final InstantSource clock;
    private final double burst;
    private final double perSecond;

    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MAX_NAMES;
        }
    };

    Rate(InstantSource clock, double burst, double perSecond) {
        this.clock = clock;
        this.burst = burst;
        this.perSecond = perSecond;
    }

    /** Takes one, or says that none is left. */
    synchronized boolean take(String name) {
        Instant now = clock.instant();
        Bucket before = buckets.getOrDefault(name, new Bucket(burst, now));
        double left = Math.min(
                burst,
                before.left() + perSecond * Duration.between(before.at(), now).toMillis() / 1_000.0);
        boolean taken = left >= 1;
        buckets.put(name, new Bucket(taken ? left - 1 : left, now));
        return taken;
    }
}
