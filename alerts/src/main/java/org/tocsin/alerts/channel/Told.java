package org.tocsin.alerts.channel;

import java.util.stream.Collectors;
import org.tocsin.model.Alert;

/** An alert as plain clean text, for formats that escape by themselves. */
public final class Told {
    private Told() {}

    /** Text in one line, without control characters and what turns its direction. */
    public static String line(String text) {
        return Escape.line(text, 300);
    }

    /** The headline of a digest, else the article's title with what kind of alert it is. */
    public static String title(Alert alert) {
        Telling telling = Telling.of(alert);
        return alert.items().isEmpty()
                ? telling.items().getFirst().title() + " ("
                        + telling.items().getFirst().label() + ")"
                : telling.headline();
    }

    /** Its web address, empty when it has none that is safe. */
    public static String url(Alert alert) {
        return alert.items().isEmpty() ? Escape.url(alert.url()) : "";
    }

    /** Every article in a few lines. */
    public static String text(Alert alert) {
        Telling telling = Telling.of(alert);
        String items = items(telling);
        return telling.more() == 0 ? items : items + "\n\nand " + telling.more() + " more";
    }

    /** The articles of a telling as plain text, an empty line between two. */
    static String items(Telling telling) {
        return telling.items().stream()
                .map(item -> "%s (%s)\n%s%s%s"
                        .formatted(
                                item.title(),
                                item.label(),
                                item.details(),
                                item.summary().isEmpty() ? "" : "\n" + item.summary(),
                                item.url().isEmpty() ? "" : "\n" + item.url()))
                .collect(Collectors.joining("\n\n"));
    }
}
