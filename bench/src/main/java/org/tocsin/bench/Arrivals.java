package org.tocsin.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;

/** Counts the records that come to a topic, committed. */
final class Arrivals implements AutoCloseable {
    private final AtomicInteger count = new AtomicInteger();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread = Thread.ofPlatform().name("tap").unstarted(this::run);
    private volatile boolean closed;

    Arrivals(KafkaSettings kafka, Topic<?> topic) {
        Map<String, Object> values = kafka.client();
        values.putAll(Map.of("isolation.level", "read_committed", "enable.auto.commit", "false"));
        consumer = new KafkaConsumer<>(values, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, topic.partitions())
                .mapToObj(number -> new TopicPartition(topic.name(), number))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread.start();
    }

    private void run() {
        try (consumer) {
            while (!closed) {
                count.addAndGet(consumer.poll(Duration.ofMillis(20)).count());
            }
        }
    }

    int count() {
        return count.get();
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
