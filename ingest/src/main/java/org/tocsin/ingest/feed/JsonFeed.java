package org.tocsin.ingest.feed;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.ingest.text.Times;
import org.tocsin.model.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads <a href="https://www.jsonfeed.org/version/1.1/">JSON Feed</a> 1.0 and 1.1. */
final class JsonFeed {
    private static final JsonMapper LENIENT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(XmlTree.MAX_DEPTH)
                            .maxDocumentLength(64L * 1024 * 1024)
                            .build())
                    .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                    .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                    .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                    .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
                    .build())
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonFeed() {}

    static Reading read(String text, String charset, String base, List<String> repairs) {
        JsonNode root;
        try {
            root = Json.mapper().readTree(text);
        } catch (JacksonException strict) {
            try {
                root = LENIENT.readTree(text);
                repairs.add("not well-formed: " + Json.fault(strict));
            } catch (JacksonException e) {
                return new Reading.Unreadable("not well-formed JSON: " + Json.fault(e));
            }
        }
        String version = text(root, "version");
        if (!root.isObject() || (!root.path("items").isArray() && !version.contains("jsonfeed"))) {
            return new Reading.Unreadable("JSON, but no JSON Feed: it has no list of items");
        }
        if (!version.contains("jsonfeed.org/version/")) {
            repairs.add("the version of JSON Feed is missing");
        }
        List<FeedItem> items = new ArrayList<>();
        for (JsonNode item : root.path("items")) {
            if (items.size() == FeedReader.MAX_ITEMS) {
                repairs.add("only the first %,d items were taken".formatted(FeedReader.MAX_ITEMS));
                break;
            }
            if (item.isObject()) {
                items.add(item(item, base));
            } else {
                repairs.add("an item that is no object was left out");
            }
        }
        List<String> hubs = new ArrayList<>();
        for (JsonNode hub : root.path("hubs")) {
            if (text(hub, "type").equalsIgnoreCase("WebSub")
                    && !text(hub, "url").isEmpty()) {
                hubs.add(text(hub, "url"));
            }
        }
        return new ParsedFeed(
                ("json " + version.replaceAll("^.*/", "")).strip(),
                charset,
                text(root, "title"),
                "",
                address(root, "home_page_url", base),
                text(root, "feed_url"),
                text(root, "description"),
                text(root, "language"),
                authors(root),
                null,
                null,
                List.of(),
                address(root, "icon", base),
                address(root, "favicon", base),
                "",
                "",
                address(root, "feed_url", base),
                hubs,
                null,
                Set.of(),
                Set.of(),
                items,
                repairs);
    }

    private static FeedItem item(JsonNode item, String base) {
        String html = text(item, "content_html");
        Markup content = html.isEmpty() ? Markup.plain(text(item, "content_text")) : Markup.html(html, base);
        List<FeedItem.Enclosure> enclosures = new ArrayList<>();
        for (JsonNode file : item.path("attachments")) {
            enclosures.add(new FeedItem.Enclosure(
                    address(file, "url", base), text(file, "mime_type"), text(file, "size_in_bytes")));
        }
        List<String> images = new ArrayList<>();
        for (String field : List.of("image", "banner_image")) {
            if (!text(item, field).isEmpty()) {
                images.add(address(item, field, base));
            }
        }
        List<String> tags = new ArrayList<>();
        for (JsonNode tag : item.path("tags")) {
            tags.add(tag.asString(""));
        }
        String link = address(item, "url", base);
        String id = text(item, "id");
        String external = address(item, "external_url", base);
        return new FeedItem(
                id,
                Markup.guess(text(item, "title"), base).text(),
                "",
                !link.isEmpty() ? link : !external.isEmpty() ? external : id.matches("https?://\\S+") ? id : "",
                "",
                text(item, "summary").strip(),
                false,
                content.value(),
                content.html(),
                authors(item),
                date(item, "date_published"),
                date(item, "date_modified"),
                tags,
                "",
                enclosures,
                images,
                text(item, "language"),
                "",
                null);
    }

    private static List<Person> authors(JsonNode from) {
        List<Person> found = new ArrayList<>();
        List<JsonNode> given = new ArrayList<>();
        from.path("authors").forEach(given::add);
        if (given.isEmpty() && from.path("author").isObject()) {
            given.add(from.path("author"));
        }
        for (JsonNode one : given) {
            Person person = one.isObject()
                    ? new Person(text(one, "name"), "", text(one, "url"))
                    : Person.parse(one.asString(""));
            if (!person.isEmpty()) {
                found.add(person);
            }
        }
        return found;
    }

    private static @Nullable Instant date(JsonNode from, String field) {
        return Times.guess(text(from, field)).orElse(null);
    }

    private static String address(JsonNode from, String field, String base) {
        String text = text(from, field);
        return text.isEmpty() ? "" : Sanitizer.resolve(base, text);
    }

    private static String text(JsonNode from, String field) {
        JsonNode value = from.path(field);
        return value.isValueNode() && !value.isNull() ? value.asString("") : "";
    }
}
