package org.tocsin.alerts.deliver;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far each partition is done, where records end in any order: up to the first that is still open. Thread-safe.
 */
final class Acknowledged {
    private static final class Partition {
        private final TreeSet<Long> open = new TreeSet<>();
        private long next;
        private long committed = -1;
    }

    private final Map<TopicPartition, Partition> partitions = new HashMap<>();

    synchronized void begin(TopicPartition partition, long offset) {
        Partition at = partitions.computeIfAbsent(partition, key -> new Partition());
        at.open.add(offset);
        at.next = Math.max(at.next, offset + 1);
    }

    synchronized void end(TopicPartition partition, long offset) {
        Partition at = partitions.get(partition);
        if (at != null) {
            at.open.remove(offset);
        }
    }

    /** Forgets a partition that someone else reads from now on. */
    synchronized void lose(TopicPartition partition) {
        partitions.remove(partition);
    }

    /** What may be committed and was not yet handed out. */
    synchronized Map<TopicPartition, OffsetAndMetadata> commitable() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        partitions.forEach((partition, at) -> {
            long done = at.open.isEmpty() ? at.next : at.open.first();
            if (done > at.committed) {
                at.committed = done;
                offsets.put(partition, new OffsetAndMetadata(done));
            }
        });
        return offsets;
    }
}
