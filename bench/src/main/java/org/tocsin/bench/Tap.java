package org.tocsin.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;

/** Notes when a reader first sees each article in each topic on its way, committed. */
final class Tap implements AutoCloseable {
    static final List<Topic<?>> TOPICS =
            List.of(Topic.ARTICLES, Topic.TAGGED, Topic.ENRICHED, Topic.MATCHES, Topic.OUTBOX);

    private final Map<String, long[]> seen = new LinkedHashMap<>();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread = Thread.ofPlatform().name("tap").unstarted(this::run);
    private volatile boolean closed;

    Tap(KafkaSettings kafka, int articles) {
        Map<String, Object> values = kafka.client();
        values.putAll(
                Map.of("isolation.level", "read_committed", "enable.auto.commit", "false", "fetch.max.wait.ms", "10"));
        consumer = new KafkaConsumer<>(values, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic<?> topic : TOPICS) {
            seen.put(topic.name(), new long[articles]);
            IntStream.range(0, topic.partitions())
                    .forEach(number -> partitions.add(new TopicPartition(topic.name(), number)));
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread.start();
    }

    private void run() {
        try (consumer) {
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                    long now = System.nanoTime();
                    int article = News.number(new String(record.key(), StandardCharsets.ISO_8859_1));
                    if (article < 0) {
                        article = News.number(new String(record.value(), StandardCharsets.ISO_8859_1));
                    }
                    long[] times = seen.getOrDefault(record.topic(), new long[0]);
                    if (article >= 0 && times[article] == 0) {
                        times[article] = now;
                    }
                }
            }
        }
    }

    /** When each article was first seen in the topic, by {@link System#nanoTime}; 0 where it was not. */
    long[] seen(Topic<?> topic) {
        return seen.getOrDefault(topic.name(), new long[0]);
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
