package org.tocsin.ingest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.article.ArticleSink;
import org.tocsin.model.Article;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Stage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Takes pushed articles over HTTP. */
public final class IngestStage implements Stage {
    private final ArticleReader reader = new ArticleReader(InstantSource.system());
    private final ArticleSink sink;

    public IngestStage(KafkaSettings kafka) {
        sink = new ArticleSink(kafka);
    }

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public void routes(JavalinDefaultRoutingApi routes) {
        routes.post("/api/v1/articles", this::push);
    }

    @Override
    public List<MeterBinder> meters() {
        return List.of(sink.meter());
    }

    @Override
    public void start() {}

    @Override
    public String trouble() {
        return "";
    }

    @Override
    public void close() {
        sink.close();
    }

    private void push(Context context) throws Exception {
        context.contentType("application/json");
        JsonNode json;
        try {
            json = Json.mapper().readTree(context.bodyAsBytes());
        } catch (JacksonException e) {
            context.status(400).result(Json.line(Map.of("error", "the body is not JSON: " + e.getOriginalMessage())));
            return;
        }
        String batch = UUID.randomUUID().toString();
        List<CompletableFuture<String>> sent = new ArrayList<>();
        List<Map<String, Object>> rejected = new ArrayList<>();
        int index = 0;
        for (JsonNode item : json.isArray() ? json : List.of(json)) {
            try {
                Article article = reader.read(item, Origin.LIVE, batch);
                sent.add(sink.send(article));
            } catch (ArticleReader.Rejected e) {
                rejected.add(Map.of("index", index, "reason", e.reason(), "error", e.sentence()));
            }
            index++;
        }
        List<String> ids = new ArrayList<>();
        for (CompletableFuture<String> one : sent) {
            ids.add(one.get(30, TimeUnit.SECONDS));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("batch", batch);
        answer.put("ids", ids);
        answer.put("rejected", rejected);
        context.status(ids.isEmpty() && !rejected.isEmpty() ? 422 : 202).result(Json.line(answer));
    }
}
