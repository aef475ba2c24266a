package org.tocsin.dashboard;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.KafkaTrouble;

/** Reads the last dead letters as bytes, for they are what could not be read as anything else. */
final class DeadLetterFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterFollower.class);
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private volatile boolean closed;
    private volatile double end = Double.NaN;
    private volatile String trouble = "";

    DeadLetterFollower(KafkaSettings kafka, int behind, Consumer<ConsumerRecord<byte[], byte[]>> listener) {
        consumer = consumer(kafka);
        thread = Thread.ofPlatform().name("dead-letters").daemon().unstarted(() -> follow(behind, listener));
    }

    static KafkaConsumer<byte[], byte[]> consumer(KafkaSettings kafka) {
        Map<String, Object> values = kafka.client();
        values.put("enable.auto.commit", "false");
        return new KafkaConsumer<>(values, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    void start() {
        thread.start();
    }

    private void follow(int behind, Consumer<ConsumerRecord<byte[], byte[]>> listener) {
        TopicPartition partition = new TopicPartition(Topic.DEAD_LETTERS.name(), 0);
        try (consumer) {
            consumer.assign(List.of(partition));
            long last = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            end = last;
            long start = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
            consumer.seek(partition, Math.max(start, last - behind));
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> item : consumer.poll(Duration.ofMillis(500))) {
                    listener.accept(item);
                    end = Math.max(end, item.offset() + 1.0);
                }
            }
        } catch (WakeupException e) {
            LOG.atDebug().log("dead letter follower closed");
        } catch (RuntimeException e) {
            trouble = "dead letters are not followed any longer: " + KafkaTrouble.of(e);
            LOG.atError().setCause(e).log("dead letters are not followed any more");
        }
    }

    /** The offset of the next one; NaN until it is known, which is not the same as none. */
    double end() {
        return end;
    }

    /** Why it follows no longer, or empty. */
    String trouble() {
        return trouble;
    }

    @Override
    public void close() {
        closed = true;
        if (thread.getState() == Thread.State.NEW) {
            consumer.close();
            return;
        }
        consumer.wakeup();
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
