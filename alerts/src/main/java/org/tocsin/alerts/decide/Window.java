package org.tocsin.alerts.decide;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.model.Alert;

/**
 * Alerts of one subscription that wait for one digest.
 *
 * @param held oldest first, at most {@link #MAX}
 * @param more how many came after those
 */
record Window(String subscription, Instant due, List<Alert> held, int more) {
    /** Alerts that one digest lists. */
    static final int MAX = 100;

    Window {
        held = held == null ? List.of() : List.copyOf(held);
    }

    Window with(Alert alert) {
        if (held.size() == MAX) {
            return new Window(subscription, due, held, more + 1);
        }
        List<Alert> all = new ArrayList<>(held);
        all.add(alert);
        return new Window(subscription, due, all, more);
    }

    /** With what waits for another digest, as if it had come last. */
    Window with(Window other) {
        Window both = this;
        for (Alert alert : other.held) {
            both = both.with(alert);
        }
        return new Window(subscription, due, both.held, both.more + other.more);
    }
}
