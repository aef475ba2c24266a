package org.tocsin.runtime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What topics are set to that a cluster may not leave to those who use it: {@code compression.type} and
 * {@code max.message.bytes} of the program's topics, {@code max.message.bytes} and {@code segment.bytes} of those that its
 * stores have. A name with an empty value is left to the cluster.
 *
 * @param values each of the three by Kafka's name
 */
public record TopicConfigs(Map<String, String> values) {
    private static final String COMPRESSION = "compression.type";
    private static final String RECORD = "max.message.bytes";
    private static final String SEGMENT = "segment.bytes";

    private static final int LEAST = 1 << 20;

    /** Only full segments of a changelog are compacted, and a store is restored from all that is left. */
    private static final Map<String, String> DEFAULTS = Map.of(
            COMPRESSION,
            "zstd",
            RECORD,
            String.valueOf(KafkaSettings.MAX_RECORD_BYTES),
            SEGMENT,
            String.valueOf(16 << 20));

    private static final List<String> COMPRESSIONS =
            List.of("", "producer", "uncompressed", "gzip", "snappy", "lz4", "zstd");

    /** What the embedded broker has, and every cluster that leaves it to us. */
    public static final TopicConfigs DEFAULT = new TopicConfigs(Map.of());

    public TopicConfigs {
        Map<String, String> all = new HashMap<>(DEFAULTS);
        values.forEach((name, value) -> {
            if (!DEFAULTS.containsKey(name)) {
                throw new Refusal("setting topic-configs: " + name + " is refused; it must be among "
                        + String.join(", ", new TreeMap<>(DEFAULTS).keySet()));
            }
            all.put(name, value.strip());
        });
        values = Map.copyOf(all);
        if (!COMPRESSIONS.contains(get(values, COMPRESSION))) {
            throw refused(COMPRESSION, get(values, COMPRESSION), "producer, uncompressed, gzip, snappy, lz4, zstd");
        }
        check(RECORD, get(values, RECORD), KafkaSettings.MAX_RECORD_BYTES);
        check(SEGMENT, get(values, SEGMENT), 1 << 30);
    }

    /** {@code name=value} each; {@link Refusal} of what none of them can be. */
    static TopicConfigs of(List<String> given) {
        Map<String, String> values = new HashMap<>();
        for (String one : given) {
            int equals = one.indexOf('=');
            if (equals < 0) {
                throw new Refusal("setting topic-configs: " + one
                        + " is refused; it must be name=value, several separated by commas, and name= for what the"
                        + " cluster has");
            }
            values.put(one.substring(0, equals).strip(), one.substring(equals + 1));
        }
        return new TopicConfigs(values);
    }

    private static void check(String name, String value, int most) {
        if (!value.isEmpty()
                && (!value.matches("\\d{1,10}") || Long.parseLong(value) < LEAST || Long.parseLong(value) > most)) {
            throw refused(name, value, "a number of bytes from " + LEAST + " to " + most);
        }
    }

    private static Refusal refused(String name, String value, String rule) {
        return new Refusal("setting topic-configs: %s=%s is refused; it must be %s, or empty for what the cluster has"
                .formatted(name, value, rule));
    }

    private static String get(Map<String, String> values, String name) {
        return values.getOrDefault(name, "");
    }

    /** Adds what a topic of the program is set to. */
    void ofTopics(Map<String, String> settings) {
        put(settings, "", COMPRESSION);
        put(settings, "", RECORD);
    }

    /** Adds what a Streams application is to give the topics of its stores. */
    void ofStores(Map<Object, Object> settings) {
        put(settings, "topic.", RECORD);
        put(settings, "topic.", SEGMENT);
    }

    /**
     * Settings of a topic that was made with {@link #DEFAULT} as it has them with these. What was changed on purpose stays,
     * unless it is left to the cluster.
     */
    public Map<String, String> insteadOfDefaults(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        DEFAULTS.forEach((name, usual) -> {
            String value = get(values, name);
            if (value.isEmpty()) {
                all.remove(name);
            } else {
                all.replace(name, usual, value);
            }
        });
        return all;
    }

    private void put(Map<? super String, ? super String> settings, String prefix, String name) {
        String value = get(values, name);
        if (!value.isEmpty()) {
            settings.put(prefix + name, value);
        }
    }

    /** Largest record that is sent, in bytes: what a topic takes, and where that is the cluster's own, what we can read. */
    public int recordBytes() {
        String value = get(values, RECORD);
        return value.isEmpty() ? KafkaSettings.MAX_RECORD_BYTES : Integer.parseInt(value);
    }
}
