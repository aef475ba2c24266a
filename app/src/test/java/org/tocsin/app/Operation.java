package org.tocsin.app;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * An operation of the API as it is described, to be called with the examples that it gives.
 *
 * @param name as {@code GET /path/{id}}
 * @param path with examples in the place of its parameters
 * @param query of the parameters that have examples, with its question mark, or empty
 */
record Operation(String name, String method, String path, String query, JsonNode described) {
    /** Every operation, in the order of names. */
    static List<Operation> all(JsonNode description) {
        List<Operation> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                all.add(of(
                        description, operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue()));
            }
        }
        all.sort(Comparator.comparing(Operation::name));
        return all;
    }

    private static Operation of(JsonNode description, String method, String template, JsonNode described) {
        String path = template;
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : described.path("parameters")) {
            JsonNode real = resolve(description, parameter);
            JsonNode example = real.path("example");
            if (real.path("in").asString().equals("path")) {
                path = path.replace("{" + real.path("name").asString() + "}", example.asString());
            } else if (real.path("in").asString().equals("query") && !example.isMissingNode()) {
                query.append(query.isEmpty() ? "?" : "&")
                        .append(real.path("name").asString())
                        .append('=')
                        .append(URLEncoder.encode(example.asString(), StandardCharsets.UTF_8));
            }
        }
        return new Operation(method + " " + template, method, path, query.toString(), described);
    }

    /** Bodies that it takes, by type; each may have an {@code example}. */
    JsonNode bodies() {
        return described.path("requestBody").path("content");
    }

    /** What a reference stands for. */
    static JsonNode resolve(JsonNode description, JsonNode node) {
        return node.has("$ref") ? description.at(node.path("$ref").asString().substring(1)) : node;
    }
}
