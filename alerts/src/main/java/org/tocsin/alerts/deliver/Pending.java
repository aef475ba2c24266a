package org.tocsin.alerts.deliver;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.OutboxMessage;

/**
 * A message that has not been delivered.
 *
 * @param message with the number of its next or present attempt
 * @param due when that may begin
 * @param released when it was put into the outbox, null while it waits
 */
record Pending(OutboxMessage message, Instant due, @Nullable Instant released) {
    Pending releasedAt(Instant now) {
        return new Pending(message, due, now);
    }

    Pending again(Instant when) {
        return new Pending(
                new OutboxMessage(message.endpoint(), message.attempt() + 1, message.alert(), message.destination()),
                when,
                null);
    }
}
