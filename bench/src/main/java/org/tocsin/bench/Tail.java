package org.tocsin.bench;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;

/** Hands on what comes to topics from now on, committed, on a thread of its own. */
final class Tail implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private volatile boolean closed;

    Tail(KafkaSettings kafka, Collection<Topic<?>> topics, Consumer<ConsumerRecords<byte[], byte[]>> listener) {
        Map<String, Object> values = kafka.client();
        values.putAll(
                Map.of("isolation.level", "read_committed", "enable.auto.commit", "false", "fetch.max.wait.ms", "10"));
        consumer = new KafkaConsumer<>(values, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = topics.stream()
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(number -> new TopicPartition(topic.name(), number)))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread = Thread.ofPlatform().name("tap").start(() -> run(listener));
    }

    private void run(Consumer<ConsumerRecords<byte[], byte[]>> listener) {
        try (consumer) {
            while (!closed) {
                listener.accept(consumer.poll(Duration.ofMillis(20)));
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
