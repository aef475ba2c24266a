package org.tocsin.alerts.deliver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Bounds what is under way: to one endpoint, to one host, in all. What is too much waits, in virtual threads, in the order
 * in which it came; what waits for a host takes no room of others. A host stands still when what waits for it longest has
 * waited for a while. Thread-safe.
 */
final class Lanes {
    private static final String HOST = "host ";

    private final int endpointWidth;
    private final int hostWidth;
    private final Duration still;
    private final InstantSource clock;
    private final Semaphore all;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

    /** What is under way to one place, since when what waits for it waits, and how many care for it. */
    private static final class Lane {
        private final Semaphore room;
        private final Queue<Instant> waiting = new ConcurrentLinkedQueue<>();
        private int users;

        Lane(int width) {
            room = new Semaphore(width, true);
        }
    }

    /** @param still how long what waits for a host has waited when the host stands still */
    Lanes(int endpointWidth, int hostWidth, int width, Duration still, InstantSource clock) {
        this.endpointWidth = endpointWidth;
        this.hostWidth = hostWidth;
        this.still = still;
        this.clock = clock;
        all = new Semaphore(width, true);
    }

    /** The outcome of {@code work}, which begins when there is room for it. */
    <T> T within(String endpoint, String host, Supplier<T> work) {
        return within(
                "endpoint " + endpoint,
                endpointWidth,
                () -> within(HOST + host, hostWidth, () -> {
                    all.acquireUninterruptibly();
                    try {
                        return work.get();
                    } finally {
                        all.release();
                    }
                }));
    }

    private <T> T within(String name, int width, Supplier<T> work) {
        Lane lane = lanes.compute(name, (key, known) -> {
            Lane used = known == null ? new Lane(width) : known;
            used.users++;
            return used;
        });
        try {
            lane.waiting.add(clock.instant());
            lane.room.acquireUninterruptibly();
            lane.waiting.remove();
            try {
                return work.get();
            } finally {
                lane.room.release();
            }
        } finally {
            lanes.computeIfPresent(name, (key, used) -> --used.users == 0 ? null : used);
        }
    }

    /** Whether the host takes nothing in. */
    boolean stands(String host) {
        Lane lane = lanes.get(HOST + host);
        return lane != null && stands(lane, clock.instant());
    }

    private boolean stands(Lane lane, Instant now) {
        Instant first = lane.waiting.peek();
        return first != null && first.plus(still).isBefore(now);
    }

    /** What is under way to hosts that take nothing in, or waits for them. */
    int standing() {
        Instant now = clock.instant();
        return lanes.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(HOST) && stands(entry.getValue(), now))
                .map(entry -> entry.getValue().room)
                .mapToInt(room -> hostWidth - room.availablePermits() + room.getQueueLength())
                .sum();
    }

    /** Endpoints and hosts that something is under way to, or waits for. */
    int places() {
        return lanes.size();
    }
}
