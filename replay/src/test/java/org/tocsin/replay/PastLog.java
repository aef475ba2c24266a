package org.tocsin.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.model.Priority;
import org.tocsin.model.Source;
import org.tocsin.model.Topic;
import org.tocsin.model.TopicTag;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.FirstFailure;
import org.tocsin.runtime.KafkaSettings;

/** A log of an embedded broker with what a test puts into it. */
public final class PastLog implements AutoCloseable {
    private final EmbeddedBroker broker;
    private final KafkaSettings kafka;
    private final Producer<String, byte[]> producer;
    private final FirstFailure failure = new FirstFailure();

    private PastLog(EmbeddedBroker broker) {
        this.broker = broker;
        kafka = new KafkaSettings(broker.bootstrap());
        kafka.createTopics();
        producer = kafka.bytesProducer();
    }

    /** A log without records, kept below {@code directory}. */
    public static PastLog start(Path directory) throws IOException {
        return new PastLog(EmbeddedBroker.start(Files.createDirectory(directory.resolve("broker"))));
    }

    /** The log below {@code directory} again, after it was closed. */
    public static PastLog again(Path directory) {
        return new PastLog(EmbeddedBroker.start(directory.resolve("broker")));
    }

    public KafkaSettings kafka() {
        return kafka;
    }

    public <V> void put(Topic<V> topic, String key, V value) {
        put(topic, key, Json.bytes(value), null);
    }

    /** Written at the time when the article was taken in. */
    public void put(EnrichedArticle article) {
        put(
                Topic.ENRICHED,
                article.article().id(),
                Json.bytes(article),
                article.article().ingested());
    }

    /** A record that is no JSON. */
    public void putUnreadable(Topic<?> topic, @Nullable Instant at) {
        put(topic, "poison", "{no json".getBytes(StandardCharsets.UTF_8), at);
    }

    private void put(Topic<?> topic, String key, byte[] value, @Nullable Instant at) {
        var _ = producer.send(
                new ProducerRecord<>(topic.name(), null, at == null ? null : at.toEpochMilli(), key, value), failure);
    }

    /** Returns when the broker has everything; fails when it has not taken it all. */
    public PastLog written() {
        producer.flush();
        failure.check("the log of the test lacks records");
        return this;
    }

    /** An English article of the outlet Wire, taken in when it was published. */
    public static Article article(String id, String title, Instant at) {
        return new Article(
                id,
                1,
                "https://wire.example/" + id,
                title,
                "",
                "",
                "en",
                List.of(),
                new Source("wire", "Wire", "wire.example", "", ""),
                at,
                at,
                Origin.LIVE,
                false,
                List.of(),
                "",
                "");
    }

    /** An article with no tags, in a story. */
    public static EnrichedArticle enriched(Article article, String story, boolean opens, long sequence) {
        return new EnrichedArticle(article, List.of(), List.of(), story, opens, 1, List.of(), "", sequence, 0, "1+0");
    }

    /** An alert of the subscription {@code s} about an article of the outlet Wire, or a digest of {@code items}. */
    public static Alert alert(
            String id,
            String kind,
            String article,
            String story,
            Instant at,
            List<TopicTag> topics,
            List<Alert> items) {
        return new Alert(
                id,
                kind,
                "s",
                "Kursk",
                1,
                article,
                1,
                0,
                story,
                "",
                "",
                "",
                "en",
                "Wire",
                Origin.LIVE,
                at,
                at,
                at,
                0,
                List.of(),
                topics,
                null,
                0,
                "1+0",
                Priority.NORMAL,
                items,
                0);
    }

    @Override
    public void close() {
        producer.close();
        broker.close();
    }
}
