package org.tocsin.ingest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.tocsin.model.Article;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import tools.jackson.databind.JsonNode;

/** Makes an {@link Article} of one JSON object; the common names of fields in news dumps are understood. */
public final class ArticleReader {
    /** Longest title, summary or body, in UTF-16 code units. */
    public static final int MAX_TEXT = 1_000_000;

    private static final Duration LATE = Duration.ofHours(6);
    private final InstantSource clock;

    public ArticleReader(InstantSource clock) {
        this.clock = clock;
    }

    /** An input that is no article, with the reason for the counters and a sentence for the user. */
    public static final class Rejected extends Exception {
        private final String reason;
        private final String sentence;

        Rejected(String reason, String message) {
            super(message);
            this.reason = reason;
            this.sentence = message;
        }

        /** One of {@code not-an-object}, {@code field-type}, {@code no-text}, {@code too-long}, {@code date}. */
        public String reason() {
            return reason;
        }

        /** What is wrong, for the user. */
        public String sentence() {
            return sentence;
        }
    }

    /**
     * The article in {@code json}.
     *
     * @param origin what to mark it with; a live one published over six hours ago becomes late
     * @param batch id of the import or push that it came with
     */
    public Article read(JsonNode json, Origin origin, String batch) throws Rejected {
        if (!json.isObject()) {
            throw new Rejected("not-an-object", "an article must be a JSON object, this is " + kind(json));
        }
        String title = text(json, "title", "headline", "head");
        String summary = text(json, "summary", "description", "description_text", "lead", "abstract", "excerpt");
        String body = text(json, "body", "text", "content", "body_text", "fulltext", "maintext");
        if (title.isBlank() && summary.isBlank() && body.isBlank()) {
            throw new Rejected("no-text", "an article needs one of title, summary and body");
        }
        String url = text(json, "url", "link", "uri", "canonical_url");
        String canonical = url.isEmpty() ? "" : CanonicalUrl.of(url);
        Source source = source(json, canonical);
        String hash = hash(title, summary, body);
        Instant now = clock.instant();
        Instant published = time(json, now);
        String id = id(text(json, "id", "guid", "_id"), canonical, source, hash);
        Origin marked = origin == Origin.LIVE
                        && Duration.between(published, now).compareTo(LATE) > 0
                        && json.path("published").isString()
                ? Origin.LATE
                : origin;
        return new Article(
                id,
                0,
                canonical,
                title,
                summary,
                body,
                text(json, "language", "lang").toLowerCase(Locale.ROOT).replaceFirst("[-_].*", ""),
                list(json, "authors", "author", "byline"),
                source,
                published,
                now,
                marked,
                json.path("retracted").asBoolean(false),
                list(json, "categories", "category", "tags"),
                hash,
                batch);
    }

    /** The first 16 hex digits of SHA-256 over the parts. */
    static String hash(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String id(String given, String canonical, Source source, String hash) {
        String number = canonical.isEmpty() ? "" : CanonicalUrl.articleNumber(canonical);
        if (!number.isEmpty()) {
            return hash(CanonicalUrl.host(canonical), number);
        }
        if (!canonical.isEmpty()) {
            return hash(canonical);
        }
        return given.isEmpty() ? hash : hash(source.id(), given);
    }

    private static Source source(JsonNode json, String canonical) throws Rejected {
        JsonNode node = json.path("source");
        String host = canonical.isEmpty() ? "" : CanonicalUrl.host(canonical);
        if (node.isObject()) {
            String domain = or(text(node, "domain"), host);
            String name = or(text(node, "name", "title"), domain);
            return new Source(
                    or(text(node, "id"), or(domain, name)),
                    name,
                    domain,
                    text(node, "country"),
                    text(node, "publisher"));
        }
        String name = text(json, "source", "outlet", "publisher", "site", "provider");
        return new Source(or(host, name), or(name, host), host, text(json, "country"), "");
    }

    private static String or(String first, String second) {
        return first.isEmpty() ? second : first;
    }

    private static String text(JsonNode json, String... names) throws Rejected {
        for (String name : names) {
            JsonNode value = json.path(name);
            if (value.isMissingNode() || value.isNull()) {
                continue;
            }
            if (value.isObject() || value.isArray() || value.isBoolean()) {
                throw new Rejected("field-type", "field %s must be text, this is %s".formatted(name, kind(value)));
            }
            String text = value.asString();
            if (text.length() > MAX_TEXT) {
                throw new Rejected(
                        "too-long",
                        "field %s has %,d characters; at most %,d are taken".formatted(name, text.length(), MAX_TEXT));
            }
            if (!text.isBlank()) {
                return text;
            }
        }
        return "";
    }

    private static List<String> list(JsonNode json, String... names) throws Rejected {
        for (String name : names) {
            JsonNode value = json.path(name);
            if (value.isArray()) {
                List<String> items = new ArrayList<>();
                for (JsonNode item : value) {
                    String text = item.isObject() ? text(item, "name", "term") : item.asString("");
                    if (!text.isBlank()) {
                        items.add(text);
                    }
                }
                return items;
            }
            if (value.isString() && !value.asString().isBlank()) {
                return List.of(value.asString());
            }
        }
        return List.of();
    }

    private static Instant time(JsonNode json, Instant otherwise) throws Rejected {
        String text = text(
                json,
                "published",
                "pubDate",
                "published_at",
                "publishedAt",
                "date",
                "versioncreated",
                "fetched_at",
                "captured");
        if (text.isEmpty()) {
            return otherwise;
        }
        return parseTime(text.strip())
                .orElseThrow(() -> new Rejected(
                        "date", "date %s is not understood; write it as 2025-01-11T09:30:00Z".formatted(text)));
    }

    static java.util.Optional<Instant> parseTime(String text) {
        if (text.matches("\\d{9,10}")) {
            return java.util.Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
        }
        if (text.matches("\\d{12,13}")) {
            return java.util.Optional.of(Instant.ofEpochMilli(Long.parseLong(text)));
        }
        List<java.util.function.Function<String, Instant>> forms = List.of(
                Instant::parse,
                value -> OffsetDateTime.parse(value).toInstant(),
                value -> OffsetDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant(),
                value -> LocalDateTime.parse(value.replace(' ', 'T')).toInstant(ZoneOffset.UTC),
                value -> LocalDate.parse(value).atStartOfDay().toInstant(ZoneOffset.UTC));
        for (var form : forms) {
            try {
                return java.util.Optional.of(form.apply(text));
            } catch (DateTimeException e) {
                // not in this form; the next may fit
            }
        }
        return java.util.Optional.empty();
    }

    /** The text of an HTML page as an article's JSON would have it. */
    static org.jsoup.nodes.Document page(String html) {
        return Jsoup.parse(html);
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case STRING -> "text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            case MISSING, BINARY, POJO -> "nothing";
        };
    }
}
