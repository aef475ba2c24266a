package org.tocsin.ingest.article;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.tocsin.model.Article;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;

/** The only writer of {@code tocsin.articles}; thread-safe. */
public final class ArticleSink implements AutoCloseable {
    private final Producer<String, byte[]> producer;

    /** Takes over {@code producer}. */
    public ArticleSink(Producer<String, byte[]> producer) {
        this.producer = producer;
    }

    /** For articles that arrive one by one and are wanted at once. */
    public ArticleSink(KafkaSettings kafka) {
        this(kafka.bytesProducer());
    }

    /** For many at once: larger batches, which wait a little longer. */
    public static ArticleSink bulk(KafkaSettings kafka) {
        return new ArticleSink(kafka.bulkProducer());
    }

    /** An article in the form of the log, so that any thread can do the work before another sends it. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Encoded(String id, byte[] value) {
        public static Encoded of(Article article) {
            return new Encoded(article.id(), Json.bytes(article));
        }
    }

    /** The producer's own measures. */
    public MeterBinder meter() {
        return new KafkaClientMetrics(producer);
    }

    /** Completes with the article's id when the broker has it. */
    public CompletableFuture<String> send(Article article) {
        return send(Encoded.of(article));
    }

    /** Completes with the article's id when the broker has it; waits for room in the producer's buffer. */
    public CompletableFuture<String> send(Encoded article) {
        CompletableFuture<String> sent = new CompletableFuture<>();
        var _ = producer.send(
                new ProducerRecord<>(Topic.ARTICLES.name(), article.id(), article.value()), (metadata, error) -> {
                    if (error == null) {
                        sent.complete(article.id());
                    } else {
                        sent.completeExceptionally(error);
                    }
                });
        return sent;
    }

    /** Returns when the broker has all that was sent. */
    public void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
