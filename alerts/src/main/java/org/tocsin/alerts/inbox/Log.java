package org.tocsin.alerts.inbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;

/** Reads a topic as it is now, from an offset to its end. */
public final class Log {
    private Log() {}

    /** Hands every record from {@code offset} of each partition to {@code reader}, in the order of the partition. */
    public static <V> void read(
            KafkaSettings kafka, Topic<V> topic, long offset, Consumer<ConsumerRecord<String, V>> reader) {
        try (var consumer = kafka.<V>consumer(topic.value(), "")) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
            partitions.forEach(
                    partition -> consumer.seek(partition, Math.max(offset, starts.getOrDefault(partition, 0L))));
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                for (ConsumerRecord<String, V> item : consumer.poll(Duration.ofMillis(200))) {
                    if (item.value() != null) {
                        reader.accept(item);
                    }
                }
            }
        }
    }
}
