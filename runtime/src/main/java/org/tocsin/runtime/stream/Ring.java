package org.tocsin.runtime.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The last {@code capacity} events in the order in which they came, numbered from 0. Thread-safe. */
public final class Ring {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final Event[] events;
    private final Map<Kind, Long> next = new EnumMap<>(Kind.class);
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
            next.put(event.kind(), event.offset() + 1);
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

    /** Offset of the first event of this kind from {@code number} on, which may be the one that comes next; 0 while none came. */
    long offset(Kind kind, long number) {
        lock.lock();
        try {
            for (long at = Math.max(number, start()); at < end; at++) {
                if (at(at).kind() == kind) {
                    return at(at).offset();
                }
            }
            return next.getOrDefault(kind, 0L);
        } finally {
            lock.unlock();
        }
    }

    /** Number of the first event that lies after a place, when the ring has all of these kinds that lies after it. */
    OptionalLong after(Place place, Set<Kind> kinds) {
        lock.lock();
        try {
            for (Kind kind : kinds) {
                Long known = next.get(kind);
                long wanted = place.next(kind);
                if (known == null || wanted > known || wanted < offset(kind, start())) {
                    return OptionalLong.empty();
                }
            }
            long at = start();
            while (at < end && (!kinds.contains(at(at).kind()) || place.seen(at(at)))) {
                at++;
            }
            return OptionalLong.of(at);
        } finally {
            lock.unlock();
        }
    }

    private Event at(long number) {
        return events[(int) (number % events.length)];
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
                found.add(at(at));
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
