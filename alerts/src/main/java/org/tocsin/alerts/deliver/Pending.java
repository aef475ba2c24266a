package org.tocsin.alerts.deliver;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Destination;
import org.tocsin.model.OutboxMessage;

/**
 * A message that has not been delivered.
 *
 * @param message with the number of its next or present attempt
 * @param due when that may begin
 * @param released when it was put into the outbox, null while it waits
 * @param failed when it failed first, null when it has not
 */
record Pending(
        OutboxMessage message,
        Instant due,
        @Nullable Instant released,
        @Nullable Instant failed) {
    /** The same to a destination as it is by now. */
    Pending to(Destination destination) {
        return new Pending(
                new OutboxMessage(message.endpoint(), message.attempt(), message.alert(), destination),
                due,
                released,
                failed);
    }

    Pending releasedAt(Instant now) {
        return new Pending(message, due, now, failed);
    }

    /** With the times that cannot lie ahead, which they do where the clock was ahead when they were taken, at {@code now}. */
    Pending notAfter(Instant now) {
        boolean untried = message.attempt() <= 1;
        return new Pending(
                message,
                untried && due.isAfter(now) ? now : due,
                released != null && released.isAfter(now) ? now : released,
                failed);
    }

    /** After it failed at {@code now}. */
    Pending again(Instant now, Instant when) {
        return new Pending(
                new OutboxMessage(message.endpoint(), message.attempt() + 1, message.alert(), message.destination()),
                when,
                null,
                failed == null ? now : failed);
    }
}
