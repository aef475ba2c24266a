package org.tocsin.model;

import java.time.Instant;
import java.util.Objects;

/**
 * One attempt to deliver one alert to one endpoint.
 *
 * @param subscription whose alert it is
 * @param attempt 1, 2, …; 0 for one that was asked for by hand
 * @param outcome {@code delivered}; {@code failed}, to be tried again; {@code gone}, which disables the endpoint;
 *     {@code abandoned} after the last attempt; {@code disabled} when the endpoint takes nothing any more
 * @param retryAfter seconds that the endpoint asked to be left alone, 0 when it did not say
 */
public record Delivery(
        String alert,
        String subscription,
        String endpoint,
        int attempt,
        String outcome,
        String reason,
        long retryAfter,
        Instant at) {
    public Delivery {
        Objects.requireNonNull(alert, "alert");
    }
}
