package org.tocsin.ingest.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Which feed may be asked when: each when it is due, one at a time per host, with a pause between two. Not thread-safe. */
final class Agenda {
    private static final int MAX_IDLE_HOSTS = 20_000;

    private static final class Entry {
        private final String feed;
        private final String host;
        private boolean dropped;

        Entry(String feed, String host) {
            this.feed = feed;
            this.host = host;
        }
    }

    private static final class Host {
        private @Nullable Entry asked;
        private Instant free = Instant.MIN;
        private final Deque<Entry> waiting = new ArrayDeque<>();
        private boolean called;
    }

    /** A feed that may be asked now. */
    record Turn(String feed, String host) {}

    private record Call(Instant at, Entry entry) {}

    private final Duration pause;
    private final PriorityQueue<Call> calls =
            new PriorityQueue<>(Comparator.comparing(Call::at).thenComparing(call -> call.entry().feed));
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<String, Host> hosts = new HashMap<>();

    Agenda(Duration pause) {
        this.pause = pause;
    }

    /** Sets when {@code feed} is due, in place of what was set before; not while it is being asked. */
    void put(String feed, String host, Instant due) {
        remove(feed);
        Entry entry = new Entry(feed, host);
        entries.put(feed, entry);
        calls.add(new Call(due, entry));
    }

    void remove(String feed) {
        Entry former = entries.remove(feed);
        if (former != null) {
            former.dropped = true;
        }
    }

    /** Feeds that are due and whose host is free, at most {@code most}; each must be {@link #done} before its host is free again. */
    List<Turn> take(Instant now, int most) {
        List<Turn> taken = new ArrayList<>();
        while (taken.size() < most && !calls.isEmpty() && !calls.peek().at().isAfter(now)) {
            Entry entry = calls.remove().entry();
            Host host = hosts.computeIfAbsent(entry.host, _ -> new Host());
            boolean first = host.called && host.waiting.peek() == entry;
            if (first) {
                host.called = false;
                host.waiting.remove();
            }
            if (entry.dropped) {
                callNext(host);
            } else if (host.asked != null || host.free.isAfter(now) || (!first && !host.waiting.isEmpty())) {
                host.waiting.add(entry);
                callNext(host);
            } else {
                host.asked = entry;
                taken.add(new Turn(entry.feed, entry.host));
            }
        }
        return taken;
    }

    /** The request has ended, or was never sent. */
    void done(Turn turn, Instant now) {
        Host known = hosts.get(turn.host());
        if (known != null && known.asked != null && known.asked.feed.equals(turn.feed())) {
            known.asked = null;
            known.free = now.plus(pause);
            callNext(known);
            if (hosts.size() > MAX_IDLE_HOSTS) {
                hosts.values().removeIf(one -> one.asked == null && one.waiting.isEmpty() && one.free.isBefore(now));
            }
        }
    }

    /** The first of those who wait for a host is called when it is free. */
    private void callNext(Host host) {
        while (!host.waiting.isEmpty() && host.waiting.peek().dropped && !host.called) {
            host.waiting.remove();
        }
        if (host.asked == null && !host.called && !host.waiting.isEmpty()) {
            host.called = true;
            calls.add(new Call(host.free, host.waiting.peek()));
        }
    }

    /** When {@link #take} may next give something; null when nothing waits for a time. */
    @Nullable
    Instant next() {
        return calls.isEmpty() ? null : calls.peek().at();
    }

    int size() {
        return entries.size();
    }
}
