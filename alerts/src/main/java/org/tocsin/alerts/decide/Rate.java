package org.tocsin.alerts.decide;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** How much went out in the clock hour that begins at {@code hour}. */
record Rate(Instant hour, int alerts, int deliveries) {
    /** What has gone out in the hour of {@code now}. */
    static Rate in(@Nullable Rate before, Instant now) {
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        return before != null && before.hour.equals(hour) ? before : new Rate(hour, 0, 0);
    }

    Rate plus(int moreDeliveries) {
        return new Rate(hour, alerts + 1, deliveries + moreDeliveries);
    }

    Instant end() {
        return hour.plus(1, ChronoUnit.HOURS);
    }
}
