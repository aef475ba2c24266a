package org.tocsin.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Topic;
import org.tocsin.query.Document;
import org.tocsin.query.Query;
import org.tocsin.runtime.KafkaSettings;

/** Reads {@code tocsin.enriched} with a consumer of its own, outside of any group. */
public final class Replay {
    private final KafkaSettings kafka;

    public Replay(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** What a replay tells while it runs. */
    public interface Listener {
        void match(EnrichedArticle article);

        /** How many records of how many have been read. */
        void progress(long read, long total);
    }

    /** The record counts of a replay: read = matched + passed over. */
    public record Outcome(long read, long matched) {}

    /**
     * Hands every article that was published in {@code [from, to)} and matches {@code query} to the listener, in the
     * order of the log; a null query matches all.
     */
    public Outcome run(Instant from, Instant to, @Nullable Query query, Listener listener) {
        try (Consumer<String, EnrichedArticle> consumer = kafka.consumer(EnrichedArticle.class, "")) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.ENRICHED.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long total = ends.values().stream().mapToLong(Long::longValue).sum();
            long read = 0;
            long matched = 0;
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                for (ConsumerRecord<String, EnrichedArticle> item : consumer.poll(Duration.ofMillis(200))) {
                    read++;
                    EnrichedArticle article = item.value();
                    if (article == null) {
                        continue;
                    }
                    Instant published = article.article().published();
                    if (!published.isBefore(from)
                            && published.isBefore(to)
                            && (query == null
                                    || query.match(Document.of(article)).matched())) {
                        matched++;
                        listener.match(article);
                    }
                }
                listener.progress(
                        partitions.stream().mapToLong(consumer::position).sum(), total);
            }
            return new Outcome(read, matched);
        }
    }
}
