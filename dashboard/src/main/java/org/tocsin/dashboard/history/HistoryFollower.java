package org.tocsin.dashboard.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.KafkaTrouble;

/** Reads {@code tocsin.enriched} into the index from where it stopped, and hands every record on that is new to it. */
public final class HistoryFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryFollower.class);
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(10);

    private final org.apache.kafka.clients.consumer.Consumer<String, EnrichedArticle> consumer;
    private final HistoryIndex index;
    private final Consumer<ConsumerRecord<String, EnrichedArticle>> listener;
    private final Thread thread;
    private volatile boolean closed;
    private volatile String trouble = "";
    private volatile long behind;

    public HistoryFollower(
            KafkaSettings kafka, HistoryIndex index, Consumer<ConsumerRecord<String, EnrichedArticle>> listener) {
        consumer = kafka.consumer(EnrichedArticle.class, "");
        this.index = index;
        this.listener = listener;
        thread = Thread.ofPlatform().name("history").daemon().unstarted(this::follow);
    }

    public void start() {
        thread.start();
    }

    /** Why it stopped, or empty. */
    public String trouble() {
        return trouble;
    }

    /** Records of the log that are not in the index yet. */
    public long behind() {
        return behind;
    }

    private void follow() {
        try (consumer) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.ENRICHED.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            seek(partitions);
            long committed = System.nanoTime();
            boolean changed = false;
            while (!closed) {
                for (ConsumerRecord<String, EnrichedArticle> item : consumer.poll(Duration.ofMillis(200))) {
                    if (closed) {
                        // the rest of a batch would keep the index open for seconds
                        return;
                    }
                    if (item.value() != null) {
                        add(item);
                        listener.accept(item);
                        changed = true;
                    }
                }
                behind = partitions.stream()
                        .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                        .sum();
                if (changed && System.nanoTime() - committed > COMMIT_EVERY.toNanos()) {
                    index.commit();
                    committed = System.nanoTime();
                    changed = false;
                }
            }
        } catch (WakeupException e) {
            LOG.atDebug().log("history follower closed");
        } catch (IOException | RuntimeException | Error e) {
            trouble = KafkaTrouble.of(e);
            LOG.atError().setCause(e).log("history follower stopped");
        }
    }

    /** A record that the index cannot take, for a word of 32 KiB, is left out of search and named in the log. */
    private void add(ConsumerRecord<String, EnrichedArticle> item) throws IOException {
        try {
            index.add(item.partition(), item.offset(), item.value());
        } catch (IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue("article", item.key())
                    .addKeyValue("offset", item.offset())
                    .addKeyValue("error", e.getMessage())
                    .log("article not searchable");
        }
    }

    /** From where the index stopped; from the start when the log is shorter than that, for then it is another log. */
    private void seek(List<TopicPartition> partitions) {
        var ends = consumer.endOffsets(partitions);
        var starts = consumer.beginningOffsets(partitions);
        try {
            if (partitions.stream().anyMatch(p -> index.next(p.partition()) > ends.getOrDefault(p, 0L))) {
                LOG.atWarn().log("the log is shorter than the index; the index is rebuilt");
                index.clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        partitions.forEach(partition -> consumer.seek(
                partition, Math.max(starts.getOrDefault(partition, 0L), index.next(partition.partition()))));
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
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
