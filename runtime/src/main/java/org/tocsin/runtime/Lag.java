package org.tocsin.runtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How many records of the topics wait for some consumer groups, by what they have committed. Thread-safe. */
public final class Lag implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final Admin admin;
    private final List<String> groups;

    /** @param groups those that have never committed count for nothing */
    public Lag(KafkaSettings kafka, List<String> groups) {
        admin = Admin.create(kafka.client());
        this.groups = List.copyOf(groups);
    }

    /** Records that wait for each of the groups; {@link IllegalStateException} when the broker does not say. */
    public Map<String, Long> now() {
        try {
            Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
            groups.forEach(group -> specs.put(group, new ListConsumerGroupOffsetsSpec()));
            Map<String, Map<TopicPartition, Long>> read = new TreeMap<>();
            of(admin.listConsumerGroupOffsets(specs).all()).forEach((group, places) -> {
                Map<TopicPartition, Long> known = read.computeIfAbsent(group, _ -> new HashMap<>());
                places.forEach((partition, place) -> {
                    if (place != null) {
                        known.put(partition, place.offset());
                    }
                });
            });
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            read.values().forEach(places -> places.keySet().forEach(one -> ends.put(one, OffsetSpec.latest())));
            Map<TopicPartition, Long> latest = new HashMap<>();
            of(admin.listOffsets(ends).all()).forEach((partition, end) -> latest.put(partition, end.offset()));
            Map<String, Long> behind = new TreeMap<>();
            read.forEach((group, places) -> places.forEach((partition, place) ->
                    behind.merge(group, Math.max(0, latest.getOrDefault(partition, place) - place), Long::sum)));
            return behind;
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("how much waits in the pipeline is not known: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the broker was asked what waits", e);
        }
    }

    private static <T> T of(KafkaFuture<T> future) throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
