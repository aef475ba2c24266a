package org.tocsin.dashboard.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The last {@code capacity} events in the order in which they came, numbered from 0. Thread-safe. */
public final class Ring {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final Event[] events;
    private final Map<String, Long> next = new HashMap<>();
    private long end;
    private boolean closed;

    public Ring(int capacity) {
        events = new Event[capacity];
    }

    /** Adds an event and wakes every reader. */
    public void add(Event event) {
        lock.lock();
        try {
            events[(int) (end++ % events.length)] = event;
            next.put(event.name(), event.offset() + 1);
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Number of the oldest event that is kept. */
    long start() {
        lock.lock();
        try {
            return Math.max(0, end - events.length);
        } finally {
            lock.unlock();
        }
    }

    /** Number of the next event. */
    long end() {
        lock.lock();
        try {
            return end;
        } finally {
            lock.unlock();
        }
    }

    /** Offset of the first event of this name from {@code number} on, which may be the one that comes next; 0 while none came. */
    long offset(String name, long number) {
        lock.lock();
        try {
            for (long at = Math.max(number, end - events.length); at < end; at++) {
                Event event = events[(int) (at % events.length)];
                if (event.name().equals(name)) {
                    return event.offset();
                }
            }
            return next.getOrDefault(name, 0L);
        } finally {
            lock.unlock();
        }
    }

    /** Events from {@code number} on, at most {@code most}; waits for the first, and gives none after {@code wait}. */
    List<Event> from(long number, int most, Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (number >= end && !closed && left > 0) {
                left = more.awaitNanos(left);
            }
            List<Event> found = new ArrayList<>();
            for (long at = number; at < end && found.size() < most; at++) {
                found.add(events[(int) (at % events.length)]);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** Lets every reader go. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
