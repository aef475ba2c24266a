package org.tocsin.ingest.feed;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One item of a feed. Texts are empty where it says nothing.
 *
 * @param id as the feed gives it, not made absolute
 * @param title plain text
 * @param titleHtml the title's markup, sanitised; empty when it has none
 * @param link the article's page
 * @param originalLink the page's own address where {@code link} goes through a counter of clicks, else empty
 * @param summary sanitised HTML when {@code summaryHtml}, else plain text
 * @param content sanitised HTML when {@code contentHtml}, else plain text
 * @param source title of the feed that the item was taken from, when it says
 * @param coordinates latitude and longitude, null without
 */
public record FeedItem(
        String id,
        String title,
        String titleHtml,
        String link,
        String originalLink,
        String summary,
        boolean summaryHtml,
        String content,
        boolean contentHtml,
        List<Person> authors,
        @Nullable Instant published,
        @Nullable Instant updated,
        List<String> categories,
        String comments,
        List<Enclosure> enclosures,
        List<String> images,
        String language,
        String source,
        @Nullable Coordinates coordinates) {
    public FeedItem {
        authors = List.copyOf(authors);
        categories = List.copyOf(categories);
        enclosures = List.copyOf(enclosures);
        images = List.copyOf(images);
    }

    /** An attached file; {@code length} in bytes, empty when not said. */
    public record Enclosure(String url, String type, String length) {}

    /** A place in degrees. */
    public record Coordinates(double latitude, double longitude) {}

    /** The summary without tags. */
    public String summaryText() {
        return text(summary, summaryHtml);
    }

    /** The content without tags. */
    public String contentText() {
        return text(content, contentHtml);
    }

    private static String text(String value, boolean html) {
        // literal tags in what claims to be plain are a common mistake, and no text to read
        return new Markup(value, html || Markup.looksLikeHtml(value)).text();
    }
}
