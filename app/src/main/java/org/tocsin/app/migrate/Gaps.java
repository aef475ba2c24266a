package org.tocsin.app.migrate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Refusal;

/** Takes up offsets with what no reader sees: a few with a marker each, many with the records of an aborted transaction. */
final class Gaps implements AutoCloseable {
    /** Up to so many a marker each, of 78 bytes and half a round trip, is cheaper than a transaction. */
    private static final int FEW = 16;

    /** Of one transaction, so that it ends before it times out. */
    private static final long MOST = 500_000;

    /** A producer id that no broker gives out: they count from 0. */
    private static final long NOBODY = Long.MAX_VALUE - 1;

    private static final long PATIENCE_SECONDS = 60;
    private static final byte[] NOTHING = {};

    private final Admin admin;
    private final Producer<byte[], byte[]> transactions;

    /** Ends the transaction that a killed copy has left open. */
    Gaps(KafkaSettings to, Admin admin) {
        this.admin = admin;
        transactions = to.rawProducer("tocsin-migrate");
        transactions.initTransactions();
    }

    /** Takes up the offsets from {@code next} to before {@code until}; {@code next} is the end of the partition. */
    void fill(TopicPartition partition, long next, long until, long time)
            throws ExecutionException, InterruptedException, TimeoutException {
        long at = next;
        while (until - at > FEW) {
            long fillers = Math.min(until - at - 1, MOST);
            transactions.beginTransaction();
            for (long i = 0; i < fillers; i++) {
                var _ = transactions.send(
                        new ProducerRecord<>(partition.topic(), partition.partition(), time, NOTHING, NOTHING));
            }
            transactions.flush();
            transactions.abortTransaction();
            at += fillers + 1;
            await(partition, at);
        }
        mark(partition, until - at);
        await(partition, until);
    }

    private void mark(TopicPartition partition, long count)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<KafkaFuture<Void>> markers = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            markers.add(admin.abortTransaction(new AbortTransactionSpec(partition, NOBODY, (short) 0, 0))
                    .all());
        }
        try {
            for (KafkaFuture<Void> marker : markers) {
                marker.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ClusterAuthorizationException) {
                throw new Refusal(
                        "migrate: the cluster does not allow it to write markers, which takes CLUSTER_ACTION on the cluster for"
                                + " as long as it runs." + Migration.RIGHTS,
                        e);
            }
            throw e;
        }
    }

    private void await(TopicPartition partition, long expected)
            throws ExecutionException, InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        long end = end(partition);
        while (end < expected) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(
                        "%s ends at %d after a minute, not at %d".formatted(partition, end, expected));
            }
            LockSupport.parkNanos(500_000);
            end = end(partition);
        }
        if (end > expected) {
            throw PartitionCopy.moved(partition, expected, end);
        }
    }

    /** The end of a partition of the target, markers included. */
    long end(TopicPartition partition) throws ExecutionException, InterruptedException, TimeoutException {
        return admin.listOffsets(
                        Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .partitionResult(partition)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .offset();
    }

    @Override
    public void close() {
        transactions.close(Duration.ofSeconds(5));
    }
}
