package org.tocsin.ingest.article;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.tocsin.model.Article;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;

/** The only writer of {@code tocsin.articles}. */
public final class ArticleSink implements AutoCloseable {
    private final Producer<String, Article> producer;

    public ArticleSink(KafkaSettings kafka) {
        producer = kafka.producer();
    }

    /** The producer's own measures. */
    public MeterBinder meter() {
        return new KafkaClientMetrics(producer);
    }

    /** Completes with the article's id when the broker has it. */
    public CompletableFuture<String> send(Article article) {
        CompletableFuture<String> sent = new CompletableFuture<>();
        var _ = producer.send(new ProducerRecord<>(Topic.ARTICLES.name(), article.id(), article), (metadata, error) -> {
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
        producer.close(java.time.Duration.ofSeconds(5));
    }
}
