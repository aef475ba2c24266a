package org.tocsin.alerts.deliver;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Bounds what is under way: to one endpoint, to one host, in all. What is too much waits, in virtual threads, in the order
 * in which it came; what waits for a host takes no room of others. Thread-safe.
 */
final class Lanes {
    private final int endpointWidth;
    private final int hostWidth;
    private final Semaphore all;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

    /** What is under way to one place, and how many care for it. */
    private static final class Lane {
        private final Semaphore room;
        private int users;

        Lane(int width) {
            room = new Semaphore(width, true);
        }
    }

    Lanes(int endpointWidth, int hostWidth, int width) {
        this.endpointWidth = endpointWidth;
        this.hostWidth = hostWidth;
        all = new Semaphore(width, true);
    }

    /** The outcome of {@code work}, which begins when there is room for it. */
    <T> T within(String endpoint, String host, Supplier<T> work) {
        return within(
                "endpoint " + endpoint,
                endpointWidth,
                () -> within("host " + host, hostWidth, () -> {
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
            lane.room.acquireUninterruptibly();
            try {
                return work.get();
            } finally {
                lane.room.release();
            }
        } finally {
            lanes.computeIfPresent(name, (key, used) -> --used.users == 0 ? null : used);
        }
    }

    /** Endpoints and hosts that something is under way to, or waits for. */
    int places() {
        return lanes.size();
    }
}
