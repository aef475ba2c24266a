package org.tocsin.app.migrate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.tocsin.runtime.Refusal;

/** Where partitions begin and end. */
final class Ends {
    private static final long SETTLE_SECONDS = 60;

    private Ends() {}

    /** Start and end of each partition, when no transaction is open any longer: what a kill cut short is aborted in seconds. */
    static Map<TopicPartition, long[]> settled(Admin admin, List<TopicPartition> partitions)
            throws ExecutionException, InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS);
        Map<TopicPartition, Long> ends =
                offsets(admin, partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        while (!ends.equals(offsets(admin, partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED))) {
            if (System.nanoTime() > deadline) {
                throw new Refusal(
                        "migrate: a transaction of the log has been open for a minute; start the instance once,"
                                + " stop it, and run migrate again");
            }
            LockSupport.parkNanos(200_000_000);
            ends = offsets(admin, partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        }
        Map<TopicPartition, Long> starts =
                offsets(admin, partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        Map<TopicPartition, long[]> extents = new HashMap<>();
        ends.forEach((partition, end) -> extents.put(partition, new long[] {starts.getOrDefault(partition, 0L), end}));
        return extents;
    }

    /** The ends that readers see when all are where {@code due} says, or when {@code seconds} have gone by for all together. */
    static Map<TopicPartition, Long> reached(Admin admin, Map<TopicPartition, long[]> due, long seconds)
            throws ExecutionException, InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<TopicPartition> partitions = List.copyOf(due.keySet());
        while (true) {
            Map<TopicPartition, Long> ends =
                    offsets(admin, partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
            if (System.nanoTime() > deadline
                    || of(due).entrySet().stream()
                            .allMatch(one -> ends.getOrDefault(one.getKey(), 0L) >= one.getValue())) {
                return ends;
            }
            LockSupport.parkNanos(200_000_000);
        }
    }

    /** The ends among starts and ends. */
    static Map<TopicPartition, Long> of(Map<TopicPartition, long[]> extents) {
        return extents.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue()[1]));
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, List<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation)
            throws ExecutionException, InterruptedException, TimeoutException {
        return admin
                .listOffsets(
                        partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> which)),
                        new ListOffsetsOptions(isolation))
                .all()
                .get(SETTLE_SECONDS, TimeUnit.SECONDS)
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, found -> found.getValue().offset()));
    }
}
