package org.tocsin.alerts.deliver;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a message is tried, as Standard Webhooks 1.0.0 advises: at once, then after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h,
 * 14 h, 20 h and 24 h, each wait, and each that a receiver asks for, up to a tenth longer so that not everyone comes back
 * at the same moment.
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

    /**
     * How long a receiver is left alone that asks for so many seconds: up to a day, and up to a tenth longer.
     *
     * @param who decides how much longer, always the same for the same
     */
    static Duration heeded(long wish, String who) {
        return jittered(Duration.ofSeconds(Math.clamp(wish, 0, LONGEST_WISH.toSeconds())), who);
    }

    private static Duration jittered(Duration wait, String who) {
        long share = Integer.toUnsignedLong(who.hashCode()) % 1_000;
        return wait.plusMillis(wait.toMillis() * share / 10_000);
    }

    /**
     * How long to wait after {@code attempt} has failed, null when it was the last. The same message waits the same time
     * wherever it is worked out.
     *
     * @param wish seconds that the receiver asked for
     */
    static @Nullable Duration waitAfter(int attempt, String message, long wish) {
        if (attempt >= MOST) {
            return null;
        }
        Duration wait = jittered(WAITS.get(attempt), message + attempt);
        Duration asked = heeded(wish, message + attempt);
        return wait.compareTo(asked) < 0 ? asked : wait;
    }
}
