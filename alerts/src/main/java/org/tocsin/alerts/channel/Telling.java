package org.tocsin.alerts.channel;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToIntBiFunction;
import java.util.stream.Collectors;
import org.tocsin.model.Alert;
import org.tocsin.model.Span;

/**
 * An alert as people read it, in clean single lines that are not yet escaped for any format.
 *
 * @param more alerts of a digest that are not listed
 */
record Telling(String headline, List<Item> items, int more) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int WHY = 6;
    private static final int NOTICE = 500;

    /** One article; of a notice, which has none, the source is all that it has to tell. */
    record Item(String label, String title, String url, String source, String summary, String why) {
        Item withoutUrl() {
            return new Item(label, title, "", source, summary, why);
        }

        /** Source, time and reason in one line, without what is not known. */
        String details() {
            return List.of(source, why.isEmpty() ? "" : "why: " + why).stream()
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.joining(" · "));
        }
    }

    /** Items as a format writes them, and how many alerts those leave out. */
    record Fitting(List<String> items, int more) {
        String more(String before) {
            return more == 0 ? "" : before + "and " + more + " more";
        }
    }

    /**
     * As many items as fit; one that alone is too large goes without its address.
     *
     * @param most what {@code size} of all together may be
     * @param size of an item and what is written of it
     */
    Fitting fit(int most, Function<Item, String> write, ToIntBiFunction<Item, String> size) {
        List<String> written = new ArrayList<>();
        int left = most;
        for (Item item : items) {
            Item plain = size.applyAsInt(item, write.apply(item)) > most ? item.withoutUrl() : item;
            String text = write.apply(plain);
            left -= size.applyAsInt(plain, text);
            if (left < 0) {
                break;
            }
            written.add(text);
        }
        return new Fitting(written, more + items.size() - written.size());
    }

    static Telling of(Alert alert) {
        return of(alert, 100);
    }

    /** @param most articles to list */
    static Telling of(Alert alert, int most) {
        List<Alert> told = alert.told();
        List<Item> items = told.stream().limit(most).map(Telling::item).toList();
        String name = Escape.line(alert.subscriptionName(), 120);
        String headline = switch (alert.kind()) {
            case "digest" ->
                "%s: %d %s"
                        .formatted(
                                name, told.size() + alert.more(), told.size() + alert.more() == 1 ? "alert" : "alerts");
            case "notice" -> "Notice";
            default -> name + ": " + label(alert.kind());
        };
        return new Telling(headline, items, alert.more() + told.size() - items.size());
    }

    private static Item item(Alert alert) {
        if (alert.kind().equals("notice")) {
            return new Item(
                    alert.kind(), Escape.line(alert.title(), 300), "", Escape.line(alert.summary(), NOTICE), "", "");
        }
        String late = alert.lateBy() > 0 ? ", late by " + hours(Duration.ofSeconds(alert.lateBy())) : "";
        String source = alert.source().isEmpty() ? "" : Escape.line(alert.source(), 80) + ", ";
        return new Item(
                label(alert.kind()),
                Escape.line(alert.title(), 300).isEmpty() ? "(no title)" : Escape.line(alert.title(), 300),
                Escape.url(alert.url()),
                alert.published() == null ? source : source + TIME.format(alert.published()) + late,
                Escape.line(alert.summary(), 300),
                alert.why().stream()
                        .map(Span::text)
                        .distinct()
                        .limit(WHY)
                        .map(text -> "“" + Escape.line(text, 60) + "”")
                        .collect(Collectors.joining(", ")));
    }

    private static String hours(Duration late) {
        return late.toHours() < 48 ? late.toHours() + " h" : late.toDays() + " days";
    }

    private static String label(String kind) {
        return switch (kind) {
            case "first" -> "new story";
            case "news" -> "new in the story";
            case "source" -> "another source";
            case "update" -> "updated";
            case "retraction" -> "withdrawn";
            case "digest" -> "digest";
            default -> kind;
        };
    }
}
