package org.tocsin.runtime;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Topic;

/**
 * Reads one topic whole, or from its end on, in a thread of its own and hands every record to a listener. A record for which
 * the listener throws is logged and left out.
 */
public final class TopicFollower<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private final org.apache.kafka.clients.consumer.Consumer<String, T> consumer;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closed;
    private final AtomicLong read = new AtomicLong();
    private volatile long next;
    private volatile String trouble = "";

    /** Follows from the start, or from {@code behind} records before the end when that is not negative. */
    public TopicFollower(
            KafkaSettings kafka, Topic<T> topic, long behind, Consumer<ConsumerRecord<String, T>> listener) {
        consumer = kafka.consumer(topic.value(), "");
        thread = Thread.ofPlatform()
                .name("follow-" + topic.name())
                .daemon()
                .unstarted(() -> follow(topic, behind, listener));
    }

    /** Why it follows no longer, empty while it does. */
    public String trouble() {
        return trouble;
    }

    /** Starts, and returns when what was there has been read, as {@link #await} does. */
    public TopicFollower<T> start() {
        begin();
        await();
        return this;
    }

    /** Starts, and returns at once. */
    public void begin() {
        thread.start();
    }

    /** Returns when what was there at the beginning has been read; gives up when nothing has come for a minute. */
    public void await() {
        try {
            for (long before = -1; !caughtUp.await(60, TimeUnit.SECONDS); before = read.get()) {
                if (before == read.get() || !trouble.isEmpty()) {
                    throw new IllegalStateException("%s has not caught up: %s"
                            .formatted(thread.getName(), trouble.isEmpty() ? "nothing came for 60 s" : trouble));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The offset after the last record of the first partition that was handed on; 0 before any. */
    public long next() {
        return next;
    }

    /** Whether what was there at the beginning has been read. */
    public boolean caughtUp() {
        return caughtUp.getCount() == 0;
    }

    private void follow(Topic<T> topic, long behind, Consumer<ConsumerRecord<String, T>> listener) {
        try (consumer) {
            Map<TopicPartition, Long> ends = Log.seek(consumer, topic, end -> behind < 0 ? 0 : end - behind);
            while (!closed) {
                if (caughtUp.getCount() > 0 && Log.reached(consumer, ends)) {
                    caughtUp.countDown();
                }
                for (ConsumerRecord<String, T> item : consumer.poll(Duration.ofMillis(200))) {
                    read.incrementAndGet();
                    if (item.value() != null) {
                        hand(item, listener);
                    }
                    next = item.partition() == 0 ? item.offset() + 1 : next;
                }
            }
        } catch (WakeupException e) {
            LOG.atDebug().addKeyValue("topic", topic.name()).log("follower closed");
        } catch (RuntimeException | Error e) {
            trouble = "%s is not followed any longer: %s".formatted(topic.name(), KafkaTrouble.of(e));
            LOG.atError().addKeyValue("topic", topic.name()).setCause(e).log("follower stopped");
        }
    }

    /** Hands one record on; one that the listener cannot bear holds up none of those behind it. */
    private void hand(ConsumerRecord<String, T> item, Consumer<ConsumerRecord<String, T>> listener) {
        try {
            listener.accept(item);
        } catch (WakeupException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("topic", item.topic())
                    .addKeyValue("partition", item.partition())
                    .addKeyValue("offset", item.offset())
                    .setCause(e)
                    .log("record left out");
        }
    }

    @Override
    public void close() {
        // nobody waits for one that is closed
        caughtUp.countDown();
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
