package org.tocsin.runtime;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tocsin.model.Json;
import org.tocsin.runtime.access.Access;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The description of the API (OpenAPI 3.1). Each module describes its own routes in {@code openapi.yaml} of its package;
 * they are put together here, with the failures that all have in common, and a process shows those that it serves. Schemas
 * of records are made by {@link RecordSchemas}.
 */
public final class OpenApi {
    private static final List<String> MODULES = List.of("runtime", "ingest", "enrich", "alerts", "dashboard", "replay");

    /** What a route reads and answers; empty where nothing is said of it. */
    record Types(List<String> takes, List<String> gives) {
        private static final Types ANY = new Types(List.of(), List.of());

        Types {
            takes = List.copyOf(takes);
            gives = List.copyOf(gives);
        }
    }

    private final byte[] json;
    private final Map<String, Types> types = new HashMap<>();

    private OpenApi(ObjectNode description) {
        json = Json.bytes(description);
        for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                types.put(name(operation.getKey(), path.getKey()), types(operation.getValue(), description));
            }
        }
    }

    private static String name(String method, String path) {
        return method.toUpperCase(Locale.ROOT) + " " + path;
    }

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
        RecordSchemas.complete(all.withObjectProperty("components").withObjectProperty("schemas"));
        for (Map.Entry<String, JsonNode> path : all.path("paths").properties()) {
            for (JsonNode operation : path.getValue()) {
                failures(path.getKey(), (ObjectNode) operation, all);
            }
        }
        return all;
    }

    static void merge(ObjectNode into, JsonNode more) {
        for (Map.Entry<String, JsonNode> entry : more.properties()) {
            if (into.get(entry.getKey()) instanceof ObjectNode before
                    && entry.getValue().isObject()) {
                merge(before, entry.getValue());
            } else {
                into.set(entry.getKey(), entry.getValue());
            }
        }
    }

    /** Adds what every operation may answer that is of its kind. */
    private static void failures(String path, ObjectNode operation, ObjectNode all) {
        Types types = types(operation, all);
        ObjectNode responses = operation.withObjectProperty("responses");
        if (Access.open(path)) {
            operation.putArray("security");
        } else {
            fail(responses, "401", "Unauthorized");
            fail(responses, "403", "Forbidden");
            fail(responses, "429", "TooMany");
        }
        if (!types.gives().isEmpty()) {
            fail(responses, "406", "NotAcceptable");
        }
        if (!types.takes().isEmpty()) {
            fail(responses, "415", "Unsupported");
        }
        fail(responses, "default", "Failure");
    }

    private static void fail(ObjectNode responses, String status, String response) {
        if (!responses.has(status)) {
            responses.putObject(status).put("$ref", "#/components/responses/" + response);
        }
    }

    private static Types types(JsonNode operation, JsonNode all) {
        Set<String> gives = new TreeSet<>();
        for (Map.Entry<String, JsonNode> response : operation.path("responses").properties()) {
            JsonNode answer = response.getValue();
            if (answer.has("$ref")) {
                answer = all.at(answer.path("$ref").asString().substring(1));
            }
            if (response.getKey().startsWith("2")) {
                gives.addAll(answer.path("content").propertyNames());
            }
        }
        return new Types(
                List.copyOf(operation.path("requestBody").path("content").propertyNames()), List.copyOf(gives));
    }

    /** What this process serves: operations as {@code GET /path}; one that no module describes says so. */
    static OpenApi of(Set<String> served) {
        ObjectNode all = whole();
        ObjectNode paths = (ObjectNode) all.path("paths");
        for (Map.Entry<String, JsonNode> path : List.copyOf(paths.properties())) {
            ObjectNode operations = (ObjectNode) path.getValue();
            for (String method : List.copyOf(new TreeSet<>(operations.propertyNames()))) {
                if (!served.contains(name(method, path.getKey()))) {
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
        return new OpenApi(all);
    }

    /** What is said of the route of a method, {@code HEAD} as {@code GET}, and a path as it is served. */
    Types types(String method, String path) {
        String described = path.replace('<', '{').replace('>', '}');
        return types.getOrDefault(name(method.equals("HEAD") ? "GET" : method, described), Types.ANY);
    }

    void answer(Context context) {
        context.contentType("application/json").result(json);
    }
}
