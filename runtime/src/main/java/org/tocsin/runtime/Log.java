package org.tocsin.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.tocsin.model.Topic;

/** Reads a topic as it is now, to its end, in no group. */
public final class Log {
    private Log() {}

    /** Hands every record from {@code offset} of each partition to {@code reader}, in the order of the partition. */
    public static <V> void read(
            KafkaSettings kafka, Topic<V> topic, long offset, Consumer<ConsumerRecord<String, V>> reader) {
        read(kafka, topic, end -> offset, reader);
    }

    /** Hands the latest records of each partition to {@code reader}, those of the last {@code most} offsets. */
    public static <V> void latest(
            KafkaSettings kafka, Topic<V> topic, int most, Consumer<ConsumerRecord<String, V>> reader) {
        read(kafka, topic, end -> end - most, reader);
    }

    /** Hands every record that was written at {@code time} or later to {@code reader}, in the order of its partition. */
    public static <V> void since(
            KafkaSettings kafka, Topic<V> topic, Instant time, Consumer<ConsumerRecord<String, V>> reader) {
        try (var consumer = kafka.<V>consumer(topic.value(), "")) {
            Map<TopicPartition, Long> ends = seek(consumer, topic, end -> end);
            Map<TopicPartition, Long> times = new HashMap<>();
            ends.keySet().forEach(partition -> times.put(partition, time.toEpochMilli()));
            consumer.offsetsForTimes(times).forEach((partition, first) -> {
                if (first != null) {
                    consumer.seek(partition, first.offset());
                }
            });
            read(consumer, ends, reader);
        }
    }

    /** The offset after the last record of a topic of one partition. */
    public static long end(KafkaSettings kafka, Topic<?> topic) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        try (var consumer = kafka.rawConsumer()) {
            return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        }
    }

    /** The records at these offsets of a topic of one partition, as far as the log still has them. */
    public static <V> Map<Long, V> at(KafkaSettings kafka, Topic<V> topic, Collection<Long> offsets) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        Map<Long, V> found = new HashMap<>();
        if (offsets.isEmpty()) {
            return found;
        }
        try (var consumer = kafka.<V>consumer(topic.value(), "")) {
            consumer.assign(List.of(partition));
            long start = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            TreeSet<Long> wanted = new TreeSet<>(offsets);
            Long next = wanted.ceiling(start);
            while (next != null && next < end) {
                consumer.seek(partition, next);
                long seen = next;
                for (ConsumerRecord<String, V> item : consumer.poll(Duration.ofSeconds(5))) {
                    seen = item.offset();
                    if (item.value() != null && wanted.contains(seen)) {
                        found.put(seen, item.value());
                    }
                }
                next = wanted.higher(seen);
            }
        }
        return found;
    }

    private static <V> void read(
            KafkaSettings kafka, Topic<V> topic, LongUnaryOperator from, Consumer<ConsumerRecord<String, V>> reader) {
        try (var consumer = kafka.<V>consumer(topic.value(), "")) {
            Map<TopicPartition, Long> ends = seek(consumer, topic, from);
            read(consumer, ends, reader);
        }
    }

    private static <V> void read(
            org.apache.kafka.clients.consumer.Consumer<String, V> consumer,
            Map<TopicPartition, Long> ends,
            Consumer<ConsumerRecord<String, V>> reader) {
        while (!reached(consumer, ends)) {
            for (ConsumerRecord<String, V> item : consumer.poll(Duration.ofMillis(200))) {
                if (item.value() != null) {
                    reader.accept(item);
                }
            }
        }
    }

    /**
     * Takes all partitions of a topic from where {@code from} says for each end, but not before what the log still has;
     * answers the ends.
     */
    static <V> Map<TopicPartition, Long> seek(
            org.apache.kafka.clients.consumer.Consumer<String, V> consumer, Topic<V> topic, LongUnaryOperator from) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
        ends.forEach((partition, end) ->
                consumer.seek(partition, Math.max(from.applyAsLong(end), starts.getOrDefault(partition, 0L))));
        return ends;
    }

    /** Whether everything before {@code ends} has been read. */
    static boolean reached(org.apache.kafka.clients.consumer.Consumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
}
