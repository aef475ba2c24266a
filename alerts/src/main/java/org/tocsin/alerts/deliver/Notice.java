package org.tocsin.alerts.deliver;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.tocsin.alerts.channel.Told;
import org.tocsin.model.Alert;
import org.tocsin.model.Destination;
import org.tocsin.model.Origin;
import org.tocsin.model.Priority;
import org.tocsin.model.Subscription;
import org.tocsin.runtime.http.WebUrl;

/** What the program itself has to tell. */
final class Notice {
    private static final String KIND = "notice";

    private Notice() {}

    static boolean is(Alert alert) {
        return alert.kind().equals(KIND);
    }

    /** That an endpoint was disabled, to whoever owns the subscription. */
    static Alert disabled(
            Subscription subscription, String subject, Destination destination, String reason, Instant now) {
        return of(
                subscription,
                subject,
                "Alerts of “%s” no longer go to its %s".formatted(subscription.name(), destination.channel()),
                ("The %s was disabled because %s. Mend it, then save or resume the subscription %s; what was missed is in"
                                + " its stream and can be delivered again.")
                        .formatted(where(destination), Told.line(reason), subscription.id()),
                now);
    }

    /** Of an address only the host, since the rest may be a secret. */
    private static String where(Destination destination) {
        if (destination.target().isEmpty()) {
            return destination.channel();
        }
        try {
            return destination.channel() + " at "
                    + WebUrl.parse(destination.target()).host();
        } catch (IllegalArgumentException e) {
            return destination.channel() + " " + destination.target();
        }
    }

    private static Alert of(Subscription subscription, String subject, String title, String text, Instant now) {
        return new Alert(
                UUID.nameUUIDFromBytes((subscription.id() + "|notice|" + subject).getBytes(StandardCharsets.UTF_8))
                        .toString(),
                KIND,
                subscription.id(),
                subscription.name(),
                subscription.version(),
                "",
                0,
                -1,
                "",
                title,
                text,
                "",
                "en",
                "Tocsin",
                Origin.LIVE,
                now,
                now,
                now,
                0,
                List.of(),
                List.of(),
                null,
                0,
                "",
                Priority.HIGH,
                List.of(),
                0);
    }
}
