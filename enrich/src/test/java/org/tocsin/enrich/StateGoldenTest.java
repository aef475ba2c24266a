package org.tocsin.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tocsin.model.Json;
import org.tocsin.runtime.KafkaSettings;
import tools.jackson.databind.JsonNode;

/**
 * What the stores keep is a contract with the changelogs of running instances. A file {@code STORE.N.json} is one record of a
 * changelog, in the form that the store's values had from some release on, as bytes and, where it has one, in the form of JSON;
 * it never changes. Each must be read as it says; the latest of a store is also what is written today. Another form is another
 * file beside it.
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

    private static Topology topology(String application) {
        return application.equals("tocsin-tag")
                ? TagTopology.build(article -> {
                    throw new IllegalStateException("nothing is tagged here");
                })
                : StoriesTopology.build();
    }

    @Test
    void everyStoreHasItsGoldenForm() throws IOException {
        List<String> stores = Stream.of("tocsin-tag", "tocsin-stories")
                .flatMap(application -> topology(application).describe().subtopologies().stream())
                .flatMap(part -> part.nodes().stream())
                .filter(TopologyDescription.Processor.class::isInstance)
                .flatMap(node -> ((TopologyDescription.Processor) node).stores().stream())
                .toList();
        assertThat(files().stream().map(StateGoldenTest::store).distinct()).containsExactlyInAnyOrderElementsOf(stores);
    }

    @Test
    void whatGrowsWithArticlesIsOnDisk() {
        assertThat(isOnDisk("tocsin-tag", "revisions")).isTrue();
        assertThat(isOnDisk("tocsin-stories", "remembered-articles")).isTrue();
    }

    private boolean isOnDisk(String application, String store) {
        try (TopologyTestDriver driver = new TopologyTestDriver(
                topology(application), new KafkaSettings("unused:9092").streams(application, state, false, "golden"))) {
            return driver.getKeyValueStore(store).persistent();
        }
    }

    /** What a store read, and the record of the changelog when that was put back. */
    private record Passed(Object read, KeyValue<byte[], byte[]> written) {}

    @ParameterizedTest
    @MethodSource("files")
    void readsAndWritesWhatAStoreKeeps(String file) throws IOException {
        JsonNode golden = Json.mapper().readTree(FILES.resolve(file));
        byte[] bytes = HexFormat.of().parseHex(golden.path("bytes").asString());

        Passed passed = pass(store(file), golden, bytes);

        if (golden.has("value")) {
            assertThat(Json.mapper().readTree(Json.bytes(passed.read()))).isEqualTo(golden.path("value"));
        }
        if (isLatest(file)) {
            assertThat(passed.written().value).isEqualTo(bytes);
        }
        assertThat(passed.written().key).isEqualTo(key(golden));
    }

    private Passed pass(String store, JsonNode golden, byte[] bytes) {
        String changelog = golden.path("changelog").asString();
        String application = changelog.substring(0, changelog.indexOf("-" + store + "-changelog"));
        String key = golden.path("key").asString();
        Bytes raw = Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
        try (TopologyTestDriver driver = new TopologyTestDriver(
                topology(application), new KafkaSettings("unused:9092").streams(application, state, false, "golden"))) {
            Object read;
            if (golden.has("start")) {
                long start = start(golden);
                WindowStore<String, Object> kept = driver.getWindowStore(store);
                WindowStore<Bytes, byte[]> below = below(kept);
                below.put(raw, bytes, start);
                read = Objects.requireNonNull(kept.fetch(key, start));
                kept.put(key, read, start);
            } else {
                KeyValueStore<String, Object> kept = driver.getKeyValueStore(store);
                KeyValueStore<Bytes, byte[]> below = below(kept);
                below.put(raw, bytes);
                read = Objects.requireNonNull(kept.get(key));
                kept.put(key, read);
            }
            driver.advanceWallClockTime(Duration.ofMillis(1));
            return new Passed(
                    read,
                    driver.createOutputTopic(changelog, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                            .readKeyValuesToList()
                            .getLast());
        }
    }

    private static long start(JsonNode golden) {
        return Instant.parse(golden.path("start").asString()).toEpochMilli();
    }

    /** As the changelog has it: with the time and a number of the window where there is one. */
    private static byte[] key(JsonNode golden) {
        byte[] key = golden.path("key").asString().getBytes(StandardCharsets.UTF_8);
        return golden.has("start")
                ? ByteBuffer.allocate(key.length + Long.BYTES + Integer.BYTES)
                        .put(key)
                        .putLong(start(golden))
                        .putInt(0)
                        .array()
                : key;
    }

    private static boolean isLatest(String file) {
        String[] parts = file.split("\\.", -1);
        return !Files.exists(FILES.resolve("%s.%d.json".formatted(parts[0], Integer.parseInt(parts[1]) + 1)));
    }

    private static String store(String file) {
        return file.substring(0, file.indexOf('.'));
    }

    /** The same kind of store below its serdes. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // stores of Streams keep bytes in the end
    private static <S extends StateStore> S below(StateStore store) {
        return (S) ((WrappedStateStore<?, ?, ?>) store).wrapped();
    }
}
