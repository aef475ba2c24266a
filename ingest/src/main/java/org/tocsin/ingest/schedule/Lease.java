package org.tocsin.ingest.schedule;

import java.time.Duration;

/**
 * Until when this instance may believe that its partitions are its own. Renewed by every word from the group's coordinator,
 * counted from when it was asked; the coordinator gives partitions to another instance no sooner than a session time-out after
 * its last word, so a process that was stopped and wakes up finds its lease over before it asks anyone anything.
 */
final class Lease {
    private static final Duration MARGIN = Duration.ofSeconds(2);
    private final long length;
    private volatile long until;

    Lease(Duration session) {
        length = session.minus(MARGIN).toNanos();
        until = System.nanoTime() - 1;
    }

    void renewed(long askedAtNanos) {
        until = askedAtNanos + length;
    }

    boolean holds() {
        return until - System.nanoTime() > 0;
    }
}
