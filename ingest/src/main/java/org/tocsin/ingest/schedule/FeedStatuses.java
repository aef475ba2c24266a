package org.tocsin.ingest.schedule;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.tocsin.model.FeedStatus;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;

/** What the former owners of partitions wrote down of their feeds. */
final class FeedStatuses {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private FeedStatuses() {}

    /** Reads the partitions of {@code tocsin.feed-status} with the numbers of {@code partitions} whole. */
    static Map<String, FeedStatus> read(KafkaSettings kafka, Collection<TopicPartition> partitions) {
        Map<String, FeedStatus> found = new HashMap<>();
        List<TopicPartition> own = partitions.stream()
                .map(partition -> new TopicPartition(Topic.FEED_STATUS.name(), partition.partition()))
                .toList();
        try (Consumer<String, FeedStatus> consumer = kafka.consumer(FeedStatus.class, "")) {
            consumer.assign(own);
            consumer.seekToBeginning(own);
            Map<TopicPartition, Long> ends = consumer.endOffsets(own);
            long limit = System.nanoTime() + LONGEST.toNanos();
            while (own.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                if (System.nanoTime() > limit) {
                    throw new IllegalStateException("the feeds' status has not been read within " + LONGEST);
                }
                for (ConsumerRecord<String, FeedStatus> record : consumer.poll(Duration.ofMillis(100))) {
                    if (record.value() != null) {
                        found.put(record.key(), record.value());
                    }
                }
            }
        }
        return found;
    }
}
