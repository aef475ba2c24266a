package org.tocsin.app;

import java.util.Locale;
import java.util.stream.Collectors;
import org.tocsin.model.Alert;

/** An alert as people read it. */
final class AlertText {
    private AlertText() {}

    static String of(Alert alert) {
        String why = alert.why().stream()
                .map(span -> span.field() + " “" + span.text() + "”")
                .distinct()
                .limit(6)
                .collect(Collectors.joining(", "));
        String topics = alert.topics().stream()
                .map(topic -> String.format(Locale.ROOT, "%s %.0f/%.0f", topic.id(), topic.score(), topic.threshold()))
                .collect(Collectors.joining(", "));
        return "\u001b[1;31m●\u001b[0m %s [%s, %s] %s (%s)%n    why: %s%n    topics: %s"
                .formatted(
                        alert.subscriptionName(),
                        alert.kind(),
                        alert.language(),
                        alert.title(),
                        alert.source(),
                        why,
                        topics);
    }
}
