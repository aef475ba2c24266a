package org.tocsin.alerts.deliver;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint behaves.
 *
 * @param failures in a row
 * @param disabledAt version of its subscription when it was disabled, 0 while it is not; a later version enables it again
 * @param failed when it last failed, null when that was before its last success
 * @param notBefore until when it is left alone since it asked for it, null when it did not
 * @param delivered the last success that came after a failure, null when nothing waits that has failed before it
 */
record Standing(
        int failures,
        int disabledAt,
        @Nullable Instant failed,
        @Nullable Instant notBefore,
        @Nullable Instant delivered) {
    static final Standing GOOD = new Standing(0, 0, null, null, null);

    /** After one more failure, with which it asked to be left alone for a while, or not at all. */
    Standing failed(Instant now, Duration wish) {
        Instant until = now.plus(wish);
        return new Standing(failures + 1, disabledAt, now, asks(until) || wish.isZero() ? notBefore : until, delivered);
    }

    /**
     * After a success, which may be of a message that went out before it asked to be left alone.
     *
     * @param more whether anything else waits for it
     */
    Standing delivered(Instant now, boolean more) {
        return new Standing(
                0, disabledAt, null, asks(now) ? notBefore : null, more ? (failures > 0 ? now : delivered) : null);
    }

    Standing disabled(int version) {
        return new Standing(failures, version, failed, null, null);
    }

    /** Whether it asked to be left alone for longer than until {@code time}. */
    boolean asks(Instant time) {
        return notBefore != null && notBefore.isAfter(time);
    }

    /** Whether a message that failed first at {@code time} saw another get through since. */
    boolean deliveredSince(@Nullable Instant time) {
        return delivered != null && (time == null || !delivered.isBefore(time));
    }
}
