package org.tocsin.replay.reprocess;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Generation;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.replay.Scan;
import org.tocsin.runtime.FirstFailure;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Refusal;

/**
 * The way into a topic of articles tagged anew, and into none else: nothing that alerts reads such a topic, since every stage
 * names the topics that it reads. Not thread-safe.
 */
final class Beside implements AutoCloseable {
    private final Topic<EnrichedArticle> topic;
    private final Producer<String, byte[]> producer;
    private final FirstFailure failure = new FirstFailure();
    private long written;

    /** Creates the topic where it is not there yet. */
    Beside(KafkaSettings kafka, Topic<EnrichedArticle> topic) {
        this.topic = topic;
        kafka.create(topic);
        producer = kafka.bulkProducer();
    }

    /** An article tagged anew in its form, and the offset of the live one that it stands for. */
    static final class Again {
        private final long standsFor;
        private final Instant ingested;
        private final String key;
        private final byte[] json;

        Again(Scan.Item<EnrichedArticle> item, EnrichedArticle tagged) {
            standsFor = item.offset();
            ingested = tagged.article().ingested();
            key = item.key();
            json = Json.bytes(tagged);
        }
    }

    /** Writes one behind the others; answers how many that makes. */
    long add(Again one) {
        byte[] offset = ByteBuffer.allocate(Long.BYTES).putLong(one.standsFor).array();
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                topic.name(),
                0,
                one.ingested.toEpochMilli(),
                one.key,
                one.json,
                List.of(new RecordHeader(Scan.STANDS_FOR, offset)));
        var _ = producer.send(record, failure);
        failure.check("an article was not written");
        return ++written;
    }

    /** Answers how many were written, once the broker has them all. */
    long finish() {
        producer.flush();
        failure.check("an article was not written");
        return written;
    }

    @Override
    public void close() {
        producer.close();
    }

    /** Says from which topic the past is read; one record, so from one moment to the next. */
    static void decide(KafkaSettings kafka, Generation generation) {
        try (Producer<String, Generation> producer = kafka.producer()) {
            producer.send(new ProducerRecord<>(Topic.GENERATIONS.name(), Topic.ENRICHED.name(), generation))
                    .get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new Refusal("the switch was not written: " + e.getMessage(), e);
        }
    }
}
