package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Json;
import org.tocsin.runtime.OpenApi;
import tools.jackson.databind.JsonNode;

/** The description of the API and what the server does are the same. */
final class ApiContractTest {
    @TempDir
    private Path directory;

    @Test
    void describesEveryRouteAndAnswersAsDescribed() throws Exception {
        try (Instance instance = new Instance(directory)) {
            JsonNode description = OpenApi.whole();
            TreeSet<String> described = new TreeSet<>();
            for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
                path.getValue()
                        .propertyNames()
                        .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
            }
            TreeSet<String> routes = new TreeSet<>(instance.routes());
            assertThat(routes).as("what is described is served").containsAll(described);
            assertThat(described).as("what is served is described").containsAll(routes);
            JsonNode paths = Json.mapper()
                    .readTree(instance.send("GET", "/openapi.json", "").body())
                    .path("paths");
            assertThat(paths.propertyNames())
                    .as("every route stands in the file")
                    .hasSizeGreaterThan(20);
            List<String> wrong = new ArrayList<>();
            for (String operation : described) {
                check(instance, description, operation, wrong);
            }
            assertThat(wrong).isEmpty();
        }
    }

    /** Calls with the examples of the description; the status, the type and the required members must be as described. */
    private static void check(Instance instance, JsonNode description, String operation, List<String> wrong)
            throws Exception {
        String[] parts = operation.split(" ", -1);
        JsonNode described = description.path("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
        String path = parts[1];
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
        JsonNode body = described
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("example");
        HttpResponse<InputStream> answer = instance.http()
                .send(
                        HttpRequest.newBuilder(URI.create(instance.address() + path + query))
                                .header("Content-Type", "application/json")
                                .method(
                                        parts[0],
                                        HttpRequest.BodyPublishers.ofString(
                                                body.isMissingNode() ? "" : Json.line(body)))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        JsonNode response = resolve(description, described.path("responses").path(String.valueOf(answer.statusCode())));
        if (response.isMissingNode()) {
            wrong.add(operation + " answers " + answer.statusCode() + ", which is not described");
            return;
        }
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
        JsonNode content = response.path("content");
        if (!content.isMissingNode() && !content.has(type)) {
            wrong.add(operation + " answers as " + type + " instead of " + content.propertyNames());
        }
        if (type.endsWith("json")) {
            JsonNode json = Json.mapper().readTree(answer.body().readAllBytes());
            JsonNode schema = resolve(description, content.path(type).path("schema"));
            for (JsonNode member : schema.path("required")) {
                if (!json.has(member.asString())) {
                    wrong.add(operation + " lacks " + member.asString());
                }
            }
            if (schema.path("type").asString("").equals("array") != json.isArray() && schema.has("type")) {
                wrong.add(operation + " is not of the described type");
            }
        } else {
            answer.body().close();
        }
    }

    private static JsonNode resolve(JsonNode description, JsonNode node) {
        return node.has("$ref") ? description.at(node.path("$ref").asString().substring(1)) : node;
    }
}
