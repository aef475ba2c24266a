package org.tocsin.ingest.article;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tocsin.ingest.address.Address;
import org.tocsin.ingest.page.Page;
import org.tocsin.ingest.text.PlainText;
import org.tocsin.ingest.text.Times;
import org.tocsin.ingest.wire.Ninjs;
import org.tocsin.model.Article;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import tools.jackson.databind.JsonNode;

/**
 * Makes an {@link Article} of one JSON object; the common names of fields in news dumps are understood. Text for the log
 * is clean of HTML; text that is only looked at stays as given, so that offsets count in what the user has.
 */
public final class ArticleReader {
    /** Longest title, summary or body, in UTF-16 code units. */
    public static final int MAX_TEXT = 1_000_000;

    /** Members of an object that may hold its articles, as the APIs of news services answer. */
    public static final Set<String> ENVELOPES =
            Set.of("articles", "items", "results", "data", "docs", "news", "stories", "entries", "posts");

    private static final String[] ADDRESSES = {"url", "link", "uri", "canonical_url"};
    private static final Pattern SUBTAGS = Pattern.compile("[-_].*", Pattern.DOTALL);
    private static final Duration LATE = Duration.ofHours(6);
    private final InstantSource clock;
    private final boolean verbatim;

    private ArticleReader(InstantSource clock, boolean verbatim) {
        this.clock = clock;
        this.verbatim = verbatim;
    }

    /** For the log: fields are clean of HTML. */
    public ArticleReader(InstantSource clock) {
        this(clock, false);
    }

    /** For looking at: fields stay as given. */
    public static ArticleReader verbatim(InstantSource clock) {
        return new ArticleReader(clock, true);
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

        /** One of {@code not-an-object}, {@code field-type}, {@code no-text}, {@code too-long}, {@code date}, {@code embargoed}. */
        public String reason() {
            return reason;
        }

        /** What is wrong, for the user. */
        public String sentence() {
            return sentence;
        }
    }

    /** The articles that an envelope holds, else {@code json} alone. */
    public static List<JsonNode> inside(JsonNode json) {
        if (json.isObject() && !json.has("title") && !json.has("headline") && !json.has("body") && !json.has("text")) {
            for (String name : ENVELOPES) {
                JsonNode list = json.path(name);
                if (list.isArray() && !list.isEmpty() && list.get(0).isObject()) {
                    return list.valueStream().toList();
                }
            }
        }
        return List.of(json);
    }

    /**
     * Where {@code json} says that its article stands, as it is written, so that it can be fetched: the canonical address
     * names an article and need not lead to it. Empty where it does not say.
     */
    public static String address(JsonNode json) {
        for (String name : ADDRESSES) {
            String address = json.path(name).asString("").strip();
            if (Address.isWeb(address)) {
                return address;
            }
        }
        return "";
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
        return Ninjs.is(json) ? own(Ninjs.article(json), origin, batch) : own(json, origin, batch);
    }

    private Article own(JsonNode json, Origin origin, String batch) throws Rejected {
        String title = line(text(json, "title", "headline", "head"));
        String summary = prose(text(json, "summary", "description", "description_text", "lead", "abstract", "excerpt"));
        String body = prose(text(json, "body", "text", "content", "body_text", "fulltext", "maintext"));
        if (title.isBlank() && summary.isBlank() && body.isBlank()) {
            throw new Rejected("no-text", "an article needs one of title, summary and body");
        }
        String url = text(json, ADDRESSES);
        String canonical = Address.of(url);
        Source source = source(json, canonical);
        String hash = verbatim
                ? Fingerprint.of(PlainText.of(title), PlainText.of(summary), PlainText.of(body))
                : Fingerprint.of(title, summary, body);
        Instant now = clock.instant();
        if (time(text(json, "embargoed"), Instant.EPOCH).isAfter(now)) {
            throw new Rejected("embargoed", "the article is embargoed until " + text(json, "embargoed"));
        }
        String stated = text(json, "published", "pubDate", "published_at", "publishedAt", "date", "versioncreated");
        Instant published = time(stated.isEmpty() ? text(json, "fetched_at", "captured") : stated, now);
        String id = id(text(json, "id", "guid", "_id"), canonical, source, hash);
        Origin marked =
                origin == Origin.LIVE && Duration.between(published, now).compareTo(LATE) > 0 && !stated.isEmpty()
                        ? Origin.LATE
                        : origin;
        return new Article(
                id,
                0,
                canonical,
                title,
                summary,
                body,
                SUBTAGS.matcher(text(json, "language", "lang").toLowerCase(Locale.ROOT))
                        .replaceFirst(""),
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

    /** {@code stub}, of which little more than the address is known, with what its page says; id and time of intake stay. */
    public static Article completed(Article stub, Page page) {
        String title = or(oneLine(page.title()), stub.title());
        return new Article(
                stub.id(),
                stub.revision(),
                stub.url(),
                title,
                stub.summary(),
                page.text(),
                or(page.language(), stub.language()),
                page.byline().isEmpty() ? stub.authors() : List.of(page.byline()),
                stub.source(),
                page.published() == null ? stub.published() : page.published(),
                stub.ingested(),
                stub.origin(),
                stub.retracted(),
                stub.categories(),
                Fingerprint.of(title, stub.summary(), page.text()),
                stub.batch());
    }

    private static String id(String given, String canonical, Source source, String hash) {
        String number = canonical.isEmpty() ? "" : Address.articleNumber(canonical);
        if (!number.isEmpty()) {
            return Fingerprint.id(Address.host(canonical), number);
        }
        if (!canonical.isEmpty()) {
            return Fingerprint.id(canonical);
        }
        return given.isEmpty() ? Fingerprint.id(hash) : Fingerprint.id(source.id(), given);
    }

    private static Source source(JsonNode json, String canonical) throws Rejected {
        JsonNode node = json.path("source");
        String host = canonical.isEmpty() ? "" : Address.host(canonical);
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

    private String prose(String text) {
        return verbatim ? text : PlainText.of(text);
    }

    private String line(String text) {
        return verbatim ? text : oneLine(PlainText.of(text));
    }

    private static String oneLine(String text) {
        return text.indexOf('\n') < 0 && text.indexOf('\r') < 0
                ? text
                : text.lines()
                        .map(String::strip)
                        .filter(Predicate.not(String::isEmpty))
                        .collect(Collectors.joining(" "));
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
            String text = value.isObject() ? text(value, "name", "term") : value.isString() ? value.asString() : "";
            if (!text.isBlank()) {
                return List.of(text);
            }
        }
        return List.of();
    }

    private static Instant time(String text, Instant otherwise) throws Rejected {
        if (text.isEmpty()) {
            return otherwise;
        }
        return Times.parse(text)
                .orElseThrow(() -> new Rejected(
                        "date", "date %s is not understood; write it as 2025-01-11T09:30:00Z".formatted(text)));
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
