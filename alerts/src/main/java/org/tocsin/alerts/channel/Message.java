package org.tocsin.alerts.channel;

import java.time.Instant;
import org.tocsin.model.Alert;
import org.tocsin.model.Destination;

/**
 * One alert for one destination.
 *
 * @param secret in the clear, empty for none
 * @param at when this attempt begins
 */
public record Message(Alert alert, Destination destination, String secret, Instant at) {
    /** Tells nothing secret. */
    @Override
    public String toString() {
        return alert.id() + " to " + destination;
    }
}
