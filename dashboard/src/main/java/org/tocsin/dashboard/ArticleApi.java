package org.tocsin.dashboard;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.dashboard.history.HistoryIndex;
import org.tocsin.dashboard.history.Page;
import org.tocsin.dashboard.history.View;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.query.Document;
import org.tocsin.query.EntityNames;
import org.tocsin.query.Query;
import org.tocsin.query.QueryException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Articles of the history: searched, counted, one by one; and queries checked while they are typed. */
final class ArticleApi {
    /** Characters of a body in a list; the article itself has all of it. */
    static final int EXCERPT = 600;

    private final HistoryIndex index;
    private final InstantSource clock;
    private final EntityNames names;

    ArticleApi(HistoryIndex index, InstantSource clock, EntityNames names) {
        this.names = names;
        this.index = index;
        this.clock = clock;
    }

    void routes(JavalinDefaultRoutingApi routes) {
        routes.get("/api/v1/articles", this::search);
        routes.get("/api/v1/articles/{id}", this::article);
        routes.get("/api/v1/query", this::check);
    }

    private void search(Context context) throws IOException {
        Asked asked = new Asked(context, clock, names);
        Query query = asked.query();
        Page page = index.search(asked.search());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("query", query == null ? "" : query.text());
        answer.put("place", page.place());
        answer.put("count", page.count());
        answer.put(
                "items", page.items().stream().map(item -> excerpt(item, query)).toList());
        answer.put("next", page.next());
        answer.put("facets", page.facets());
        Page.Timeline timeline = page.timeline();
        Map<String, Object> told = new LinkedHashMap<>(answer);
        told.put("timeline", timeline == null ? null : timeline.told());
        answer.put("timeline", timeline);
        Answers.json(context, answer, told);
    }

    private void article(Context context) throws IOException {
        String id = context.pathParam("id");
        Asked asked = new Asked(context, clock, names);
        View view = asked.view();
        Page.Item item = index.article(id, view)
                .orElseThrow(() -> new NotFoundResponse(
                        "no article " + id + (view.known() == null ? "" : " was known at " + view.known())));
        Answers.json(context, whole(item, asked.query()));
    }

    /** Says whether a query can be read: its canonical form, or the column of the mistake. */
    private void check(Context context) {
        Map<String, Object> answer = new LinkedHashMap<>();
        try {
            Query query = new Asked(context, clock, names).parsed();
            answer.put("valid", true);
            answer.put("query", query == null ? "" : query.text());
        } catch (QueryException e) {
            answer.put("valid", false);
            answer.put("column", e.column());
            answer.put("message", e.getMessage());
        }
        Answers.json(context, answer);
    }

    /** The item with its body cut and what lies behind the cut left out; with a query, the spans that it matches as {@code why}. */
    static ObjectNode excerpt(Page.Item item, @Nullable Query query) {
        return json(item, query, cut(item.article().article().body()));
    }

    private static ObjectNode whole(Page.Item item, @Nullable Query query) {
        return json(item, query, item.article().article().body().length());
    }

    private static ObjectNode json(Page.Item item, @Nullable Query query, int end) {
        ObjectNode json = Json.mapper().valueToTree(item);
        excerpt((ObjectNode) json.path("article"), item.article(), end);
        if (query != null) {
            ArrayNode why = json.putArray("why");
            query.match(Document.of(item.article())).spans().stream()
                    .filter(span -> shown(span.field(), span.end(), end))
                    .forEach(why::addPOJO);
        }
        return json;
    }

    private static int cut(String body) {
        return body.length() <= EXCERPT
                ? body.length()
                : Character.isHighSurrogate(body.charAt(EXCERPT - 1)) ? EXCERPT - 1 : EXCERPT;
    }

    private static boolean shown(String field, int spanEnd, int cut) {
        return !field.equals("body") || spanEnd <= cut;
    }

    private static void excerpt(ObjectNode json, EnrichedArticle record, int end) {
        String body = record.article().body();
        if (end == body.length()) {
            return;
        }
        ((ObjectNode) json.path("article")).put("body", body.substring(0, end) + "…");
        ArrayNode mentions = json.putArray("mentions");
        record.mentions().stream()
                .filter(mention -> shown(mention.field(), mention.end(), end))
                .forEach(mentions::addPOJO);
        for (int i = 0; i < record.topics().size(); i++) {
            ArrayNode evidence = ((ObjectNode) json.path("topics").path(i)).putArray("evidence");
            record.topics().get(i).evidence().stream()
                    .filter(span -> shown(span.field(), span.end(), end))
                    .forEach(evidence::addPOJO);
        }
    }
}
