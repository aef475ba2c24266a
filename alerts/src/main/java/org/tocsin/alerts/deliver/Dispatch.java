package org.tocsin.alerts.deliver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Alert;
import org.tocsin.model.Delivery;
import org.tocsin.model.Destination;
import org.tocsin.model.OutboxMessage;
import org.tocsin.model.Subscription;

/**
 * The queues of all endpoints. What it knows is handed to a {@link Ledger} as it changes and can be loaded again. Not
 * thread-safe.
 *
 * <p>An ordered endpoint gets its next message after the outcome of the last, and a failing one holds up those behind it.
 * Another gets up to {@link #IN_FLIGHT} at a time, until {@link #FAILURES} in a row have failed: from then on one goes
 * out at a time, a retry that is due, or the next new one when nothing was tried for {@link #PROBE_AFTER}, so that a message
 * that it cannot take holds up no other for longer; the rest waits for the first success. An endpoint that asks to be left
 * alone gets nothing meanwhile. It is disabled when it says that it is gone, or when a message has failed for the last time
 * and nothing has got through since it failed first.
 *
 * <p>What was asked for by hand goes behind all that is new and is tried as often; what waits for its next attempt goes out
 * at once instead, and what is on its way already is not sent twice.
 *
 * <p>A message goes to where its subscription sends when it goes out, with the secret of that time; one whose subscription
 * is removed by then, or sends there no longer, is given up.
 */
final class Dispatch {
    static final int IN_FLIGHT = 16;
    static final int FAILURES = 5;

    /** A failing endpoint is asked with a new message when nothing was tried for so long. */
    static final Duration PROBE_AFTER = Duration.ofMinutes(5);

    /** Messages that one endpoint may have waiting, and as many that were asked for by hand; more are refused. */
    static final int MAX_WAITING = 10_000;

    /**
     * Messages that all endpoints together may have waiting, so that an outage of what many send to does not take all memory;
     * from then on what comes to an endpoint is refused if it has its equal share of them waiting.
     */
    static final int MAX_IN_ALL = 20_000;

    /** Added to the numbers of what was asked for by hand, so that it comes last. */
    private static final long BY_HAND = 1L << 62;

    /** A message without an outcome after this time is released again. */
    static final Duration LOST_AFTER = Duration.ofSeconds(60);

    private final Function<String, @Nullable Subscription> subscriptions;
    private final Ledger ledger;
    private final Map<String, Line> lines = new HashMap<>();
    private final PriorityQueue<Wake> wakes = new PriorityQueue<>();
    private long last;
    private int waiting;

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

    /** One endpoint: its messages by number, the number of each, and of those that are out. */
    private static final class Line {
        private final String endpoint;
        private final TreeMap<Long, Pending> waiting = new TreeMap<>();
        private final Map<String, Long> numbers = new HashMap<>();
        private final Map<String, Long> out = new HashMap<>();
        private int byHand;
        private Standing standing = Standing.GOOD;

        Line(String endpoint) {
            this.endpoint = endpoint;
        }

        void add(long number, Pending pending) {
            waiting.put(number, pending);
            numbers.put(pending.message().alert().id(), number);
            byHand += pending.byHand() ? 1 : 0;
        }

        /** Whether it was there. */
        boolean remove(String alert, long number) {
            Pending removed = waiting.remove(number);
            byHand -= removed != null && removed.byHand() ? 1 : 0;
            numbers.remove(alert);
            out.remove(alert);
            return removed != null;
        }

        boolean isFull(boolean forHand) {
            return (forHand ? byHand : waiting.size() - byHand) >= MAX_WAITING;
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
        line.add(number, pending);
        waiting++;
        last = Math.max(last, number & ~BY_HAND);
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
        wake(endpoint, standing);
    }

    /** Queues a new message, or one that is asked for by hand, which has no attempt yet. */
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
        boolean byHand = message.attempt() == 0;
        Long waits = byHand ? line.numbers.get(message.alert().id()) : null;
        if (waits != null) {
            hurry(line, waits, now);
            return;
        }
        boolean crowded =
                waiting >= MAX_IN_ALL && line.waiting.size() >= Math.max(IN_FLIGHT, MAX_IN_ALL / lines.size());
        if (crowded || line.isFull(byHand)) {
            refuse(
                    message,
                    "abandoned",
                    crowded
                            ? "%,d messages to all endpoints wait already".formatted(MAX_IN_ALL)
                            : "%,d messages wait already".formatted(MAX_WAITING),
                    now);
            return;
        }
        long number = byHand ? BY_HAND + ++last : ++last;
        line.add(number, Pending.of(message, now));
        waiting++;
        release(line, now);
        Pending queued = line.waiting.get(number);
        if (queued != null && queued.released() == null) {
            ledger.keep(line.endpoint, number, queued);
        }
    }

