package org.tocsin.alerts.deliver;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a message is tried, as Standard Webhooks 1.0.0 advises: at once, then after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h,
 * 14 h, 20 h and 24 h, each wait up to a tenth longer so that not everyone comes back at the same moment.
 */
final class Attempts {
    private static final List<Duration> WAITS = List.of(
            Duration.ZERO,
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    static final int MOST = WAITS.size();
    private static final Duration LONGEST_WISH = Duration.ofHours(24);

    private Attempts() {}

    /** Of the seconds that a receiver asks for, how many are heeded: up to a day. */
    static long heeded(long wish) {
        return Math.clamp(wish, 0, LONGEST_WISH.toSeconds());
    }

    /**
     * How long to wait after {@code attempt} has failed, null when it was the last.
     *
     * @param wish seconds that the receiver asked for, heeded up to a day
     */
    static @Nullable Duration waitAfter(int attempt, String message, long wish) {
        if (attempt >= MOST) {
            return null;
        }
        Duration wait = WAITS.get(attempt);
        // the same message waits the same time wherever it is worked out
        long share = Integer.toUnsignedLong((message + attempt).hashCode()) % 1_000;
        Duration jittered = wait.plusMillis(wait.toMillis() * share / 10_000);
        Duration asked = Duration.ofSeconds(heeded(wish));
        return jittered.compareTo(asked) < 0 ? asked : jittered;
    }
}
