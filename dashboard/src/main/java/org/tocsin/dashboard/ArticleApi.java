package org.tocsin.dashboard;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tocsin.dashboard.history.HistoryIndex;
import org.tocsin.dashboard.history.Page;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
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
        answer.put("items", page.items().stream().map(ArticleApi::excerpt).toList());
        answer.put("next", page.next());
        answer.put("facets", page.facets());
        answer.put("timeline", page.timeline());
        Answers.json(context, answer);
    }

    private void article(Context context) throws IOException {
        String id = context.pathParam("id");
        Page.Item item = index.article(id).orElseThrow(() -> new NotFoundResponse("no article " + id));
        Answers.json(context, item);
    }

    /** Says whether a query can be read: its canonical form, or the column of the mistake. */
    private void check(Context context) {
        Map<String, Object> answer = new LinkedHashMap<>();
        try {
            Query query = new Asked(context, clock, names).query();
            answer.put("valid", true);
            answer.put("query", query == null ? "" : query.text());
        } catch (QueryException e) {
            answer.put("valid", false);
            answer.put("column", e.column());
            answer.put("message", e.getMessage());
        }
        Answers.json(context, answer);
    }

    /** The item with its body cut and what lies behind the cut left out, topics without their evidence. */
    static ObjectNode excerpt(Page.Item item) {
        ObjectNode whole = Json.mapper().valueToTree(item);
        excerpt((ObjectNode) whole.path("article"), item.article());
        return whole;
    }

    private static void excerpt(ObjectNode json, EnrichedArticle record) {
        String body = record.article().body();
        if (body.length() <= EXCERPT) {
            return;
        }
        int end = Character.isHighSurrogate(body.charAt(EXCERPT - 1)) ? EXCERPT - 1 : EXCERPT;
        ((ObjectNode) json.path("article")).put("body", body.substring(0, end) + "…");
        ArrayNode kept = json.putArray("mentions");
        record.mentions().stream()
                .filter(mention -> !mention.field().equals("body") || mention.end() <= end)
                .forEach(kept::addPOJO);
        json.path("topics").forEach(topic -> ((ObjectNode) topic).remove("evidence"));
    }
}
