package org.tocsin.model;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** The JSON form of every record: unknown fields are left out, missing ones take their default. */
public final class Json {
    /** Longest document that is read, in bytes. */
    public static final long MAX_DOCUMENT_BYTES = 16L * 1024 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MAX_DOCUMENT_BYTES)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .addModule(new SimpleModule().addSerializer(String.class, new LongStrings()))
            .build();

    private Json() {}

    /** The shared mapper, thread-safe. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** UTF-8 JSON of a record. */
    public static byte[] bytes(Object record) {
        return MAPPER.writeValueAsBytes(record);
    }

    /** One line of JSON. */
    public static String line(Object record) {
        return new String(bytes(record), StandardCharsets.UTF_8);
    }

    /** What is wrong with JSON that cannot be read, for whoever wrote it: without the reader's words about itself. */
    public static String fault(JacksonException error) {
        String message = String.valueOf(error.getOriginalMessage());
        int about = message.indexOf(" (start marker at [Source:");
        return about < 0 ? message : message.substring(0, about);
    }

    /** The record in {@code json}; {@code JacksonException} when it is not one. */
    public static <T> T read(byte[] json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }
}
