package org.tocsin.model;

import java.time.Instant;

/**
 * What became of one match. Per subscription: matches = sent + held + merged + dropped.
 *
 * @param article that matched
 * @param outcome {@code sent}, {@code held}, {@code merged} or {@code dropped}
 * @param reason why
 * @param alert id of the alert that was sent or that covers it, empty when there is none
 */
public record Decision(
        String subscription,
        int subscriptionVersion,
        String article,
        int revision,
        String story,
        String outcome,
        String reason,
        String alert,
        Instant at) {}
