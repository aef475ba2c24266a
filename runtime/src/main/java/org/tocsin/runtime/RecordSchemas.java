package org.tocsin.runtime;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Json;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import tools.jackson.databind.node.ObjectNode;

/**
 * Schemas of records in the JSON form that they are written in, made from the records themselves, so that neither changes
 * alone. A schema that names a record as {@code x-record} gets its fields, under what else the schema says; so do the records
 * that it holds, under their simple names.
 */
final class RecordSchemas {
    private static final String RECORD = "x-record";

    private final ObjectNode schemas;
    private final Map<Class<?>, String> names = new HashMap<>();

    private RecordSchemas(ObjectNode schemas) {
        this.schemas = schemas;
    }

    /** Completes the schemas that name a record. */
    static void complete(ObjectNode schemas) {
        RecordSchemas made = new RecordSchemas(schemas);
        List<Map.Entry<String, JsonNode>> given = new ArrayList<>();
        for (Map.Entry<String, JsonNode> schema : List.copyOf(schemas.properties())) {
            if (schema.getValue().has(RECORD)) {
                given.add(schema);
                made.names.put(record(schema.getValue()), schema.getKey());
            }
        }
        for (Map.Entry<String, JsonNode> schema : given) {
            ObjectNode whole = made.object(Json.mapper().constructType(record(schema.getValue())));
            OpenApi.merge(whole, schema.getValue());
            whole.remove(RECORD);
            schemas.set(schema.getKey(), whole);
        }
    }

    private static Class<?> record(JsonNode schema) {
        try {
            return Class.forName(schema.path(RECORD).asString());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a schema names a record that there is not: " + schema, e);
        }
    }

    private ObjectNode object(JavaType record) {
        ObjectNode schema = Json.mapper().createObjectNode().put("type", "object");
        ObjectNode properties = Json.mapper().createObjectNode();
        for (BeanProperty property : properties(record)) {
            schema.withArrayProperty("required").add(property.getName());
            ObjectNode one = schema(property.getType());
            properties.set(property.getName(), nullable(property) ? orNull(one) : one);
        }
        schema.set("properties", properties);
        return schema;
    }

    private static List<BeanProperty> properties(JavaType record) {
        List<BeanProperty> all = new ArrayList<>();
        Json.mapper().acceptJsonFormatVisitor(record, new JsonFormatVisitorWrapper.Base() {
            @Override
            public JsonObjectFormatVisitor expectObjectFormat(@Nullable JavaType type) {
                return new JsonObjectFormatVisitor.Base(getContext()) {
                    @Override
                    public void property(BeanProperty property) {
                        all.add(property);
                    }

                    @Override
                    public void optionalProperty(BeanProperty property) {
                        all.add(property);
                    }
                };
            }
        });
        return all;
    }

    private static boolean nullable(BeanProperty property) {
        return property.getMember() instanceof AnnotatedMethod accessor
                && accessor.getAnnotated().getAnnotatedReturnType().isAnnotationPresent(Nullable.class);
    }

    private static ObjectNode orNull(ObjectNode schema) {
        ObjectNode either = Json.mapper().createObjectNode();
        if (schema.has("$ref")) {
            either.putArray("oneOf").add(schema).addObject().put("type", "null");
            return either;
        }
        String type = schema.path("type").asString();
        either.setAll(schema);
        either.putArray("type").add(type).add("null");
        return either;
    }

    private ObjectNode schema(JavaType type) {
        ObjectNode schema = Json.mapper().createObjectNode();
        Class<?> raw = type.getRawClass();
        if (raw == String.class) {
            schema.put("type", "string");
        } else if (raw == Instant.class) {
            schema.put("type", "string").put("format", "date-time");
        } else if (List.of(int.class, long.class, Integer.class, Long.class).contains(raw)) {
            schema.put("type", "integer");
        } else if (List.of(double.class, Double.class).contains(raw)) {
            schema.put("type", "number");
        } else if (List.of(boolean.class, Boolean.class).contains(raw)) {
            schema.put("type", "boolean");
        } else if (raw.isEnum()) {
            schema.put("type", "string");
            for (Object constant : raw.getEnumConstants()) {
                schema.withArrayProperty("enum").add(Json.mapper().<JsonNode>valueToTree(constant));
            }
        } else if (type.isMapLikeType()) {
            schema.put("type", "object").set("additionalProperties", schema(type.getContentType()));
        } else if (type.isCollectionLikeType()) {
            schema.put("type", "array").set("items", schema(type.getContentType()));
        } else if (raw.isRecord()) {
            schema.put("$ref", "#/components/schemas/" + name(type));
        } else {
            throw new IllegalStateException("no schema says what " + type + " is in JSON");
        }
        return schema;
    }

    /** Where the schema of a record stands; it is made if it does not. */
    private String name(JavaType record) {
        String known = names.get(record.getRawClass());
        if (known != null) {
            return known;
        }
        String name = record.getRawClass().getSimpleName();
        if (schemas.has(name)) {
            throw new IllegalStateException("two schemas would be called " + name);
        }
        names.put(record.getRawClass(), name);
        schemas.putObject(name);
        schemas.set(name, object(record));
        return name;
    }
}
