package org.tocsin.ingest.schedule;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.ingest.feed.FeedJson;
import org.tocsin.ingest.feed.ParsedFeed;
import org.tocsin.model.Feed;
import org.tocsin.model.Form;
import org.tocsin.model.Json;
import org.tocsin.runtime.Paging;
import org.tocsin.runtime.Problem;
import org.tocsin.runtime.access.Access;
import org.tocsin.runtime.http.WebUrl;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Feeds over HTTP. Errors are problem details (RFC 9457); a change is answered when it has been read back from the log. */
final class FeedApi {
    /** Longest list that is imported, in bytes. */
    private static final int MAX_LIST = 16 * 1024 * 1024;

    /** A feed as it is asked for; {@code check} false takes the address unread. */
    record Addition(
            String url,
            @Nullable String name,
            @Nullable String group,
            @Nullable List<String> tags,
            @Nullable Integer interval,
            @Nullable Boolean fullText,
            @Nullable Boolean check) {
        Addition {
            url = url == null ? "" : url;
        }
    }

    /** An address to look at. */
    record Wanted(String url) {
        Wanted {
            url = url == null ? "" : url;
        }
    }

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
                context -> context.contentType("text/x-opml; charset=utf-8")
                        .header("Content-Disposition", "attachment; filename=\"tocsin.opml\"")
                        .result(feeds.opml(clock.instant())));
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
        FeedFilter filter =
                new FeedFilter(context.queryParam("group"), context.queryParam("tag"), context.queryParam("health"));
        Instant now = clock.instant();
        List<Feed> page = Paging.page(
                context,
                after -> feeds.after(after).filter(feed -> filter.shows(feed, feeds.health(feed, now))),
                Feed::id);
        answer(context, 200, page.stream().map(feed -> feeds.json(feed, now)).toList());
    }

    private void add(Context context) {
        Addition wanted = Form.read(body(context), Addition.class);
        String given = feeds.revealed(address(wanted.url()));
        String address = given;
        if (!Boolean.FALSE.equals(wanted.check())) {
            Discovery.Found found = Discovery.find(given, fetch);
            if (found.feeds().isEmpty()) {
                throw new IllegalArgumentException(
                        WebUrl.shown(given) + ": " + found.reason() + "; \"check\": false adds it all the same");
            }
            address = found.feeds().keySet().iterator().next();
        }
        Feed saved = feeds.add(Feeds.define(
                address,
                Objects.requireNonNullElse(wanted.name(), ""),
                Objects.requireNonNullElse(wanted.group(), ""),
                Objects.requireNonNullElse(wanted.tags(), List.of()),
                Objects.requireNonNullElse(wanted.interval(), 0),
                Boolean.TRUE.equals(wanted.fullText()),
                clock.instant()));
        Access.about(context, saved.id());
        answer(context, 201, shown(saved));
    }

    private void change(Context context) {
        named(context).ifPresent(feed -> {
            FeedChange change = Form.read(body(context), FeedChange.class);
            answer(context, 200, shown(feeds.save(change.of(feed))));
        });
    }

    private void importOpml(Context context) throws IOException {
        byte[] list = context.bodyInputStream().readNBytes(MAX_LIST + 1);
        if (list.length > MAX_LIST) {
            Problem.answer(context, 413, "the list has more than %,d bytes; import it in parts".formatted(MAX_LIST));
            return;
        }
        Opml.Imported imported = feeds.read(list, clock.instant());
        List<Feed> added = imported.feeds().stream()
                .filter(feed -> feeds.find(feed.id()).isEmpty())
                .toList();
        feeds.saveAll(added);
        Access.about(context, added.stream().map(Feed::id).collect(Collectors.joining(",")));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("added", added.size());
        answer.put("known", imported.feeds().size() - added.size());
        answer.put("rejected", imported.rejected());
        answer(context, 200, answer);
    }

    private void test(Context context) {
        String url =
                feeds.revealed(address(Form.read(body(context), Wanted.class).url()));
        Discovery.Found found = Discovery.find(url, fetch);
        if (found.feeds().isEmpty()) {
            throw new IllegalArgumentException(WebUrl.shown(url) + ": " + found.reason());
        }
        ArrayNode list = Json.mapper().createArrayNode();
        for (Map.Entry<String, ParsedFeed> one : found.feeds().entrySet()) {
            list.add(FeedJson.of(WebUrl.shown(one.getKey()), one.getValue()));
        }
        answer(context, 200, list);
    }

    private ObjectNode shown(Feed feed) {
        return feeds.json(feed, clock.instant());
    }

    private Optional<Feed> named(Context context) {
        String id = context.pathParam("id");
        Optional<Feed> found = feeds.find(id);
        if (found.isEmpty()) {
            Problem.answer(context, 404, "no feed has the id " + WebUrl.shown(id) + "; GET /api/v1/feeds lists them");
        }
        return found;
    }

    private static String address(String url) {
        if (url.isBlank()) {
            throw new IllegalArgumentException("url is missing; it is the address of a feed or of a site");
        }
        return url;
    }

    private static JsonNode body(Context context) {
        return Json.mapper().readTree(context.bodyAsBytes());
    }

    private static void answer(Context context, int status, Object value) {
        context.status(status).contentType("application/json").result(Json.line(value));
    }
}
