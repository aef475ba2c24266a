package org.tocsin.dashboard.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Generation;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;
import org.tocsin.runtime.TopicFollower;

/**
 * Gives the articles of the index the tags of the topic from which the past is read, after each switch: those before the switch
 * are put in place one by one while the index is searched, the later ones have the tags with which they come.
 */
public final class GenerationFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GenerationFollower.class);
    private static final int BATCH = 500;
    private static final long LOOK_NANOS = 500_000_000;

    private final KafkaSettings kafka;
    private final HistoryIndex index;
    private final TopicFollower<Generation> switches;
    private final AtomicReference<@Nullable Generation> inForce = new AtomicReference<>();
    private final Thread thread =
            Thread.ofPlatform().name("generations").daemon().unstarted(this::follow);
    private volatile boolean closed;

    public GenerationFollower(KafkaSettings kafka, HistoryIndex index) {
        this.kafka = kafka;
        this.index = index;
        switches = new TopicFollower<>(kafka, Topic.GENERATIONS, -1, item -> inForce.set(item.value()));
    }

    public void start() {
        switches.start();
        thread.start();
    }

    /** Why switches are not followed any longer, or empty. */
    public String trouble() {
        return switches.trouble();
    }

    private void follow() {
        while (!closed) {
            Generation wanted = inForce.get();
            // what is not in the index yet would come into it with its first tags later
            if (wanted != null && !wanted.topic().equals(index.generation()) && index.next(0) >= wanted.until()) {
                try {
                    retag(wanted);
                } catch (IOException | RuntimeException e) {
                    LOG.atWarn()
                            .addKeyValue("topic", wanted.topic())
                            .addKeyValue("error", e.toString())
                            .log(
                                    "articles were not given the tags of the switch; tried again after the next start or switch");
                    inForce.compareAndSet(wanted, null);
                }
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private void retag(Generation wanted) throws IOException {
        Map<Long, EnrichedArticle> batch = new LinkedHashMap<>();
        Topic<EnrichedArticle> topic = wanted.topic().isEmpty()
                ? Topic.ENRICHED
                : new Topic<>(wanted.topic(), EnrichedArticle.class, 1, null, false, "replay");
        int[] articles = {0};
        Log.read(kafka, topic, 0, item -> {
            long offset = standsFor(item);
            if (!closed && (offset < wanted.until() || wanted.topic().isEmpty())) {
                batch.put(offset, item.value());
                articles[0]++;
                if (batch.size() == BATCH) {
                    put(batch);
                }
            }
        });
        put(batch);
        if (closed) {
            return;
        }
        index.generation(wanted.topic());
        index.commit();
        LOG.atInfo()
                .addKeyValue("topic", topic.name())
                .addKeyValue("articles", articles[0])
                .log("the index has the tags of the topic from which the past is read");
    }

    private void put(Map<Long, EnrichedArticle> batch) {
        try {
            index.retag(batch);
            batch.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long standsFor(ConsumerRecord<?, ?> item) {
        Header header = item.headers().lastHeader(Generation.STANDS_FOR);
        return header == null ? item.offset() : ByteBuffer.wrap(header.value()).getLong();
    }

    @Override
    public void close() {
        closed = true;
        switches.close();
        LockSupport.unpark(thread);
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
