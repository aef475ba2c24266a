package org.tocsin.alerts.deliver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Alert;
import org.tocsin.model.Delivery;
import org.tocsin.model.OutboxMessage;
import org.tocsin.model.Subscription;

/**
 * The queues of all endpoints. What it knows is handed to a {@link Ledger} as it changes and can be loaded again. Not
 * thread-safe.
 *
 * <p>An ordered endpoint gets its next message after the outcome of the last, and a failing one holds up those behind it.
 * Another gets up to {@link #IN_FLIGHT} at a time, until {@link #FAILURES} in a row have failed: from then on only
 * retries go out that are due, and the rest waits for the first success. An endpoint is disabled when it says that it is
 * gone, or when a message has failed for the last time and nothing has got through meanwhile.
 */
final class Dispatch {
    static final int IN_FLIGHT = 16;
    static final int FAILURES = 5;

    /** Messages that one endpoint may have waiting; more are refused. */
    static final int MAX_WAITING = 10_000;

    /** A message without an outcome after this time is released again. */
    static final Duration LOST_AFTER = Duration.ofSeconds(60);

    private final Function<String, @Nullable Subscription> subscriptions;
    private final Ledger ledger;
    private final Map<String, Line> lines = new HashMap<>();
    private final PriorityQueue<Wake> wakes = new PriorityQueue<>();
    private long last;

    /** What keeps the state and carries out what is decided. */
    interface Ledger {
        void release(OutboxMessage message);

        void outcome(Delivery delivery);

        /** Tells the owner, by other endpoints than {@code endpoint}. */
        void notice(Alert notice, Subscription subscription, String endpoint);

        void keep(String endpoint, long number, Pending pending);

        void forget(String endpoint, long number);

        void keep(String endpoint, Standing standing);
    }

    private record Wake(Instant at, String endpoint) implements Comparable<Wake> {
        @Override
        public int compareTo(Wake other) {
            return at.compareTo(other.at);
        }
    }

    /** One endpoint: its messages by number, and the number of each that is out. */
    private static final class Line {
        private final String endpoint;
        private final TreeMap<Long, Pending> waiting = new TreeMap<>();
        private final Map<String, Long> out = new HashMap<>();
        private Standing standing = Standing.GOOD;

        Line(String endpoint) {
            this.endpoint = endpoint;
        }

        boolean ordered() {
            return !waiting.isEmpty()
                    && waiting.firstEntry()
                            .getValue()
                            .message()
                            .destination()
                            .option("ordered", "false")
                            .equals("true");
        }
    }

    Dispatch(Function<String, @Nullable Subscription> subscriptions, Ledger ledger) {
        this.subscriptions = subscriptions;
        this.ledger = ledger;
    }

    private Line line(String endpoint) {
        return lines.computeIfAbsent(endpoint, Line::new);
    }

    /** Takes up what a {@link Ledger} kept. */
    void load(String endpoint, long number, Pending kept, Instant now) {
        Pending pending = kept.notAfter(now);
        Line line = line(endpoint);
        line.waiting.put(number, pending);
        last = Math.max(last, number);
        Instant released = pending.released();
        if (released == null) {
            wakes.add(new Wake(pending.due(), endpoint));
        } else {
            line.out.put(pending.message().alert().id(), number);
            wakes.add(new Wake(released.plus(LOST_AFTER), endpoint));
        }
    }

    /** Takes up what a {@link Ledger} kept. */
    void load(String endpoint, Standing standing) {
        line(endpoint).standing = standing;
    }

    /** Queues a new message. */
    void offer(OutboxMessage message, Instant now) {
        Line line = line(message.endpoint());
        if (disabled(line, message.alert())) {
            refuse(
                    message,
                    "disabled",
                    "the endpoint is disabled; change or resume the subscription to enable it",
                    now);
            return;
        }
        if (line.waiting.size() >= MAX_WAITING) {
            refuse(message, "abandoned", "%,d messages wait already".formatted(MAX_WAITING), now);
            return;
        }
        Pending pending = new Pending(message, now, null);
        long number = ++last;
        line.waiting.put(number, pending);
        release(line, now);
        Pending queued = line.waiting.get(number);
        if (queued != null && queued.released() == null) {
            ledger.keep(line.endpoint, number, queued);
        }
    }

    private boolean disabled(Line line, Alert alert) {
        if (line.standing.disabledAt() == 0) {
            return false;
        }
        Subscription subscription = subscriptions.apply(alert.subscription());
        if (subscription != null && subscription.version() > line.standing.disabledAt()) {
            stand(line, Standing.GOOD);
            return false;
        }
        return true;
    }

    private void stand(Line line, Standing standing) {
        if (!line.standing.equals(standing)) {
            line.standing = standing;
            ledger.keep(line.endpoint, standing);
        }
    }

    private void refuse(OutboxMessage message, String outcome, String reason, Instant now) {
        ledger.outcome(new Delivery(
                message.alert().id(),
                message.alert().subscription(),
                message.endpoint(),
                message.attempt(),
                outcome,
                reason,
                0,
                now));
    }

