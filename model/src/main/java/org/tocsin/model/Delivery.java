package org.tocsin.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to deliver one alert to one endpoint, or that it was asked for by hand.
 *
 * @param subscription whose alert it is
 * @param attempt 1, 2, …; 0 for each of those that were asked for by hand
 * @param outcome {@code delivered}; {@code failed}, to be tried again; {@code gone}, which disables the endpoint;
 *     {@code abandoned} after the last attempt; {@code disabled} when the endpoint takes nothing any more; {@code asked}
 *     before the first attempt of what is delivered again by hand
 * @param retryAfter seconds that the endpoint asked to be left alone, 0 when it did not say
 * @param again what is to be delivered again, null unless that was {@code asked}
 */
public record Delivery(
        String alert,
        String subscription,
        String endpoint,
        int attempt,
        String outcome,
        String reason,
        long retryAfter,
        Instant at,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Alert again) {
    public Delivery {
        Objects.requireNonNull(alert, "alert");
    }

    /** One attempt. */
    public Delivery(
            String alert,
            String subscription,
            String endpoint,
            int attempt,
            String outcome,
            String reason,
            long retryAfter,
            Instant at) {
        this(alert, subscription, endpoint, attempt, outcome, reason, retryAfter, at, null);
    }

    /** The same without what it is about, which stands among the alerts. */
    public Delivery brief() {
        return again == null
                ? this
                : new Delivery(alert, subscription, endpoint, attempt, outcome, reason, retryAfter, at);
    }

    /** That {@code alert} is to be delivered again to the endpoint. */
    public static Delivery asked(Alert alert, String endpoint, Instant at) {
        return new Delivery(alert.id(), alert.subscription(), endpoint, 0, "asked", "", 0, at, alert);
    }
}
