package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Topic;

final class StreamsStageTest {
    @TempDir
    private Path directory;

    /** What the store held after each record. */
    private final BlockingQueue<List<String>> seen = new LinkedBlockingQueue<>();

    private final class Keep implements Processor<String, byte[], Void, Void> {
        private KeyValueStore<String, byte[]> kept;
        private Pace pace;

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            kept = context.getStateStore("kept");
            pace = new Pace(context);
        }

        @Override
        public void process(Record<String, byte[]> record) {
            pace.comes(record);
            kept.put(record.key(), record.value());
            try (KeyValueIterator<String, byte[]> all = kept.all();
                    Stream<String> keys = Stream.generate(() -> all.hasNext() ? all.next().key : "")) {
                seen.add(keys.takeWhile(key -> !key.isEmpty()).toList());
            }
        }
    }

    private StreamsStage stage(KafkaSettings kafka, Path state) {
        Topology topology = new Topology()
                .addSource(
                        "articles",
                        Serdes.String().deserializer(),
                        Serdes.ByteArray().deserializer(),
                        Topic.ARTICLES.name())
                .addProcessor("keep", Keep::new, "articles")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore("kept"), Serdes.String(), Serdes.ByteArray()),
                        "keep");
        return new StreamsStage("keep", topology, kafka.streams("keep", state, true, "keep"));
    }

    private List<String> send(KafkaSettings kafka, String key) throws InterruptedException {
        try (Producer<String, byte[]> producer = kafka.bytesProducer()) {
            var _ = producer.send(
                    new ProducerRecord<>(Topic.ARTICLES.name(), key, key.getBytes(StandardCharsets.UTF_8)));
        }
        List<String> keys = seen.poll(60, TimeUnit.SECONDS);
        return keys == null ? List.of("nothing came") : keys;
    }

    /** As a kill leaves it while Streams deletes a store. */
    private static void halve(Path state) throws IOException {
        List<Path> manifests;
        try (Stream<Path> files = Files.walk(state)) {
            manifests = files.filter(file -> file.getFileName().toString().startsWith("MANIFEST"))
                    .toList();
        }
        assertThat(manifests).as("stores in " + state).isNotEmpty();
        for (Path manifest : manifests) {
            Files.delete(manifest);
        }
    }

    @Test
    void aStoreThatIsHalfDeletedIsRestoredFromTheLog() throws Exception {
        Path state = directory.resolve("state");
        try (EmbeddedBroker broker = EmbeddedBroker.start(Files.createDirectory(directory.resolve("broker")))) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrap());
            kafka.createTopics();
            try (StreamsStage stage = stage(kafka, state)) {
                stage.start();
                stage.awaitReady();
                assertThat(send(kafka, "a")).containsExactly("a");
                assertThat(send(kafka, "b")).containsExactly("a", "b");
            }
            halve(state);
            try (StreamsStage stage = stage(kafka, state)) {
                stage.start();
                stage.awaitReady();
                assertThat(stage.trouble()).isEmpty();
                assertThat(send(kafka, "c")).containsExactly("a", "b", "c");
            }
        }
    }
}
