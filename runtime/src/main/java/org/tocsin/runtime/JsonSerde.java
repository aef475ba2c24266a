package org.tocsin.runtime;

import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Json;
import tools.jackson.core.JacksonException;

/** Kafka's view of the JSON form of a record. */
public final class JsonSerde {
    private static final Logger LOG = LoggerFactory.getLogger(JsonSerde.class);

    private JsonSerde() {}

    public static <T> Serde<T> of(Class<T> type) {
        return Serdes.serdeFrom(serializer(), deserializer(type));
    }

    public static <T> Serializer<T> serializer() {
        return (topic, value) -> value == null ? null : Json.bytes(value);
    }

    /** Gives null for bytes that are not the JSON form of {@code type} and says so in the log. */
    static <T> Deserializer<@Nullable T> lenientDeserializer(Class<T> type) {
        return (topic, bytes) -> {
            try {
                return bytes == null ? null : Json.read(bytes, type);
            } catch (JacksonException e) {
                LOG.atWarn()
                        .addKeyValue("topic", topic)
                        .addKeyValue("error", e.getOriginalMessage())
                        .log("record unreadable");
                return null;
            }
        };
    }

    public static <T> Deserializer<T> deserializer(Class<T> type) {
        return (topic, bytes) -> bytes == null ? null : Json.read(bytes, type);
    }
}
