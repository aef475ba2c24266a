package org.tocsin.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One message to send now.
 *
 * @param endpoint id of the subscription and destination, which has a queue of its own
 * @param attempt 1, 2, …; 0 for one that was asked for by hand
 */
public record OutboxMessage(String endpoint, int attempt, Alert alert, Destination destination) {
    public OutboxMessage {
        Objects.requireNonNull(alert, "alert");
        endpoint = endpoint == null ? "" : endpoint;
        destination = destination == null ? Destination.of("", "") : destination;
    }

    /** Reads also the form that held the subscription. */
    @JsonCreator
    static OutboxMessage read(
            @JsonProperty("endpoint") @Nullable String endpoint,
            @JsonProperty("attempt") int attempt,
            @JsonProperty("alert") Alert alert,
            @JsonProperty("destination") @Nullable Destination destination,
            @JsonProperty("subscription") @Nullable Subscription subscription) {
        if (destination == null
                && subscription != null
                && !subscription.destinations().isEmpty()) {
            return new OutboxMessage(
                    subscription.id(), 1, alert, subscription.destinations().getFirst());
        }
        return new OutboxMessage(
                endpoint == null ? "" : endpoint,
                attempt,
                alert,
                destination == null ? Destination.of("", "") : destination);
    }
}
