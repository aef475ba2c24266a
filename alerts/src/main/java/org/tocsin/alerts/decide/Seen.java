package org.tocsin.alerts.decide;

import java.time.Instant;

/**
 * What one subscription knows of one article.
 *
 * @param revision the highest that was decided on
 * @param told whether an alert of its own went out or is held
 * @param alert that told it or covers it
 * @param at when it was last decided on
 */
record Seen(int revision, boolean told, String alert, String story, String title, Instant at) {
    boolean oldAt(Instant now) {
        return at.plus(told ? Decider.MEMORY : Decider.SHORT_MEMORY).isBefore(now);
    }
}
