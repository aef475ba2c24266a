package org.tocsin.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tocsin.alerts.decide.DecideTopology;
import org.tocsin.alerts.decide.DecisionCounts;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.model.Json;
import org.tocsin.runtime.KafkaSettings;
import tools.jackson.databind.JsonNode;

/**
 * What the stores keep is a contract with the changelogs of running instances. A file {@code STORE.N.json} is one record of a
 * changelog, in the form that the store's values had from some release on; it never changes. Each must be read, and nothing of
 * it be lost; the latest of a store is also what is written today. Another form is another file beside it.
 */
final class StateGoldenTest {
    private static final Path FILES = Path.of("src/test/resources/golden-state");

    @TempDir
    private Path state;

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Topology topology() {
        return DecideTopology.build(id -> null, Limits.DEFAULT, new DecisionCounts(), InstantSource.system());
    }

    @Test
    void everyStoreHasItsGoldenForm() throws IOException {
        List<String> stores = topology().describe().subtopologies().stream()
                .flatMap(part -> part.nodes().stream())
                .filter(TopologyDescription.Processor.class::isInstance)
                .flatMap(node -> ((TopologyDescription.Processor) node).stores().stream())
                .toList();
        assertThat(files().stream().map(StateGoldenTest::store).distinct()).containsExactlyInAnyOrderElementsOf(stores);
    }

    @ParameterizedTest
    @MethodSource("files")
    void readsAndWritesWhatAStoreKeeps(String file) throws IOException {
        JsonNode golden = Json.mapper().readTree(FILES.resolve(file));
        String key = golden.path("key").asString();

        KeyValue<String, byte[]> written = rewritten(file, key, golden);

        assertThat(written.key).isEqualTo(key);
        JsonNode value = Json.mapper().readTree(written.value);
        if (isLatest(file)) {
            assertThat(value).isEqualTo(golden.path("value"));
        } else {
            for (Map.Entry<String, JsonNode> field : golden.path("value").properties()) {
                assertThat(value.path(field.getKey())).as(field.getKey()).isEqualTo(field.getValue());
            }
        }
    }

    /** The record of the changelog after the store was given the golden one and what it read was put back. */
    private KeyValue<String, byte[]> rewritten(String file, String key, JsonNode golden) {
        try (TopologyTestDriver driver = new TopologyTestDriver(
                topology(), new KafkaSettings("unused:9092").streams("tocsin-decide", state, false, "golden"))) {
            KeyValueStore<String, Object> kept = driver.getKeyValueStore(store(file));
            bytes(kept).put(Bytes.wrap(key.getBytes(StandardCharsets.UTF_8)), Json.bytes(golden.path("value")));
            kept.put(key, Objects.requireNonNull(kept.get(key)));
            driver.advanceWallClockTime(Duration.ofMillis(1));
            return driver.createOutputTopic(
                            golden.path("changelog").asString(), new StringDeserializer(), new ByteArrayDeserializer())
                    .readKeyValuesToList()
                    .getLast();
        }
    }

    private static boolean isLatest(String file) {
        String[] parts = file.split("\\.", -1);
        return !Files.exists(FILES.resolve("%s.%d.json".formatted(parts[0], Integer.parseInt(parts[1]) + 1)));
    }

    private static String store(String file) {
        return file.substring(0, file.indexOf('.'));
    }

    /** What lies below the store's serdes. */
    @SuppressWarnings("unchecked") // key-value stores of Streams keep bytes in the end
    private static KeyValueStore<Bytes, byte[]> bytes(KeyValueStore<String, Object> store) {
        return (KeyValueStore<Bytes, byte[]>) ((WrappedStateStore<?, ?, ?>) store).wrapped();
    }
}