    /** Does not let what is asked for by hand wait for its next attempt. */
    private void hurry(Line line, long number, Instant now) {
        Pending pending = line.waiting.get(number);
        if (pending != null && pending.released() == null && !pending.untried()) {
            line.remove(pending.message().alert().id(), number);
            Pending next = pending.byHand(now);
            line.add(number, next);
            ledger.keep(line.endpoint, number, next);
            release(line, now);
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

    /** Whether {@code subscription} still has its endpoint, as far as is known here. */
    boolean isEnabled(String endpoint, Subscription subscription) {
        Line line = lines.get(endpoint);
        return line == null || line.standing.disabledAt() == 0 || subscription.version() > line.standing.disabledAt();
    }

    private void stand(Line line, Standing standing) {
        if (!line.standing.equals(standing)) {
            line.standing = standing;
            ledger.keep(line.endpoint, standing);
        }
    }

    /** When something may go out again that does not wait for a time of its own. */
    private void wake(String endpoint, Standing standing) {
        Instant failed = standing.failed();
        if (failed != null && standing.failures() >= FAILURES) {
            wakes.add(new Wake(failed.plus(PROBE_AFTER), endpoint));
        }
        Instant notBefore = standing.notBefore();
        if (notBefore != null) {
            wakes.add(new Wake(notBefore, endpoint));
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
                stand(line, line.standing.delivered(now, !line.waiting.isEmpty()));
            }
            case "failed" -> {
                stand(line, line.standing.failed(now, Attempts.heeded(delivery.retryAfter(), line.endpoint)));
                wake(line.endpoint, line.standing);
                Duration wait = Attempts.waitAfter(pending.attempt(), delivery.alert(), delivery.retryAfter());
                if (disabled(line, pending.message().alert())) {
                    done(line, delivery.alert(), number);
                    refuse(pending.message(), "disabled", "the endpoint was disabled meanwhile", now);
                } else if (wait != null) {
                    line.out.remove(delivery.alert());
                    Pending again = pending.again(now, now.plus(wait));
                    line.waiting.put(number, again);
                    ledger.keep(line.endpoint, number, again);
                    wakes.add(new Wake(again.due(), line.endpoint));
                } else {
                    done(line, delivery.alert(), number);
                    refuse(pending.message(), "abandoned", "the last attempt failed: " + delivery.reason(), now);
                    if (line.standing.failures() >= Attempts.MOST && !line.standing.deliveredSince(pending.failed())) {
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
        waiting -= line.remove(alert, number) ? 1 : 0;
        ledger.forget(line.endpoint, number);
    }

    private void disable(Line line, Pending last, String reason, Instant now) {
        Alert alert = last.message().alert();
        Subscription subscription = subscriptions.apply(alert.subscription());
        int version = subscription == null ? alert.subscriptionVersion() : subscription.version();
        stand(line, line.standing.disabled(Math.max(1, version)));
        for (var entry : new ArrayList<>(line.waiting.entrySet())) {
            if (entry.getValue().released() == null) {
                done(line, entry.getValue().message().alert().id(), entry.getKey());
                refuse(entry.getValue().message(), "disabled", "the endpoint was disabled: " + reason, now);
            }
        }
        if (subscription != null) {
            ledger.notice(
                    Notice.disabled(
                            subscription,
                            line.endpoint + "|" + version,
                            last.message().destination(),
                            reason,
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
        if (line.standing.asks(now)) {
            return;
        }
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
        if (line.standing.asks(now)) {
            return;
        }
        if (line.ordered()) {
            var head = line.waiting.firstEntry();
            while (head != null && line.out.isEmpty() && !head.getValue().due().isAfter(now)) {
                put(line, head.getKey(), head.getValue(), now);
                head = line.waiting.firstEntry();
            }
        } else if (line.standing.failures() >= FAILURES) {
            probe(line, now);
        } else {
            for (Long number = first(line); number != null; number = line.waiting.higherKey(number)) {
                if (line.out.size() >= IN_FLIGHT) {
                    return;
                }
                Pending pending = line.waiting.get(number);
                if (pending != null
                        && pending.released() == null
                        && !pending.due().isAfter(now)) {
                    put(line, number, pending, now);
                }
            }
        }
    }

    private static @Nullable Long first(Line line) {
        return line.waiting.isEmpty() ? null : line.waiting.firstKey();
    }

    /**
     * One message at a time to a failing endpoint: a retry that is due, or the first new one when no retry is to come or
     * nothing was tried for a while.
     */
    private void probe(Line line, Instant now) {
        if (!line.out.isEmpty()) {
            return;
        }
        Instant failed = line.standing.failed();
        boolean patient = failed != null && failed.plus(PROBE_AFTER).isAfter(now);
        boolean retries = false;
        for (Long number = first(line); number != null; number = line.waiting.higherKey(number)) {
            Pending pending = Objects.requireNonNull(line.waiting.get(number));
            boolean untried = pending.untried();
            if (untried && retries && patient) {
                return;
            }
            if ((untried || !pending.due().isAfter(now)) && put(line, number, pending, now)) {
                return;
            }
            retries |= !untried;
        }
    }

    /** Whether it goes out; it is given up when its subscription does not send there any longer. */
    private boolean put(Line line, long number, Pending pending, Instant now) {
        Alert alert = pending.message().alert();
        Destination destination = current(pending.message());
        if (destination == null) {
            done(line, alert.id(), number);
            refuse(pending.message(), "abandoned", "the subscription does not send there any longer", now);
            return false;
        }
        Pending released = pending.to(destination).releasedAt(now);
        line.waiting.put(number, released);
        line.out.put(alert.id(), number);
        ledger.keep(line.endpoint, number, released);
        ledger.release(released.message());
        wakes.add(new Wake(now.plus(LOST_AFTER), line.endpoint));
        return true;
    }

    /** Where its subscription sends it by now; a notice goes where it was meant to, which may be another subscription's. */
    private @Nullable Destination current(OutboxMessage message) {
        if (Notice.is(message.alert())) {
            return message.destination();
        }
        Subscription subscription = subscriptions.apply(message.alert().subscription());
        return subscription == null
                ? null
                : subscription.destinations().stream()
                        .filter(message.destination()::isAt)
                        .findFirst()
                        .orElse(null);
    }

    /** Messages that are neither delivered nor given up. */
    int waiting() {
        return waiting;
    }
}
