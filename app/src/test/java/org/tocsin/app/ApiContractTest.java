package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Json;
import org.tocsin.runtime.OpenApi;
import tools.jackson.databind.JsonNode;

/** The description of the API and what the server does are the same. */
final class ApiContractTest {
    private static final String FAR = "%2B999999999-01-01T00:00:00Z";

    @TempDir
    private static Path directory;

    private static Instance instance;

    @BeforeAll
    static void start() throws Exception {
        instance = new Instance(directory);
        Instance.await(
                "a story stands", () -> !items("/api/v1/stories?window=P1D").isEmpty());
    }

    @AfterAll
    static void stop() {
        instance.close();
    }

    private static JsonNode items(String path) {
        return get(path).path("items");
    }

    private static JsonNode get(String path) {
        try {
            return Json.mapper().readTree(instance.send("GET", path, "").body());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void describesEveryRouteAndAnswersAsDescribed() throws Exception {
        JsonNode description = OpenApi.whole();
        TreeSet<String> described = new TreeSet<>();
        List<Operation> operations = Operation.all(description);
        operations.forEach(operation -> described.add(operation.name()));
        TreeSet<String> routes = new TreeSet<>(instance.routes());
        assertThat(routes).as("what is described is served").containsAll(described);
        assertThat(described).as("what is served is described").containsAll(routes);
        assertThat(get("/openapi.json").path("paths").propertyNames())
                .as("every route stands in the file")
                .hasSizeGreaterThan(20);
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations) {
            check(description, operation, wrong);
        }
        assertThat(wrong).isEmpty();
    }

    /** The answer names the parameter, or the column of the query. */
    @ParameterizedTest
    @CsvSource({
        "/api/v1/articles?from=" + FAR + ", from",
        "/api/v1/articles?to=-999999999-01-01T00:00:00Z, to",
        "/api/v1/articles?at=" + FAR + ", at",
        "/api/v1/articles?at=noon, at",
        "/api/v1/articles?limit=99999999999, limit",
        "/api/v1/articles?buckets=-1, buckets",
        "/api/v1/articles?facets=weather, facet",
        "/api/v1/articles?facet-limit=0, facet-limit",
        "/api/v1/articles?sort=best, sort",
        "/api/v1/articles?cursor=here, cursor",
        "/api/v1/stories?cursor=9223372036854775807_0_0, cursor",
        "/api/v1/trends?cursor=9223372036854775807_0_0, cursor",
        "/api/v1/articles?cursor=99999999999999999999_0_a, cursor",
        "/api/v1/articles?q=(, column 2",
        "/api/v1/stories?q=(, column 2",
        "/api/v1/stories?at=" + FAR + ", at",
        "/api/v1/stories?window=P99999D, window",
        "/api/v1/stories?window=PT99999999999999999999H, window",
        "/api/v1/stories?sort=best, sort",
        "/api/v1/stories/absent?at=" + FAR + ", at",
        "/api/v1/trends?q=(, column 2",
        "/api/v1/trends?at=" + FAR + ", at",
        "/api/v1/trends?dimension=weather, weather",
        "/api/v1/trends?sort=best, sort",
        "/api/v1/series?q=(, column 2",
        "/api/v1/series?at=" + FAR + ", at",
        "/api/v1/series?dimension=weather, weather",
        "/api/v1/stream?q=(, column 2",
        "/api/v1/stream?at=" + FAR + ", at",
        "/api/v1/stream?at=2025-01-01T00:00:00Z&speed=1e999, speed",
        "/api/v1/stream?after=99999999999999999999, Last-Event-ID",
        "/api/v1/stream?recent=99999999999, recent",
        "/api/v1/trends/stream?burst=high, burst",
        "/api/v1/feeds?health=splendid, health",
        "/api/v1/feedback/precision?every=century, every",
        "/api/v1/feedback?cursor=x, cursor",
        "/api/v1/feedback?limit=10001, limit",
        "/api/v1/alerts?at=" + FAR + ", at",
        "/api/v1/deliveries?at=" + FAR + ", at",
    })
    void refusesAWrongParameterTheSameWayEverywhere(String path, String named) throws Exception {
        HttpResponse<String> answer = instance.send("GET", path, "");

        assertProblem(answer, 400);
        assertThat(answer.body()).contains(named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /api/v1/deliveries/again | '' | 400",
                "POST | /api/v1/deliveries/again?subscription=a&from=" + FAR + "&to=x | '' | 400",
                "POST | /api/v1/deliveries/again?alert=absent | '' | 404",
                "POST | /api/v1/subscriptions/preview?days=99999999999 | {\"query\": \"a\"} | 400",
                "POST | /api/v1/subscriptions/preview | {\"query\": \"(\"} | 422",
                "POST | /api/v1/alerts/absent/feedback | {\"verdict\": \"good\"} | 404",
                "POST | /api/v1/alerts/absent/feedback | {\"verdict\": \"fine\"} | 422",
                "POST | /api/v1/alerts/absent/feedback | {\"verdict | 400",
                "POST | /api/v1/dead-letters/absent/retry | '' | 404",
                "POST | /api/v1/subscriptions | {\"query | 400",
                "POST | /api/v1/subscriptions | {\"query\": \"(\"} | 422",
                "POST | /api/v1/subscriptions | [] | 422",
                "POST | /api/v1/subscriptions/absent/pause | '' | 404",
                "POST | /api/v1/jobs | {\"kind | 400",
                "POST | /api/v1/jobs | {\"kind\": \"replay\", \"query\": \"(\"} | 422",
                "POST | /api/v1/jobs/absent/cancel | '' | 404",
                "POST | /api/v1/feeds | {\"url | 400",
                "POST | /api/v1/articles | {\"title | 400",
                "GET | /api/v1/articles/absent | '' | 404",
                "GET | /api/v1/stories/absent | '' | 404",
                "GET | /api/v1/feeds/absent | '' | 404",
                "GET | /api/v1/subscriptions/absent | '' | 404",
                "GET | /api/v1/subscriptions/absent/alerts.atom | '' | 404",
                "GET | /api/v1/subscriptions/absent/stream | '' | 404",
                "GET | /api/v1/knowledge/absent | '' | 404",
                "GET | /api/v1/jobs/absent | '' | 404",
                "GET | /api/v1/websub/absent | '' | 404",
                "POST | /api/v1/websub/absent | '' | 410",
                "DELETE | /api/v1/reprocessed/absent | '' | 404",
                "DELETE | /api/v1/feeds/absent | '' | 404",
                "DELETE | /api/v1/articles | '' | 405",
                "GET | /assets/absent.js | '' | 404",
            })
    void answersEveryFaultAsAProblem(String method, String path, String body, int status) throws Exception {
        assertProblem(instance.send(method, path, body), status);
    }

    private static void assertProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = Json.mapper().readTree(answer.body());
        assertThat(problem.propertyNames()).contains("type", "title", "status", "detail", "instance");
        assertThat(problem.path("instance").asString()).isEqualTo(answer.uri().getPath());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/openapi.json",
                "/",
                "/assets/app.js",
                "/api/v1/articles?limit=5",
                "/api/v1/articles?limit=0&buckets=10&facets=topic",
                "/api/v1/stories",
                "/api/v1/trends?dimension=entity&window=P1D",
                "/api/v1/series?window=P1D",
                "/api/v1/feedback",
                "/api/v1/dead-letters",
                "/api/v1/feeds",
                "/api/v1/feeds/export",
                "/api/v1/subscriptions",
                "/api/v1/alerts",
                "/api/v1/deliveries",
                "/api/v1/decisions",
                "/api/v1/knowledge",
                "/api/v1/jobs",
                "/api/v1/reprocessed",
                "/api/v1/feedback/precision",
            })
    void saysThatNothingHasChanged(String path) throws Exception {
        HttpResponse<String> first = instance.send("GET", path, "");
        String tag = first.headers().firstValue("ETag").orElse("none");
        for (String known : List.of(tag, "\"other\", " + tag)) {
            HttpResponse<String> again = instance.http()
                    .send(
                            HttpRequest.newBuilder(URI.create(instance.address() + path))
                                    .header("If-None-Match", known)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(again.statusCode()).as(known).isEqualTo(304);
            assertThat(again.body()).isEmpty();
        }
        assertThat(first.statusCode()).isEqualTo(200);
    }

    @Test
    void savesAListOfFeedsUnderAName() throws Exception {
        assertThat(instance.send("GET", "/api/v1/feeds/export", "").headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"tocsin.opml\"");
    }

    /** The description is made of the records, and the answers are what it says to the last member. */
    @Test
    void answersArticlesStoriesAndTrendsInTheDescribedShapes() {
        String article = items("/api/v1/articles?limit=1")
                .path(0)
                .path("article")
                .path("article")
                .path("id")
                .asString();
        String story = items("/api/v1/stories?window=P1D").path(0).path("id").asString();
        Map<String, String> operations = Map.of(
                "/api/v1/articles?limit=50&q=soldiers&facets=topic,place&buckets=5",
                "/api/v1/articles",
                "/api/v1/articles/" + article,
                "/api/v1/articles/{id}",
                "/api/v1/stories?window=P1D",
                "/api/v1/stories",
                "/api/v1/stories/" + story,
                "/api/v1/stories/{id}",
                "/api/v1/trends?window=P1D&dimension=place",
                "/api/v1/trends",
                "/api/v1/series?window=P1D",
                "/api/v1/series");
        JsonNode description = OpenApi.whole();
        List<String> wrong = new ArrayList<>();
        operations.forEach((path, described) -> {
            JsonNode schema = description
                    .path("paths")
                    .path(described)
                    .path("get")
                    .path("responses")
                    .path("200")
                    .path("content")
                    .path("application/json")
                    .path("schema");
            assertThat(schema.isMissingNode()).isFalse();
            compare(path, get(path), schema, description, wrong);
        });
        assertThat(wrong).isEmpty();
    }

    /** Types, members that lack, and members that are not described. */
    private static void compare(String where, JsonNode json, JsonNode given, JsonNode description, List<String> wrong) {
        JsonNode schema = Operation.resolve(description, given);
        if (schema.has("oneOf")) {
            if (!json.isNull()) {
                compare(where, json, schema.path("oneOf").path(0), description, wrong);
            }
            return;
        }
        List<String> types = new ArrayList<>();
        schema.path("type").forEach(type -> types.add(type.asString()));
        if (types.isEmpty()) {
            types.add(schema.path("type").asString());
        }
        String type = json.isObject()
                ? "object"
                : json.isArray()
                        ? "array"
                        : json.isString() ? "string" : json.isBoolean() ? "boolean" : json.isNull() ? "null" : "number";
        if (!types.contains(type) && !(json.isIntegralNumber() && types.contains("integer"))) {
            wrong.add(where + " is " + type + ", described as " + types);
        }
        json.forEach(element -> {
            if (json.isArray()) {
                compare(where + "[]", element, schema.path("items"), description, wrong);
            }
        });
        schema.path("required").forEach(member -> {
            if (!json.has(member.asString())) {
                wrong.add(where + " lacks " + member.asString());
            }
        });
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            JsonNode known = schema.path("properties").has(member.getKey())
                    ? schema.path("properties").path(member.getKey())
                    : schema.path("additionalProperties");
            if (known.isMissingNode()) {
                wrong.add(where + "." + member.getKey() + " is not described");
            } else {
                compare(where + "." + member.getKey(), member.getValue(), known, description, wrong);
            }
        }
    }

    /** Calls with the examples of the description; the status, the type and the required members must be as described. */
    private static void check(JsonNode description, Operation called, List<String> wrong) throws Exception {
        String operation = called.name();
        JsonNode taken = called.bodies();
        String sent = taken.isEmpty()
                ? "application/json"
                : taken.propertyNames().iterator().next();
        JsonNode body = taken.path(sent).path("example");
        HttpResponse<InputStream> answer = instance.http()
                .send(
                        HttpRequest.newBuilder(URI.create(instance.address() + called.path() + called.query()))
                                .header("Content-Type", sent.replace("*/*", "text/plain"))
                                .method(
                                        called.method(),
                                        HttpRequest.BodyPublishers.ofString(
                                                body.isMissingNode() ? "" : Json.line(body)))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        JsonNode response = Operation.resolve(
                description, called.described().path("responses").path(String.valueOf(answer.statusCode())));
        if (response.isMissingNode()) {
            wrong.add(operation + " answers " + answer.statusCode() + ", which is not described");
            return;
        }
        String said = answer.headers().firstValue("Content-Type").orElse("");
        String type = said.replaceFirst(";.*", "");
        if (answer.statusCode() != 204
                && type.matches("text/.*|.*[/+]xml")
                && !said.substring(type.length()).matches("; ?charset=utf-8")) {
            wrong.add(operation + " answers text without its charset: " + said);
        }
        JsonNode content = response.path("content");
        if (!content.isMissingNode() && !content.has(type)) {
            wrong.add(operation + " answers as " + type + " instead of " + content.propertyNames());
        }
        if (type.endsWith("json")) {
            JsonNode json = Json.mapper().readTree(answer.body().readAllBytes());
            JsonNode schema = Operation.resolve(description, content.path(type).path("schema"));
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
}
