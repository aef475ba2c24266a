package org.tocsin.alerts.deliver;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.tocsin.model.Alert;
import org.tocsin.model.Origin;
import org.tocsin.model.Priority;
import org.tocsin.model.Subscription;

/** What the program itself has to tell. */
final class Notice {
    private static final String KIND = "notice";

    private Notice() {}

    static boolean is(Alert alert) {
        return alert.kind().equals(KIND);
    }

    /** A notice of the program itself to whoever owns the subscription, such as that an endpoint was disabled. */
    static Alert of(Subscription subscription, String subject, String title, String text, Instant now) {
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
