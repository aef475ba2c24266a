package org.tocsin.app.feedquality;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.tocsin.ingest.feed.FeedJson;
import org.tocsin.ingest.feed.FeedReader;
import tools.jackson.databind.JsonNode;

/** Compares one file's JSON, as {@code tocsin feed} prints it, with single expected values. */
final class Comparison {
    private final String file;
    private final JsonNode json;
    private final List<String> wrong = new ArrayList<>();
    private int compared;

    Comparison(String file, byte[] bytes, String contentType, String base) {
        this.file = file;
        json = FeedJson.of(file, FeedReader.read(bytes, contentType, base));
    }

    JsonNode feed() {
        return json.path("feed");
    }

    JsonNode item(int index) {
        return json.path("items").path(index);
    }

    boolean answered() {
        return !json.has("error");
    }

    boolean faultSaid() {
        return json.has("error") || !json.path("repairs").isEmpty();
    }

    /** Whether the file is in another encoding than it says. */
    boolean encodingWrong() {
        return json.path("repairs")
                .valueStream()
                .anyMatch(repair -> repair.asString("").contains("not encoded as"));
    }

    int items() {
        return json.path("items").size();
    }

    /** The same words, tags and white space aside. */
    void text(String what, String expected, JsonNode actual) {
        String given = actual.asString("");
        String words = words(expected);
        check(
                what,
                expected,
                given,
                squeeze(expected).equals(squeeze(given)) || words.equals(words(given)) || words.equals(squeeze(given)));
    }

    /** The same HTML but for the order of attributes, or the same plain text. */
    void markup(String what, String expected, JsonNode actual) {
        String given = actual.asString("");
        check(
                what,
                expected,
                given,
                squeeze(expected).equals(squeeze(given))
                        || html(expected).equals(html(given))
                        || (isPlain(expected) && squeeze(expected).equals(words(given))));
    }

    private static boolean isPlain(String text) {
        return Jsoup.parse(text).body().childrenSize() == 0;
    }

    void same(String what, String expected, JsonNode actual) {
        check(
                what,
                expected,
                actual.asString(""),
                expected.strip().equals(actual.asString("").strip()));
    }

    /** Among the values of a list. */
    void among(String what, String expected, JsonNode list) {
        boolean found = false;
        for (JsonNode one : list) {
            String given = squeeze(one.asString(""));
            found |= squeeze(expected).equals(given) || words(expected).equals(given);
        }
        check(what, expected, list.toString(), found);
    }

    /** The same moment, however it is written. */
    void time(String what, String expected, JsonNode... actual) {
        Instant moment = moment(expected);
        boolean equal = false;
        StringBuilder given = new StringBuilder();
        for (JsonNode one : actual) {
            given.append(one.asString("null")).append(' ');
            equal |= moment != null
                    && one.isString()
                    && Instant.parse(one.asString()).equals(moment);
        }
        if (moment != null) {
            check(what, moment.toString(), given.toString(), equal);
        }
    }

    void holds(String what, boolean condition) {
        check(what, "true", String.valueOf(condition), condition);
    }

    Verdict verdict(String whyNothing) {
        return compared == 0 ? Verdict.leftOut(file, whyNothing) : new Verdict(file, compared, wrong, "");
    }

    private void check(String what, String expected, String actual, boolean holds) {
        compared++;
        if (!holds) {
            wrong.add("%s: expected “%s”, came “%s”".formatted(what, expected, actual));
        }
    }

    private static @org.jspecify.annotations.Nullable Instant moment(String text) {
        for (DateTimeFormatter format :
                List.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME, DateTimeFormatter.RFC_1123_DATE_TIME)) {
            try {
                return OffsetDateTime.parse(text.strip(), format).toInstant();
            } catch (DateTimeParseException e) {
                // the other form, or none that is compared
            }
        }
        return null;
    }

    private static String squeeze(String text) {
        return text.replaceAll("[\\s\\u00a0]+", " ").strip();
    }

    private static String words(String text) {
        return squeeze(Parser.htmlParser().parseInput(text, "").text());
    }

    private static String html(String text) {
        Document document = Jsoup.parse(text);
        document.outputSettings().prettyPrint(false).charset(StandardCharsets.UTF_8);
        for (Element element : document.getAllElements()) {
            List<Attribute> sorted = element.attributes().asList().stream()
                    .sorted(Comparator.comparing(Attribute::getKey))
                    .toList();
            element.clearAttributes();
            sorted.forEach(one -> element.attr(
                    one.getKey().toLowerCase(Locale.ROOT),
                    squeeze(one.getValue()).replaceFirst("\\s*;$", "")));
        }
        return squeeze(document.body().html().replaceAll(">\\s+<", "><"));
    }
}
