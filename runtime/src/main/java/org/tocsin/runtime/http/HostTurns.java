package org.tocsin.runtime.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Lets one polite request at a time have a host, with a pause between two. Thread-safe. */
final class HostTurns {
    private static final int MAX_IDLE_HOSTS = 10_000;

    /** A host while someone waits for it, has it, or had it a short while ago. */
    private static final class Host {
        private final Semaphore free = new Semaphore(1, true);
        private int users;
        private volatile long lastEnd = Long.MIN_VALUE;
    }

    /** Closing it ends the turn. */
    interface Turn extends AutoCloseable {
        /** Nanoseconds of pause before it, which are no fault of whoever had to keep them. */
        long paused();

        @Override
        void close();
    }

    /** The turn of a request that need not wait for one. */
    static final Turn ANY_TIME = new Turn() {
        @Override
        public long paused() {
            return 0;
        }

        @Override
        public void close() {}
    };

    private final class Taken implements Turn {
        private final String name;
        private final Host host;
        private final long paused;

        Taken(String name, Host host, long paused) {
            this.name = name;
            this.host = host;
            this.paused = paused;
        }

        @Override
        public long paused() {
            return paused;
        }

        @Override
        public void close() {
            host.lastEnd = System.nanoTime();
            leave(name, host, true);
        }
    }

    private final Map<String, Host> hosts = new HashMap<>();

    /**
     * Waits until others have had their turns, and then for the pause; null when {@code deadline}, a {@link System#nanoTime},
     * came before the pause or the thread was interrupted.
     */
    @Nullable
    Turn take(String name, Duration delay, long deadline) {
        Host host;
        synchronized (hosts) {
            host = hosts.computeIfAbsent(name, _ -> new Host());
            host.users++;
        }
        boolean taken = false;
        try {
            taken = host.free.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (taken) {
            long begin = System.nanoTime();
            if (pause(host, delay)) {
                return new Taken(name, host, System.nanoTime() - begin);
            }
        }
        leave(name, host, taken);
        return null;
    }

    private static boolean pause(Host host, Duration delay) {
        long start = host.lastEnd == Long.MIN_VALUE ? System.nanoTime() : host.lastEnd + delay.toNanos();
        for (long wait = start - System.nanoTime(); wait > 0; wait = start - System.nanoTime()) {
            LockSupport.parkNanos(wait);
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
        }
        return true;
    }

    private void leave(String name, Host host, boolean taken) {
        synchronized (hosts) {
            host.users--;
            if (hosts.size() > MAX_IDLE_HOSTS) {
                long aMinuteAgo = System.nanoTime() - TimeUnit.MINUTES.toNanos(1);
                hosts.values().removeIf(one -> one.users == 0 && one.lastEnd - aMinuteAgo < 0);
            }
            hosts.computeIfAbsent(name, _ -> host);
        }
        if (taken) {
            host.free.release();
        }
    }
}
