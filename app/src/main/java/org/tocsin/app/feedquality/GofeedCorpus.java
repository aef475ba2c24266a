package org.tocsin.app.feedquality;

import org.tocsin.model.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The files of gofeed. Beside each stands the JSON that must come out, in the terms of the format or of gofeed's own. */
final class GofeedCorpus {
    private GofeedCorpus() {}

    static Verdict judge(String file, byte[] bytes, byte[] expectation) {
        JsonNode expected;
        try {
            expected = Json.mapper().readTree(expectation);
        } catch (JacksonException e) {
            return Verdict.leftOut(file, "its expectation is not JSON");
        }
        Comparison with = new Comparison(file, bytes, "", "");
        if (!expected.isObject()) {
            return Verdict.leftOut(file, "says nothing that is expected");
        }
        fields(with, "feed", expected, with.feed(), true);
        JsonNode items = expected.has("items") ? expected.path("items") : expected.path("entries");
        if (!items.isEmpty()) {
            with.holds(
                    "%d items came, %d were expected".formatted(with.items(), items.size()),
                    with.items() == items.size());
        }
        for (int i = 0; i < items.size(); i++) {
            fields(with, "items[" + i + "]", items.path(i), with.item(i), false);
        }
        return with.verdict("expects a field that news has no use for");
    }

    private static void fields(Comparison with, String at, JsonNode expected, JsonNode actual, boolean whole) {
        boolean empty = actual.isMissingNode();
        text(with, at + ".title", expected.path("title"), empty, actual.path("title"), false);
        text(with, at + ".id", expected.path("id"), empty, actual.path("id"), true);
        JsonNode guid = expected.path("guid");
        text(with, at + ".guid", guid.isObject() ? guid.path("value") : guid, empty, actual.path("id"), true);
        text(with, at + ".link", expected.path("link"), empty, actual.path("link"), true);
        if (whole) {
            for (String name : new String[] {"description", "subtitle"}) {
                text(with, at + "." + name, expected.path(name), empty, actual.path("description"), false);
            }
            for (String name : new String[] {"copyright", "rights"}) {
                text(with, at + "." + name, expected.path(name), empty, actual.path("copyright"), false);
            }
            text(with, at + ".language", expected.path("language"), empty, actual.path("language"), true);
            text(with, at + ".feedLink", expected.path("feedLink"), empty, actual.path("self"), true);
        } else {
            JsonNode summary = expected.has("summary") ? expected.path("summary") : expected.path("description");
            text(with, at + ".summary", summary, empty, actual.path("summary"), false);
            JsonNode content = expected.path("content");
            text(
                    with,
                    at + ".content",
                    content.isObject() ? content.path("value") : content,
                    empty,
                    actual.path("content"),
                    false);
        }
        for (String name : new String[] {"publishedParsed", "pubDateParsed"}) {
            if (expected.path(name).isString()) {
                with.time(
                        at + "." + name,
                        expected.path(name).asString(),
                        actual.path("published"),
                        actual.path("updated"));
            }
        }
        if (expected.path("updatedParsed").isString()) {
            with.time(
                    at + ".updated",
                    expected.path("updatedParsed").asString(),
                    actual.path("updated"),
                    actual.path("published"));
        }
        for (JsonNode author : expected.path("authors")) {
            author(with, at, author, actual);
        }
        if (expected.path("author").isObject()) {
            author(with, at, expected.path("author"), actual);
        }
        for (JsonNode category : expected.path("categories")) {
            JsonNode value = category.isObject()
                    ? (category.has("term") ? category.path("term") : category.path("value"))
                    : category;
            if (value.isString() && !value.asString().isBlank()) {
                with.among(at + ".categories", value.asString(), actual.path("categories"));
            }
        }
    }

    private static void author(Comparison with, String at, JsonNode author, JsonNode actual) {
        String name = author.path("name").asString("");
        String email = author.path("email").asString("");
        if (!name.isBlank()) {
            with.among(at + ".author.name", name, actual.path("authors"));
        }
        if (!email.isBlank()) {
            var emails = Json.mapper().createArrayNode();
            actual.path("authorDetails").forEach(one -> emails.add(one.path("email")));
            with.among(at + ".author.email", email, emails);
        }
    }

    private static void text(
            Comparison with, String what, JsonNode expected, boolean absent, JsonNode actual, boolean exact) {
        if (!expected.isString() || (expected.asString().isBlank() && !absent)) {
            return;
        }
        if (exact) {
            with.same(what, expected.asString(), actual);
        } else {
            with.text(what, expected.asString(), actual);
        }
    }
}
