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

    /** Ends the turn. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    private final Map<String, Host> hosts = new HashMap<>();

    /** Waits for a turn; null when {@code deadline}, a {@link System#nanoTime}, came first or the thread was interrupted. */
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
        if (taken && paused(host, delay, deadline)) {
            return () -> {
                host.lastEnd = System.nanoTime();
                leave(name, host, true);
            };
        }
        leave(name, host, taken);
        return null;
    }

    private static boolean paused(Host host, Duration delay, long deadline) {
        long start = host.lastEnd == Long.MIN_VALUE ? System.nanoTime() : host.lastEnd + delay.toNanos();
        if (start - deadline > 0) {
            return false;
        }
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
