package org.tocsin.ingest.file;

import java.io.InputStream;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.model.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON document of any length: a list of articles, one article, or an envelope whose member holds the list, as the APIs of
 * news services answer. Several documents may follow each other.
 */
final class JsonFile {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(ArticleFile.MAX_ITEM_BYTES)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ObjectReader ITEMS = MAPPER.readerFor(JsonNode.class);

    private final ArticleFile file;
    private final Items items;
    private long number;

    JsonFile(ArticleFile file, Items items) {
        this.file = file;
        this.items = items;
    }

    void read(String name, InputStream input) {
        try (JsonParser parser = MAPPER.createParser(input)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_ARRAY) {
                    list(name, parser);
                } else if (token == JsonToken.START_OBJECT) {
                    object(name, parser);
                } else {
                    item(name, ITEMS.readValue(parser), 0);
                }
            }
        } catch (JacksonException e) {
            var at = e.getLocation();
            ArticleFile.reject(
                    items,
                    name,
                    number + 1,
                    "json",
                    "the document breaks off at line %d: %s".formatted(at == null ? 0 : at.getLineNr(), Json.fault(e)));
        }
    }

    private void list(String name, JsonParser parser) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            long start = parser.currentTokenLocation().getByteOffset();
            JsonNode json = ITEMS.readValue(parser);
            item(name, json, parser.currentLocation().getByteOffset() - start);
        }
    }

    /** An article, or an envelope, whose list is read item by item. */
    private void object(String name, JsonParser parser) {
        ObjectNode members = MAPPER.createObjectNode();
        long start = parser.currentTokenLocation().getByteOffset();
        boolean envelope = false;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String member = parser.currentName();
            JsonToken value = parser.nextToken();
            if (ArticleReader.ENVELOPES.contains(member)
                    && value == JsonToken.START_ARRAY
                    && !members.has("title")
                    && !members.has("headline")) {
                envelope = true;
                list(name, parser);
            } else {
                members.set(member, ITEMS.<JsonNode>readValue(parser));
            }
        }
        if (!envelope) {
            item(name, members, parser.currentLocation().getByteOffset() - start);
        }
    }

    private void item(String name, JsonNode json, long bytes) {
        long line = ++number;
        if (bytes > ArticleFile.MAX_ITEM_BYTES) {
            ArticleFile.reject(items, name, line, "too-long", ArticleFile.tooLong(bytes));
        } else {
            items.add(name, line, (int) bytes, outcome -> file.json(name, line, json, outcome));
        }
    }

    /** For those that read other forms into objects. */
    static ObjectNode object() {
        return Json.mapper().createObjectNode();
    }
}
