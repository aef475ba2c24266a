package org.tocsin.enrich.knowledge;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.enrich.knowledge.Knowledge.Item;
import org.tocsin.enrich.knowledge.Knowledge.Outcome;
import org.tocsin.enrich.knowledge.Knowledge.Source;
import org.tocsin.model.Json;
import org.tocsin.model.KnowledgeEdit;
import org.tocsin.runtime.EntityTags;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Problem;
import org.tocsin.runtime.Stage;

/**
 * Knowledge over HTTP under {@code /api/v1/knowledge}: list, get, put and delete. Versions are entity tags: a change names
 * the version that it was made to in {@code If-Match}, something new says {@code If-None-Match: *}. Bodies are JSON or
 * YAML. Errors are problem details (RFC 9457) whose {@code problems} list every mistake.
 */
public final class KnowledgeStage implements Stage {
    /** Largest body that is taken. */
    static final int MAX_BODY_BYTES = 256 * 1024;

    private static final String PATH = "/api/v1/knowledge";
    private final KafkaSettings kafka;
    private final KnowledgeLog log;
    private final InstantSource clock;

    public KnowledgeStage(KafkaSettings kafka, KnowledgeLog log, InstantSource clock) {
        this.kafka = kafka;
        this.log = log;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "knowledge";
    }

    @Override
    public void routes(JavalinDefaultRoutingApi routes) {
        routes.get(PATH, this::list);
        routes.get(PATH + "/{id}", this::get);
        routes.put(PATH + "/{id}", this::put);
        routes.delete(PATH + "/{id}", this::delete);
    }

    private void list(Context context) {
        String name = context.queryParam("name");
        Knowledge knowledge = log.knowledge();
        List<Item> items = name == null ? knowledge.items() : knowledge.called(name);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("version", knowledge.version());
        answer.put("items", items.stream().map(KnowledgeStage::line).toList());
        context.contentType("application/json").result(Json.line(answer));
    }

    private static Map<String, Object> line(Item item) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", item.id());
        line.put("kind", item.kind());
        line.put("name", item.name());
        if (item.entity() != null) {
            line.put("type", item.entity().type());
            line.put("country", item.entity().country());
            line.put("description", item.entity().description());
        }
        line.put("version", item.version());
        line.put("source", item.source().name().toLowerCase(Locale.ROOT));
        return line;
    }

    private void get(Context context) {
        Optional<Item> found = present(context.pathParam("id"));
        if (found.isEmpty()) {
            problem(context, 404, "there is no " + context.pathParam("id"), List.of());
            return;
        }
        Item item = found.get();
        Object value = item.topic() != null ? item.topic() : item.entity();
        context.header("ETag", EntityTags.of(item.version()))
                .contentType("application/json")
                .result(Json.line(value == null ? Map.of() : value));
    }

    private Optional<Item> present(String id) {
        return log.knowledge().item(id).filter(item -> item.source() != Source.REMOVED);
    }

    private void put(Context context) {
        byte[] body = context.bodyAsBytes();
        if (body.length > MAX_BODY_BYTES) {
            problem(context, 413, "a body may have at most 256 KiB", List.of());
            return;
        }
        KnowledgeFile.Contents contents = KnowledgeFile.parse("the body", new String(body, StandardCharsets.UTF_8));
        if (!contents.problems().isEmpty() || contents.items().size() != 1) {
            problem(
                    context,
                    400,
                    "the body must be one topic or one entity, as JSON or YAML",
                    contents.problems().stream()
                            .map(KnowledgeFile.Problem::sentence)
                            .toList());
            return;
        }
        Integer version = named(context);
        if (version != null) {
            KnowledgeFile.Item item = contents.items().getFirst();
            save(
                    context,
                    new KnowledgeEdit(
                            context.pathParam("id"), version, item.entity(), item.topic(), false, clock.instant()));
        }
    }

    private void delete(Context context) {
        if (present(context.pathParam("id")).isEmpty()) {
            problem(context, 404, "there is no " + context.pathParam("id"), List.of());
            return;
        }
        Integer version = named(context);
        if (version != null) {
            save(context, new KnowledgeEdit(context.pathParam("id"), version, null, null, true, clock.instant()));
        }
    }

    /** The version that the request was made to; null when it names none, which has been answered. */
    private @Nullable Integer named(Context context) {
        String id = context.pathParam("id");
        String match = context.header("If-Match");
        if (match != null) {
            int current = log.knowledge().current(id);
            // what was removed has a version too, by which it can be made again
            boolean absent = match.strip().equals("*") && present(id).isEmpty();
            if (!absent && EntityTags.named(match, EntityTags.of(current))) {
                return current;
            }
            stale(context, id, match, current);
            return null;
        }
        String none = context.header("If-None-Match");
        if (none != null && none.strip().equals("*")) {
            return 0;
        }
        problem(
                context,
                428,
                "name the version that you change in If-Match, such as If-Match: \"2\", or say If-None-Match: * for"
                        + " something new",
                List.of());
        return null;
    }

    private void save(Context context, KnowledgeEdit edit) {
        int current = log.knowledge().current(edit.id());
        if (edit.edits() != current) {
            stale(context, edit.id(), String.valueOf(edit.edits()), current);
            return;
        }
        List<String> problems = log.knowledge().problems(edit);
        if (!problems.isEmpty()) {
            problem(context, 422, "nothing was changed", problems);
            return;
        }
        switch (log.save(edit)) {
            case Outcome.Applied done -> {
                context.header("ETag", EntityTags.of(done.version()));
                context.status(edit.removed() ? 204 : current == 0 ? 201 : 200);
                if (!edit.removed()) {
                    get(context);
                }
            }
            case Outcome.Stale stale -> stale(context, edit.id(), String.valueOf(edit.edits()), stale.version());
            case Outcome.Refused refused -> problem(context, 422, "nothing was changed", refused.sentences());
        }
    }

    private static void stale(Context context, String id, String edited, int current) {
        problem(
                context,
                412,
                "%s is at version %d, the change was made to version %s; get it again and repeat the change"
                        .formatted(id, current, edited),
                List.of());
    }

    private static void problem(Context context, int status, String detail, List<String> problems) {
        Problem.answer(context, status, detail, Map.of("problems", problems));
    }

    @Override
    public void start() {
        kafka.createTopics();
        log.start();
    }

    @Override
    public String trouble() {
        return "";
    }

    @Override
    public void close() {
        log.close();
    }
}
