package org.tocsin.runtime;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The description of the API (OpenAPI 3.1). Each module describes its own routes in {@code openapi.yaml} of its package;
 * they are put together here, and a process shows those that it serves.
 */
public final class OpenApi {
    private static final List<String> MODULES = List.of("runtime", "ingest", "enrich", "alerts", "dashboard", "replay");

    private OpenApi() {}

    /** Every description, whether or not this process serves it. */
    public static ObjectNode whole() {
        ObjectNode all = Json.mapper().createObjectNode();
        for (String module : MODULES) {
            try (InputStream in = OpenApi.class.getResourceAsStream("/org/tocsin/" + module + "/openapi.yaml")) {
                if (in != null) {
                    merge(all, YAMLMapper.builder().build().readTree(in.readAllBytes()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the description of " + module + " cannot be read", e);
            }
        }
        return all;
    }

    private static void merge(ObjectNode into, JsonNode more) {
        for (Map.Entry<String, JsonNode> entry : more.properties()) {
            if (into.get(entry.getKey()) instanceof ObjectNode before
                    && entry.getValue().isObject()) {
                merge(before, entry.getValue());
            } else {
                into.set(entry.getKey(), entry.getValue());
            }
        }
    }

    /** Answers with the operations of {@code served}, each as {@code GET /path}; one that no module describes says so. */
    static void answer(Context context, Set<String> served) {
        ObjectNode all = whole();
        ObjectNode paths = (ObjectNode) all.path("paths");
        for (Map.Entry<String, JsonNode> path : List.copyOf(paths.properties())) {
            ObjectNode operations = (ObjectNode) path.getValue();
            for (String method : List.copyOf(new TreeSet<>(operations.propertyNames()))) {
                if (!method.equals("parameters")
                        && !served.contains(method.toUpperCase(Locale.ROOT) + " " + path.getKey())) {
                    operations.remove(method);
                }
            }
            if (operations.isEmpty()) {
                paths.remove(path.getKey());
            }
        }
        for (String operation : served) {
            int space = operation.indexOf(' ');
            String method = operation.substring(0, space).toLowerCase(Locale.ROOT);
            ObjectNode path = paths.withObjectProperty(operation.substring(space + 1));
            if (!path.has(method)) {
                path.putObject(method)
                        .put("summary", "Not described yet")
                        .putObject("responses")
                        .putObject("default")
                        .put("description", "As the manual says");
            }
        }
        context.contentType("application/json").result(Json.line(all));
    }
}
