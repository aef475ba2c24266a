package org.tocsin.enrich.knowledge;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.tocsin.enrich.knowledge.Knowledge.Outcome;
import org.tocsin.model.KnowledgeEdit;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.TopicFollower;

/** Reads every edit of the log into {@link Knowledge} and writes edits to it, saying what became of them. */
public final class KnowledgeLog implements AutoCloseable {
    /** How long a writer waits for its own edit to come back. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(KnowledgeLog.class);
    private static final int MAX_REMEMBERED = 1_000;

    private final KafkaSettings kafka;
    private final Knowledge knowledge;
    private final TopicFollower<KnowledgeEdit> follower;
    private final Map<Long, Outcome> outcomes = new LinkedHashMap<>();

    /** Whether what is read now was not there at the start: the past is no news. */
    private volatile boolean live;

    public KnowledgeLog(KafkaSettings kafka, Knowledge knowledge) {
        this.kafka = kafka;
        this.knowledge = knowledge;
        follower = new TopicFollower<>(kafka, Topic.KNOWLEDGE, -1, this::read);
    }

    /** Returns when every edit that was there has been read. */
    public KnowledgeLog start() {
        follower.start();
        live = true;
        return this;
    }

    public Knowledge knowledge() {
        return knowledge;
    }

    private void read(ConsumerRecord<String, KnowledgeEdit> item) {
        Outcome outcome = apply(item.value());
        switch (outcome) {
            case Outcome.Applied done ->
                LOG.atLevel(live ? Level.INFO : Level.DEBUG)
                        .addKeyValue("id", item.key())
                        .addKeyValue("version", done.version())
                        .log("knowledge changed");
            case Outcome.Stale stale ->
                LOG.atLevel(live ? Level.INFO : Level.DEBUG)
                        .addKeyValue("id", item.key())
                        .addKeyValue("version", stale.version())
                        .log("later edit of the same version dropped");
            case Outcome.Refused refused ->
                LOG.atWarn()
                        .addKeyValue("id", item.key())
                        .addKeyValue("error", String.join("; ", refused.sentences()))
                        .log("edit left out");
        }
        synchronized (outcomes) {
            outcomes.put(item.offset(), outcome);
            if (outcomes.size() > MAX_REMEMBERED) {
                outcomes.remove(outcomes.keySet().iterator().next());
            }
            outcomes.notifyAll();
        }
    }

    /** A record that cannot be applied must not stop the reading of its neighbours. */
    private Outcome apply(KnowledgeEdit edit) {
        try {
            return knowledge.apply(edit);
        } catch (RuntimeException e) {
            return new Outcome.Refused(List.of(String.valueOf(e.getMessage())));
        }
    }

    /** Writes an edit and returns when it has been read back; {@link IllegalStateException} when the log does not answer. */
    public Outcome save(KnowledgeEdit edit) {
        try (Producer<String, KnowledgeEdit> producer = kafka.producer()) {
            long offset = producer.send(new ProducerRecord<>(Topic.KNOWLEDGE.name(), edit.id(), edit))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .offset();
            return await(offset);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the edit was saved", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the edit was not saved: " + e.getMessage(), e);
        }
    }

    private Outcome await(long offset) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        synchronized (outcomes) {
            Outcome outcome = outcomes.remove(offset);
            while (outcome == null) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new IllegalStateException(
                            "the edit was saved but has not been read back within " + PATIENCE.toSeconds() + " s");
                }
                outcomes.wait(left);
                outcome = outcomes.remove(offset);
            }
            return outcome;
        }
    }

    @Override
    public void close() {
        follower.close();
    }
}