    /** Hears what became of a message. What was not released, or was heard of before, is passed over. */
    void outcome(Delivery delivery, Instant now) {
        Line line = lines.get(delivery.endpoint());
        Long number = line == null ? null : line.out.get(delivery.alert());
        if (line == null || number == null) {
            return;
        }
        Pending pending = line.waiting.get(number);
        if (pending == null || pending.message().attempt() != delivery.attempt()) {
            return;
        }
        switch (delivery.outcome()) {
            case "delivered" -> {
                done(line, delivery.alert(), number);
                stand(line, new Standing(0, line.standing.disabledAt()));
            }
            case "failed" -> {
                stand(line, line.standing.failed());
                Duration wait = Attempts.waitAfter(delivery.attempt(), delivery.alert(), delivery.retryAfter());
                if (disabled(line, pending.message().alert())) {
                    done(line, delivery.alert(), number);
                    refuse(pending.message(), "disabled", "the endpoint was disabled meanwhile", now);
                } else if (wait != null) {
                    line.out.remove(delivery.alert());
                    Pending again = pending.again(now.plus(wait));
                    line.waiting.put(number, again);
                    ledger.keep(line.endpoint, number, again);
                    wakes.add(new Wake(again.due(), line.endpoint));
                } else {
                    done(line, delivery.alert(), number);
                    refuse(pending.message(), "abandoned", "the last attempt failed: " + delivery.reason(), now);
                    if (line.standing.failures() >= Attempts.MOST) {
                        disable(
                                line,
                                pending,
                                "it has failed %d times in a row: %s"
                                        .formatted(line.standing.failures(), delivery.reason()),
                                now);
                    }
                }
            }
            case "gone" -> {
                done(line, delivery.alert(), number);
                if (!disabled(line, pending.message().alert())) {
                    disable(line, pending, delivery.reason(), now);
                }
            }
            default -> {}
        }
        release(line, now);
        if (line.waiting.isEmpty() && line.standing.equals(Standing.GOOD)) {
            lines.remove(line.endpoint);
        }
    }

    private void done(Line line, String alert, long number) {
        line.out.remove(alert);
        line.waiting.remove(number);
        ledger.forget(line.endpoint, number);
    }

    private void disable(Line line, Pending last, String reason, Instant now) {
        Alert alert = last.message().alert();
        Subscription subscription = subscriptions.apply(alert.subscription());
        int version = subscription == null ? alert.subscriptionVersion() : subscription.version();
        stand(line, new Standing(line.standing.failures(), Math.max(1, version)));
        for (var entry : new ArrayList<>(line.waiting.entrySet())) {
            if (entry.getValue().released() == null) {
                done(line, entry.getValue().message().alert().id(), entry.getKey());
                refuse(entry.getValue().message(), "disabled", "the endpoint was disabled: " + reason, now);
            }
        }
        if (subscription != null) {
            String where = last.message().destination().channel();
            ledger.notice(
                    Notice.of(
                            subscription,
                            line.endpoint + "|" + version,
                            "Alerts of “%s” no longer go to its %s".formatted(subscription.name(), where),
                            ("The %s was disabled because %s. Mend it, then save or resume the subscription %s; what was"
                                            + " missed is in its stream and can be delivered again.")
                                    .formatted(where, reason, subscription.id()),
                            now),
                    subscription,
                    line.endpoint);
        }
    }

    /** Releases what is due, and again what got no outcome; to be called every half second or so. */
    void tick(Instant now) {
        while (!wakes.isEmpty() && !wakes.peek().at().isAfter(now)) {
            Line line = lines.get(wakes.poll().endpoint());
            if (line != null) {
                lost(line, now);
                release(line, now);
            }
        }
    }

    private void lost(Line line, Instant now) {
        for (long number : List.copyOf(line.out.values())) {
            Pending pending = line.waiting.get(number);
            Instant released = pending == null ? null : pending.released();
            if (pending != null
                    && released != null
                    && !released.plus(LOST_AFTER).isAfter(now)) {
                put(line, number, pending, now);
            }
        }
    }

    private void release(Line line, Instant now) {
        if (line.ordered()) {
            var head = line.waiting.firstEntry();
            if (line.out.isEmpty() && !head.getValue().due().isAfter(now)) {
                put(line, head.getKey(), head.getValue(), now);
            }
        } else if (line.standing.failures() >= FAILURES) {
            probe(line, now);
        } else {
            for (var entry : line.waiting.entrySet()) {
                if (line.out.size() >= IN_FLIGHT) {
                    return;
                }
                Pending pending = entry.getValue();
                if (pending.released() == null && !pending.due().isAfter(now)) {
                    put(line, entry.getKey(), pending, now);
                }
            }
        }
    }

    /** One message at a time to a failing endpoint: a retry that is due, or the first that waits when none is to come. */
    private void probe(Line line, Instant now) {
        if (!line.out.isEmpty()) {
            return;
        }
        boolean retries = false;
        for (var entry : line.waiting.entrySet()) {
            Pending pending = entry.getValue();
            boolean untried = pending.message().attempt() <= 1;
            if (untried ? !retries : !pending.due().isAfter(now)) {
                put(line, entry.getKey(), pending, now);
                return;
            }
            if (untried) {
                // messages are tried in their order, so behind the first untried one there are no others
                return;
            }
            retries = true;
        }
    }

    private void put(Line line, long number, Pending pending, Instant now) {
        Pending released = pending.releasedAt(now);
        line.waiting.put(number, released);
        line.out.put(pending.message().alert().id(), number);
        ledger.keep(line.endpoint, number, released);
        ledger.release(pending.message());
        wakes.add(new Wake(now.plus(LOST_AFTER), line.endpoint));
    }

    /** Messages that are neither delivered nor given up. */
    int waiting() {
        return lines.values().stream().mapToInt(line -> line.waiting.size()).sum();
    }
}
