package org.tocsin.alerts.decide;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.model.Alert;
import org.tocsin.model.Alerts;
import org.tocsin.model.Origin;
import org.tocsin.model.Subscription;

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

    /** All that it has held, as one. */
    Alert digest(Subscription subscription, Instant now) {
        int count = held.size() + more;
        return new Alert(
                Alerts.digestId(subscription.id(), due),
                "digest",
                subscription.id(),
                subscription.name(),
                subscription.version(),
                "",
                0,
                -1,
                "",
                count == 1 ? held.getFirst().title() : "%s: %d alerts".formatted(subscription.name(), count),
                "",
                "",
                "",
                "",
                Origin.LIVE,
                held.getFirst().published(),
                held.getFirst().ingested(),
                now,
                0,
                List.of(),
                List.of(),
                null,
                0,
                held.getLast().knowledge(),
                subscription.priority(),
                held,
                more);
    }
}
