package org.tocsin.runtime;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidMetadataException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates topics and waits until the leader of each of their partitions answers for it. A broker names a partition's leader
 * a little before that takes records. Of an idempotent producer's first batches, which go out together, the first would then
 * be turned away and the second taken; the first, out of order from then on, is sent in vain until it is given up after
 * {@code delivery.timeout.ms}.
 */
public final class NewTopics {
    private static final int PATIENCE_SECONDS = 30;

    private NewTopics() {}

    /**
     * Those that another instance has created meanwhile are left as they are, and waited for as well. Where the brokers decide
     * how many partitions a topic has, the first is waited for.
     */
    public static void create(Admin admin, Collection<NewTopic> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        for (KafkaFuture<Void> creation : admin.createTopics(topics).values().values()) {
            try {
                creation.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        topics.forEach(topic -> IntStream.range(0, Math.max(1, topic.numPartitions()))
                .forEach(number -> partitions.put(new TopicPartition(topic.name(), number), OffsetSpec.earliest())));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!answered(admin, partitions, System.nanoTime() > end)) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Whether the leaders of all answer; a broker that has not heard of the topic does not yet, and may not when it is {@code late}. */
    private static boolean answered(Admin admin, Map<TopicPartition, OffsetSpec> partitions, boolean late)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            admin.listOffsets(partitions).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            if (late || !(e.getCause() instanceof InvalidMetadataException)) {
                throw e;
            }
            return false;
        }
    }
}
