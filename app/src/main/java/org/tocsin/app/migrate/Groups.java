package org.tocsin.app.migrate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;

/**
 * What every consumer group of the source has committed, Streams' notes about time included. Epochs of leaders are left
 * out: they are those of the source's broker.
 */
record Groups(Map<String, Map<TopicPartition, OffsetAndMetadata>> committed) {
    private static final long PATIENCE_SECONDS = 60;

    static Groups of(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        List<String> names = names(admin);
        return new Groups(committed(admin, names));
    }

    private static List<String> names(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        return admin.listGroups().all().get(PATIENCE_SECONDS, TimeUnit.SECONDS).stream()
                .filter(group -> group.type().orElse(GroupType.CLASSIC) != GroupType.SHARE)
                .map(GroupListing::groupId)
                .toList();
    }

    private static Map<String, Map<TopicPartition, OffsetAndMetadata>> committed(Admin admin, List<String> names)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, Map<TopicPartition, OffsetAndMetadata>> all = new TreeMap<>();
        admin.listConsumerGroupOffsets(
                        names.stream()
                                .collect(Collectors.toMap(
                                        Function.identity(), name -> new ListConsumerGroupOffsetsSpec())),
                        new ListConsumerGroupOffsetsOptions().requireStable(true))
                .all()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .forEach((group, found) -> {
                    Map<TopicPartition, OffsetAndMetadata> kept = new TreeMap<>(
                            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition));
                    found.forEach((partition, offset) -> {
                        if (offset != null) {
                            kept.put(partition, new OffsetAndMetadata(offset.offset(), offset.metadata()));
                        }
                    });
                    if (!kept.isEmpty()) {
                        all.put(group, kept);
                    }
                });
        return all;
    }

    int count() {
        return committed.size();
    }

    int commits() {
        return committed.values().stream().mapToInt(Map::size).sum();
    }

    /** Those that have members on the cluster. */
    List<String> active(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        List<String> there =
                names(admin).stream().filter(committed::containsKey).toList();
        return admin.describeConsumerGroups(there).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS).entrySet().stream()
                .filter(group -> !group.getValue().members().isEmpty())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Commits the same on the cluster. */
    int write(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        for (Map.Entry<String, Map<TopicPartition, OffsetAndMetadata>> group : committed.entrySet()) {
            admin.alterConsumerGroupOffsets(group.getKey(), group.getValue())
                    .all()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        return committed.size();
    }

    /** Those that have not committed the same on the cluster. */
    List<String> differing(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, Map<TopicPartition, OffsetAndMetadata>> there = committed(admin, List.copyOf(committed.keySet()));
        List<String> differing = new ArrayList<>();
        committed.forEach((group, offsets) -> {
            if (!offsets.equals(there.get(group))) {
                differing.add(group);
            }
        });
        return differing;
    }
}
