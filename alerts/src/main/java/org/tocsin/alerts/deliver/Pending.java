package org.tocsin.alerts.deliver;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Destination;
import org.tocsin.model.OutboxMessage;

/**
 * A message that has not been delivered.
 *
 * @param message with the number of its next or present attempt; 0 for each of those that were asked for by hand
 * @param due when that may begin
 * @param released when it was put into the outbox, null while it waits
 * @param failed when it failed first, null when it has not
 * @param before attempts before this one, of a message that was asked for by hand
 */
record Pending(
        OutboxMessage message,
        Instant due,
        @Nullable Instant released,
        @Nullable Instant failed,
        int before) {
    /** One that is new. */
    static Pending of(OutboxMessage message, Instant now) {
        return new Pending(message, now, null, null, 0);
    }

    boolean byHand() {
        return message.attempt() == 0;
    }

    /** The number of its next or present attempt: 1, 2, … */
    int attempt() {
        return byHand() ? before + 1 : message.attempt();
    }

    boolean untried() {
        return attempt() <= 1;
    }

    /** The same to a destination as it is by now. */
    Pending to(Destination destination) {
        return new Pending(
                new OutboxMessage(message.endpoint(), message.attempt(), message.alert(), destination),
                due,
                released,
                failed,
                before);
    }

    Pending releasedAt(Instant now) {
        return new Pending(message, due, now, failed, before);
    }

    /** With the times that cannot lie ahead, which they do where the clock was ahead when they were taken, at {@code now}. */
    Pending notAfter(Instant now) {
        return new Pending(
                message,
                untried() && due.isAfter(now) ? now : due,
                released != null && released.isAfter(now) ? now : released,
                failed,
                before);
    }

    /** The same asked for by hand: what is left of its attempts begins at {@code now}. */
    Pending byHand(Instant now) {
        return new Pending(
                new OutboxMessage(message.endpoint(), 0, message.alert(), message.destination()),
                now,
                null,
                failed,
                attempt() - 1);
    }

    /** After it failed at {@code now}. */
    Pending again(Instant now, Instant when) {
        Instant first = failed == null ? now : failed;
        return byHand()
                ? new Pending(message, when, null, first, before + 1)
                : new Pending(
                        new OutboxMessage(
                                message.endpoint(), message.attempt() + 1, message.alert(), message.destination()),
                        when,
                        null,
                        first,
                        0);
    }
}
