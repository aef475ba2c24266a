package org.tocsin.app.migrate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.KafkaTrouble;
import org.tocsin.runtime.Refusal;

/**
 * Copies partitions offset by offset, each going on from the end that the target has. A kill leaves nothing but a shorter copy: records
 * are written outside of transactions and in order, and a transaction of filling that is cut short is aborted, as it was to be.
 */
final class PartitionCopy implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE_SECONDS = 60;

    private final Consumer<byte[], byte[]> source;
    private final Consumer<byte[], byte[]> target;
    private final Producer<byte[], byte[]> records;
    private final Gaps gaps;
    private final Admin admin;
    private final AtomicReference<@Nullable Exception> failed = new AtomicReference<>();

    PartitionCopy(KafkaSettings from, KafkaSettings to) {
        admin = Admin.create(to.client());
        source = from.rawConsumer();
        target = to.rawConsumer();
        records = to.rawProducer("");
        gaps = new Gaps(to, admin);
    }

    /** Copies what of {@code partition} lies before {@code end} and is not there yet; drops what the source has dropped. */
    void copy(TopicPartition partition, long start, long end, Steps steps)
            throws ExecutionException, InterruptedException, TimeoutException {
        long next = gaps.end(partition);
        steps.made(Math.max(0, Math.min(next, end) - start));
        source.assign(List.of(partition));
        source.seek(partition, Math.min(end, Math.max(next, start)));
        long time = 0;
        while (next < end) {
            long before = Math.max(next, start);
            for (ConsumerRecord<byte[], byte[]> one : source.poll(POLL)) {
                if (one.offset() < end) {
                    time = one.timestamp();
                    fill(partition, next, one.offset(), time);
                    send(partition, one);
                    next = one.offset() + 1;
                }
            }
            if (source.position(partition) >= end) {
                fill(partition, next, end, time);
                next = end;
            }
            steps.made(Math.max(next, start) - before);
        }
        flush(partition);
        if (beginning(partition) < start) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(start)))
                    .all()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            awaitBeginning(partition, start);
        }
    }

    private long beginning(TopicPartition partition) {
        return target.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    private void awaitBeginning(TopicPartition partition, long start) throws TimeoutException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (beginning(partition) < start) {
            if (System.nanoTime() > end) {
                throw new TimeoutException(partition + " still begins before " + start);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    private void fill(TopicPartition partition, long next, long until, long time)
            throws ExecutionException, InterruptedException, TimeoutException {
        if (next < until) {
            flush(partition);
            gaps.fill(partition, next, until, time);
        }
    }

    private void send(TopicPartition partition, ConsumerRecord<byte[], byte[]> one) {
        var _ = records.send(
                new ProducerRecord<>(
                        one.topic(), one.partition(), one.timestamp(), one.key(), one.value(), one.headers()),
                (written, error) -> {
                    if (error != null) {
                        failed.compareAndSet(null, error);
                    } else if (written.offset() != one.offset()) {
                        failed.compareAndSet(null, moved(partition, one.offset(), written.offset()));
                    }
                });
    }

    static Refusal moved(TopicPartition partition, long expected, long found) {
        return new Refusal(
                "migrate: something else writes to %s of the cluster: offset %d came where %d was due; stop what runs there, delete that topic and run migrate again"
                        .formatted(partition, found, expected));
    }

    /** Returns when all that was sent is written. */
    private void flush(TopicPartition partition) {
        records.flush();
        Exception error = failed.get();
        if (error instanceof Refusal refusal) {
            throw refusal;
        }
        if (error != null) {
            throw new Refusal(
                    "migrate: %s was not written: %s; run it again and it goes on"
                            .formatted(partition, KafkaTrouble.of(error)),
                    error);
        }
    }

    @Override
    public void close() {
        source.close();
        target.close();
        records.close(Duration.ZERO);
        gaps.close();
        admin.close(Duration.ofSeconds(5));
    }
}
