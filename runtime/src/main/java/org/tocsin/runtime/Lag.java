package org.tocsin.runtime;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How many records wait for consumer groups, by what they have committed. */
public final class Lag {
    private Lag() {}

    /**
     * Records that wait for each group in each topic; a group that has never committed has none.
     *
     * @param patience how long each of the two questions may take the broker; then {@link TimeoutException}
     */
    public static Map<String, Map<String, Long>> of(Admin admin, Collection<String> groups, Duration patience)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
        groups.forEach(group -> specs.put(group, new ListConsumerGroupOffsetsSpec()));
        Map<String, Map<TopicPartition, OffsetAndMetadata>> read =
                of(admin.listConsumerGroupOffsets(specs).all(), patience);
        Set<TopicPartition> partitions = new HashSet<>();
        read.values().forEach(places -> partitions.addAll(places.keySet()));
        Map<TopicPartition, Long> ends = ends(admin, partitions, patience);
        Map<String, Map<String, Long>> lag = new TreeMap<>();
        read.forEach((group, places) -> lag.put(group, behind(ends, places)));
        return lag;
    }

    /** The offset that the next record of each partition gets. */
    public static Map<TopicPartition, Long> ends(Admin admin, Collection<TopicPartition> partitions, Duration patience)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        of(admin.listOffsets(latest).all(), patience).forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    private static <T> T of(KafkaFuture<T> future, Duration patience)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Map<String, Long> behind(
            Map<TopicPartition, Long> ends, Map<TopicPartition, OffsetAndMetadata> read) {
        Map<String, Long> behind = new TreeMap<>();
        read.forEach((partition, place) -> {
            Long end = ends.get(partition);
            if (end != null && place != null) {
                behind.merge(partition.topic(), Math.max(0, end - place.offset()), Long::sum);
            }
        });
        return behind;
    }
}
