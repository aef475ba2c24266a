package org.tocsin.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;

/** One reading of a topic from a time to its end of now, each record once, in no group and without a trace on the broker. */
final class Scan {
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private Scan() {}

    /**
     * How a reading went.
     *
     * @param read records that are there, unreadable ones among them
     * @param unreadable records that are not of the topic's form
     * @param removed records before the first that the log still has, whatever the time asked for
     */
    record Outcome(long read, long unreadable, long removed) {}

    /**
     * Hands every readable record written at or after {@code from} to the reader, partition by partition in the order of
     * the log. A null {@code from} reads from the beginning.
     *
     * @param progress gets the offsets passed and those to pass, after each batch
     */
    static <V> Outcome run(
            KafkaSettings kafka,
            Topic<V> topic,
            @Nullable Instant from,
            java.util.function.Consumer<ConsumerRecord<String, V>> reader,
            BiConsumer<Long, Long> progress) {
        try (Consumer<String, V> consumer = kafka.historian(topic.value())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> starts = from == null ? begins : starts(consumer, partitions, from, ends);
            starts.forEach(consumer::seek);
            long first = sum(starts);
            long total = sum(ends) - first;
            long read = 0;
            long unreadable = 0;
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new IllegalStateException("interrupted while " + topic.name() + " was read");
                }
                for (ConsumerRecord<String, V> item : consumer.poll(PATIENCE)) {
                    TopicPartition partition = new TopicPartition(item.topic(), item.partition());
                    if (item.offset() >= ends.getOrDefault(partition, 0L)) {
                        continue; // came after the start
                    }
                    if (item.value() != null) {
                        read++;
                        reader.accept(item);
                    } else if (item.serializedValueSize() > 0) {
                        read++;
                        unreadable++;
                    }
                }
                progress.accept(
                        Math.min(
                                partitions.stream()
                                                .mapToLong(consumer::position)
                                                .sum()
                                        - first,
                                total),
                        total);
            }
            return new Outcome(read, unreadable, sum(begins));
        }
    }

    private static Map<TopicPartition, Long> starts(
            Consumer<?, ?> consumer, List<TopicPartition> partitions, Instant from, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, Math.max(0, from.toEpochMilli())));
        Map<TopicPartition, Long> starts = new HashMap<>(ends);
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        found.forEach((partition, place) -> {
            if (place != null) {
                starts.put(partition, place.offset());
            }
        });
        return starts;
    }

    private static long sum(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }
}
