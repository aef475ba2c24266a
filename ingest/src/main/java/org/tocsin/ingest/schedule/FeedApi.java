package org.tocsin.ingest.schedule;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.ingest.feed.FeedJson;
import org.tocsin.ingest.feed.ParsedFeed;
import org.tocsin.model.Feed;
import org.tocsin.model.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Feeds over HTTP. Errors are problem details (RFC 9457); a change is answered when it has been read back from the log. */
final class FeedApi {
    private final Feeds feeds;
    private final Discovery.Fetch fetch;
    private final InstantSource clock;

    FeedApi(Feeds feeds, Discovery.Fetch fetch, InstantSource clock) {
        this.feeds = feeds;
        this.fetch = fetch;
        this.clock = clock;
    }

    void routes(JavalinDefaultRoutingApi routes) {
        routes.get("/api/v1/feeds", this::list);
        routes.post("/api/v1/feeds", this::add);
        routes.get(
                "/api/v1/feeds/export",
                context -> context.contentType("text/x-opml; charset=utf-8").result(feeds.opml(clock.instant())));
        routes.post("/api/v1/feeds/import", this::importOpml);
        routes.post("/api/v1/feeds/test", this::test);
        routes.get(
                "/api/v1/feeds/{id}", context -> named(context).ifPresent(feed -> answer(context, 200, shown(feed))));
        routes.patch("/api/v1/feeds/{id}", this::change);
        routes.delete(
                "/api/v1/feeds/{id}",
                context -> named(context).ifPresent(feed -> {
                    var _ = feeds.save(feed.withdrawn());
                    context.status(204);
                }));
    }

    private void list(Context context) {
        String group = context.queryParam("group");
        String health = context.queryParam("health");
        try {
            health = health == null ? null : Feeds.health(health);
        } catch (IllegalArgumentException e) {
            problem(context, 400, "Bad request", String.valueOf(e.getMessage()));
            return;
        }
        ArrayNode list = Json.mapper().createArrayNode();
        for (Feed feed : feeds.list()) {
            ObjectNode one = shown(feed);
            if ((group == null || group.equals(feed.group()))
                    && (health == null || health.equals(one.path("health").asString()))) {
                list.add(one);
            }
        }
        answer(context, 200, list);
    }

    private void add(Context context) {
        JsonNode body = body(context);
        if (body == null) {
            return;
        }
        String url = body.path("url").asString("");
        try {
            if (url.isBlank()) {
                throw new IllegalArgumentException("a feed needs a url");
            }
            String address = url;
            if (body.path("check").asBoolean(true)) {
                Discovery.Found found = Discovery.find(url, fetch);
                if (found.feeds().isEmpty()) {
                    problem(
                            context,
                            422,
                            "No feed there",
                            url + ": " + found.reason() + "; \"check\": false adds it all the same");
                    return;
                }
                address = found.feeds().keySet().iterator().next();
            }
            Feed saved = feeds.add(Feeds.define(
                    address,
                    body.path("name").asString(""),
                    body.path("group").asString(""),
                    strings(body.path("tags")),
                    body.path("interval").asInt(0),
                    body.path("fullText").asBoolean(false),
                    clock.instant()));
            answer(context, 201, shown(saved));
        } catch (IllegalArgumentException e) {
            problem(context, 422, "Not a feed", String.valueOf(e.getMessage()));
        }
    }

    private void change(Context context) {
        Optional<Feed> found = named(context);
        if (found.isEmpty()) {
            return;
        }
        JsonNode body = body(context);
        if (body == null) {
            return;
        }
        Feed feed = found.get();
        try {
            Feed saved = feeds.save(new Feed(
                    feed.id(),
                    feed.url(),
                    body.path("name").asString(feed.name()),
                    body.path("group").asString(feed.group()),
                    body.has("tags") ? strings(body.path("tags")) : feed.tags(),
                    body.path("paused").asBoolean(feed.paused()),
                    body.path("fullText").asBoolean(feed.fullText()),
                    Feeds.interval(body.path("interval").asInt(feed.interval())),
                    feed.added(),
                    false));
            answer(context, 200, shown(saved));
        } catch (IllegalArgumentException e) {
            problem(context, 422, "Not a feed", String.valueOf(e.getMessage()));
        }
    }

    private void importOpml(Context context) {
        try {
            Opml.Imported imported = Opml.read(context.bodyAsBytes(), clock.instant());
            List<Feed> added = imported.feeds().stream()
                    .filter(feed -> feeds.find(feed.id()).isEmpty())
                    .toList();
            feeds.saveAll(added);
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("added", added.size());
            answer.put("known", imported.feeds().size() - added.size());
            answer.put("rejected", imported.rejected());
            answer(context, 200, answer);
        } catch (IllegalArgumentException e) {
            problem(context, 422, "Not OPML", String.valueOf(e.getMessage()));
        }
    }

    private void test(Context context) {
        JsonNode body = body(context);
        if (body == null) {
            return;
        }
        String url = body.path("url").asString("");
        try {
            Discovery.Found found = Discovery.find(url, fetch);
            if (found.feeds().isEmpty()) {
                problem(context, 422, "No feed there", url + ": " + found.reason());
                return;
            }
            ArrayNode list = Json.mapper().createArrayNode();
            for (Map.Entry<String, ParsedFeed> one : found.feeds().entrySet()) {
                list.add(FeedJson.of(one.getKey(), one.getValue()));
            }
            answer(context, 200, list);
        } catch (IllegalArgumentException e) {
            problem(context, 422, "Not an address", String.valueOf(e.getMessage()));
        }
    }

    private ObjectNode shown(Feed feed) {
        return feeds.json(feed, clock.instant());
    }

    private Optional<Feed> named(Context context) {
        String id = context.pathParam("id");
        Optional<Feed> found = feeds.find(id);
        if (found.isEmpty()) {
            problem(context, 404, "No such feed", "no feed has the id " + id + "; GET /api/v1/feeds lists them");
        }
        return found;
    }

    private static @org.jspecify.annotations.Nullable JsonNode body(Context context) {
        try {
            JsonNode json = Json.mapper().readTree(context.bodyAsBytes());
            if (json.isObject()) {
                return json;
            }
            problem(context, 400, "Not an object", "the body must be a JSON object");
        } catch (JacksonException e) {
            problem(context, 400, "Not JSON", "the body is not JSON: " + e.getOriginalMessage());
        }
        return null;
    }

    private static List<String> strings(JsonNode list) {
        List<String> values = new ArrayList<>();
        list.forEach(one -> values.add(one.asString("")));
        return values;
    }

    private static void problem(Context context, int status, String title, String detail) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", title);
        problem.put("status", status);
        problem.put("detail", detail);
        context.status(status).contentType("application/problem+json").result(Json.line(problem));
    }

    private static void answer(Context context, int status, Object value) {
        context.status(status).contentType("application/json").result(Json.line(value));
    }
}
