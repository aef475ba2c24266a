package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class OpenApiTest {
    /** What a record may hold. */
    record Whole(
            String name,
            @Nullable String other,
            long count,
            @Nullable Double share,
            boolean sure,
            Instant at,
            Origin origin,
            List<Part> parts,
            Map<String, List<Integer>> numbers,
            @Nullable Part main) {
        /** Not written, as it is no field. */
        int doubled() {
            return (int) count * 2;
        }
    }

    record Part(String id) {}

    @ParameterizedTest
    @CsvSource({
        "/metrics, get, '200,401,403,406,429,default'",
        "/health/live, get, '200,406,default'",
        "/api/v1/session, delete, '204,default'",
        "/api/v1/session, post, '201,401,406,415,429,default'",
    })
    void saysWhichFailuresAnOperationHasInCommonWithOthers(String path, String method, String statuses) {
        JsonNode operation = OpenApi.whole().path("paths").path(path).path(method);

        assertThat(operation.path("responses").propertyNames()).containsExactlyInAnyOrder(statuses.split(",", -1));
        assertThat(operation.has("security")).isEqualTo(!statuses.contains("403"));
    }

    @Test
    void leadsNowhereThatIsNotDescribed() {
        ObjectNode whole = OpenApi.whole();
        assertThat(whole.findValuesAsString("$ref"))
                .isNotEmpty()
                .allSatisfy(place -> assertThat(whole.at(place.substring(1)).isMissingNode())
                        .as(place)
                        .isFalse());
    }

    @Test
    void makesTheSchemaOfARecordFromTheRecord() {
        ObjectNode schemas = Json.mapper().createObjectNode();
        schemas.putObject("Thing")
                .put("x-record", Whole.class.getName())
                .put("description", "A thing")
                .putObject("properties")
                .putObject("name")
                .put("description", "What it is called");

        RecordSchemas.complete(schemas);

        assertThat((Object) schemas).isEqualTo(Json.mapper().readTree("""
                {"Part": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
                 "Thing": {"type": "object", "description": "A thing",
                   "required": ["name", "other", "count", "share", "sure", "at", "origin", "parts", "numbers", "main"],
                   "properties": {
                     "name": {"type": "string", "description": "What it is called"},
                     "other": {"type": ["string", "null"]},
                     "count": {"type": "integer"},
                     "share": {"type": ["number", "null"]},
                     "sure": {"type": "boolean"},
                     "at": {"type": "string", "format": "date-time"},
                     "origin": {"type": "string", "enum": ["live", "late", "backfill", "replay"]},
                     "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
                     "numbers": {"type": "object",
                       "additionalProperties": {"type": "array", "items": {"type": "integer"}}},
                     "main": {"oneOf": [{"$ref": "#/components/schemas/Part"}, {"type": "null"}]}}}}"""));
    }

    @Test
    void refusesASchemaOfNoRecord() {
        ObjectNode schemas = Json.mapper().createObjectNode();
        schemas.putObject("Thing").put("x-record", "org.tocsin.Gone");

        assertThatThrownBy(() -> RecordSchemas.complete(schemas)).hasMessageContaining("org.tocsin.Gone");
    }

    @Test
    void saysWhatARouteTakesAndGives() {
        OpenApi description = OpenApi.of(Set.of("POST /api/v1/feeds", "GET /api/v1/stream", "GET /other"));

        assertThat(description.types("POST", "/api/v1/feeds").takes()).containsExactly("application/json");
        assertThat(description.types("HEAD", "/api/v1/stream").gives()).containsExactly("text/event-stream");
        assertThat(description.types("GET", "/other").gives()).isEmpty();
        assertThat(description.types("GET", "/metrics").gives()).isEmpty();
    }
}
