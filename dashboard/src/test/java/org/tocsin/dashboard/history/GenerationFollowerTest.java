package org.tocsin.dashboard.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Generation;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.Topic;
import org.tocsin.model.TopicTag;
import org.tocsin.query.Query;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;

/** The index after switches of the topic from which the past is read. */
@Timeout(180)
final class GenerationFollowerTest {
    private static final Topic<EnrichedArticle> AGAIN =
            new Topic<>("tocsin.enriched-1.2", EnrichedArticle.class, 1, null, false, "replay");

    @TempDir
    private Path directory;

    private static EnrichedArticle tagged(String id, int revision, String topic) {
        Article article = new Article(
                id,
                revision,
                "",
                "A ferry of revision " + revision,
                "",
                "",
                "en",
                List.of(),
                new Source("test", "Test", "", "", ""),
                Instant.EPOCH,
                Instant.EPOCH,
                Origin.LIVE,
                false,
                List.of(),
                "",
                "");
        return EnrichedArticle.tagged(article, List.of(), List.of(new TopicTag(topic, 1, 10, 8, List.of())), "");
    }

    private static long write(KafkaSettings kafka, String topic, Object value, long standsFor) throws Exception {
        try (Producer<String, Object> producer = kafka.producer()) {
            ProducerRecord<String, Object> item = new ProducerRecord<>(topic, "k", value);
            if (standsFor >= 0) {
                item.headers()
                        .add(new RecordHeader(
                                Generation.STANDS_FOR,
                                ByteBuffer.allocate(Long.BYTES)
                                        .putLong(standsFor)
                                        .array()));
            }
            return producer.send(item).get(30, TimeUnit.SECONDS).offset();
        }
    }

    private static long count(HistoryIndex index, String query) throws Exception {
        return index.search(Search.between(Instant.EPOCH.minusSeconds(1), Instant.EPOCH.plusSeconds(1))
                        .matching(Query.parse(query)))
                .count();
    }

    private static void awaitCount(HistoryIndex index, String query, long wanted) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (count(index, query) != wanted && System.nanoTime() < end) {
            LockSupport.parkNanos(100_000_000);
        }
        assertThat(count(index, query)).as(query).isEqualTo(wanted);
    }

    @Test
    void takesTheTagsOfASwitchAndOfTheWayBackButNotOverALaterRevision() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(Files.createDirectory(directory.resolve("broker")))) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrap());
            kafka.createTopics();
            kafka.create(AGAIN);
            long ferry = write(kafka, Topic.ENRICHED.name(), tagged("ferry", 1, "old"), -1);
            long early = write(kafka, Topic.ENRICHED.name(), tagged("revised", 1, "old"), -1);
            write(kafka, Topic.ENRICHED.name(), tagged("revised", 2, "old"), -1);
            write(kafka, AGAIN.name(), tagged("ferry", 1, "new"), ferry);
            write(kafka, AGAIN.name(), tagged("revised", 1, "new"), early);
            try (HistoryIndex index = new HistoryIndex(directory.resolve("index"), 100);
                    HistoryFollower history = new HistoryFollower(kafka, index, item -> {});
                    GenerationFollower generations = new GenerationFollower(kafka, index)) {
                history.start();
                generations.start();
                awaitCount(index, "topic:old", 2);

                write(
                        kafka,
                        Topic.GENERATIONS.name(),
                        new Generation(AGAIN.name(), early + 1, "1+2", Instant.EPOCH, false),
                        -1);
                awaitCount(index, "topic:new", 1);
                assertThat(count(index, "topic:old")).isEqualTo(1);
                assertThat(index.article("revised")
                                .orElseThrow()
                                .article()
                                .article()
                                .revision())
                        .isEqualTo(2);

                write(kafka, Topic.GENERATIONS.name(), new Generation("", 0, "", Instant.EPOCH, true), -1);
                awaitCount(index, "topic:old", 2);
                assertThat(count(index, "topic:new")).isZero();
            }
        }
    }
}
