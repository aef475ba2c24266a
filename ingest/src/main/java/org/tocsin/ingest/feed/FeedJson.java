package org.tocsin.ingest.feed;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON form of a feed file that was read: {@code {"file", "feed": {…}, "items": […], "repairs": […]}}, or {@code {"file",
 * "error"}}. Titles are plain text ({@code titleHtml} has the markup where there is any), {@code summary} (the content where an item has no
 * summary of its own) and {@code content} are sanitised HTML or plain text as {@code summaryType} and {@code contentType} say, times are UTC. Of the feed {@code title},
 * {@code link}, {@code id}, {@code description}, {@code authors}, {@code published} and {@code updated} are always there, of an
 * item {@code id}, {@code title}, {@code link}, {@code summary}, {@code content}, {@code authors}, {@code published} and {@code
 * updated}; unknown times are null. Everything else is left out where the feed does not say it.
 */
public final class FeedJson {
    private FeedJson() {}

    public static ObjectNode of(String file, Reading reading) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("file", file);
        switch (reading) {
            case Reading.Unreadable unreadable -> json.put("error", unreadable.reason());
            case Reading.SitemapIndex index -> {
                json.put("error", "an index of sitemaps, which has no items of its own");
                strings(json, "sitemaps", index.sitemaps(), true);
            }
            case ParsedFeed feed -> {
                json.set("feed", feed(feed));
                ArrayNode items = json.putArray("items");
                feed.items().forEach(item -> items.add(item(item)));
                strings(json, "repairs", feed.repairs(), true);
            }
        }
        return json;
    }

    private static ObjectNode feed(ParsedFeed feed) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("title", feed.title());
        optional(json, "titleHtml", feed.titleHtml());
        json.put("link", feed.link());
        json.put("id", feed.id());
        json.put("description", feed.description());
        persons(json, feed.authors());
        time(json, "published", feed.published());
        time(json, "updated", feed.updated());
        optional(json, "language", feed.language());
        strings(json, "categories", feed.categories(), false);
        optional(json, "image", feed.image());
        optional(json, "icon", feed.icon());
        optional(json, "generator", feed.generator());
        optional(json, "copyright", feed.copyright());
        optional(json, "self", feed.self());
        strings(json, "hubs", feed.hubs(), false);
        if (feed.ttl() != null) {
            json.put("ttlMinutes", feed.ttl().toMinutes());
        }
        json.put("format", feed.format());
        json.put("encoding", feed.encoding());
        return json;
    }

    private static ObjectNode item(FeedItem item) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("id", item.id());
        json.put("title", item.title());
        optional(json, "titleHtml", item.titleHtml());
        json.put("link", item.link());
        optional(json, "originalLink", item.originalLink());
        boolean own = !item.summary().isEmpty();
        json.put("summary", own ? item.summary() : item.content());
        optional(
                json,
                "summaryType",
                type(own ? item.summary() : item.content(), own ? item.summaryHtml() : item.contentHtml()));
        json.put("content", item.content());
        optional(json, "contentType", type(item.content(), item.contentHtml()));
        persons(json, item.authors());
        time(json, "published", item.published());
        time(json, "updated", item.updated());
        strings(json, "categories", item.categories(), false);
        optional(json, "language", item.language());
        optional(json, "comments", item.comments());
        optional(json, "source", item.source());
        strings(json, "images", item.images(), false);
        if (!item.enclosures().isEmpty()) {
            ArrayNode files = json.putArray("enclosures");
            for (FeedItem.Enclosure file : item.enclosures()) {
                ObjectNode one = files.addObject().put("url", file.url());
                optional(one, "type", file.type());
                optional(one, "length", file.length());
            }
        }
        FeedItem.Coordinates place = item.coordinates();
        if (place != null) {
            json.putObject("place").put("latitude", place.latitude()).put("longitude", place.longitude());
        }
        return json;
    }

    private static String type(String value, boolean html) {
        return value.isEmpty() ? "" : html ? "html" : "text";
    }

    private static void persons(ObjectNode json, List<Person> persons) {
        strings(json, "authors", persons.stream().map(Person::shown).toList(), true);
        if (persons.stream()
                .anyMatch(one -> !one.email().isEmpty() || !one.url().isEmpty())) {
            ArrayNode details = json.putArray("authorDetails");
            for (Person person : persons) {
                ObjectNode one = details.addObject();
                optional(one, "name", person.name());
                optional(one, "email", person.email());
                optional(one, "url", person.url());
            }
        }
    }

    private static void strings(ObjectNode json, String name, List<String> values, boolean always) {
        if (always || !values.isEmpty()) {
            ArrayNode list = json.putArray(name);
            values.forEach(list::add);
        }
    }

    private static void optional(ObjectNode json, String name, String value) {
        if (!value.isEmpty()) {
            json.put(name, value);
        }
    }

    private static void time(ObjectNode json, String name, @Nullable Instant time) {
        json.put(name, time == null ? null : time.toString());
    }
}
