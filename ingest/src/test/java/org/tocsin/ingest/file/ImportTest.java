package org.tocsin.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Article;
import org.tocsin.model.Intake;
import org.tocsin.model.Origin;
import org.tocsin.model.Topic;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;

/** Beside something that stands for the tagging: it answers for one article after the other and counts how many wait. */
final class ImportTest {
    private static final int AHEAD = 10;
    private static final int ARTICLES = 95;

    @TempDir
    private static Path directory;

    private static EmbeddedBroker broker;
    private static KafkaSettings kafka;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(directory);
        kafka = new KafkaSettings(broker.bootstrap());
        kafka.createTopics();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    /** Lines of NDJSON. */
    private record Lines(String name, int from, int to) implements Import.Input {
        @Override
        public InputStream open() {
            String lines =
                    IntStream.range(from, to).mapToObj(i -> """
                            {"title": "Ferry %d late", "url": "https://harbour.example/%d", "body": "The ferry waits.", "published": "2024-05-01T06:00:00Z"}
                            """.formatted(i, i)).collect(Collectors.joining());
            return new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static class Heard implements Import.Listener {
        private final AtomicInteger rejected = new AtomicInteger();
        private long bytes;
        private long answered;

        @Override
        public void read(long more) {
            bytes += more;
        }

        @Override
        public void answered(long done, long sent) {
            answered = done;
        }

        @Override
        public void rejected(String input, long line, String reason, String message) {
            rejected.incrementAndGet();
        }

        @Override
        public void waiting() {}
    }

    /** Answers for articles one by one, each committed; an article whose address ends in 0 is one seen before. */
    private static final class Tagging implements AutoCloseable {
        private final AtomicBoolean ended = new AtomicBoolean();
        private final CountDownLatch ready = new CountDownLatch(1);
        private final Thread thread = Thread.ofPlatform().start(this::work);
        private volatile long most;

        private void work() {
            try (Consumer<String, Article> articles = kafka.consumer(Article.class, "tocsin-tag");
                    Producer<String, Intake> answers = kafka.producer()) {
                TopicPartition partition = new TopicPartition(Topic.ARTICLES.name(), 0);
                articles.assign(List.of(partition));
                articles.seekToBeginning(List.of(partition));
                articles.commitSync(Map.of(partition, new OffsetAndMetadata(articles.position(partition))));
                ready.countDown();
                while (!ended.get()) {
                    for (ConsumerRecord<String, Article> item : articles.poll(Duration.ofMillis(50))) {
                        most = Math.max(
                                most,
                                articles.endOffsets(List.of(partition)).getOrDefault(partition, 0L) - item.offset());
                        Article article = item.value();
                        String outcome = article.url().endsWith("0") ? "repeated" : "accepted";
                        Intake answer = new Intake(article.batch(), article.id(), item.offset(), outcome);
                        // as one does that was killed before it had committed
                        for (int time = 0; time < 2; time++) {
                            var _ = answers.send(new ProducerRecord<>(Topic.INTAKE.name(), article.batch(), answer));
                        }
                        articles.commitSync(Map.of(partition, new OffsetAndMetadata(item.offset() + 1)));
                    }
                }
            }
        }

        @Override
        public void close() {
            ended.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void letsInNoMoreThanMayWaitAndCountsEachAnswerOnce() throws InterruptedException {
        Heard heard = new Heard();
        List<Lines> inputs = List.of(new Lines("first.ndjson", 0, 50), new Lines("second.ndjson", 50, ARTICLES));
        try (Tagging tagging = new Tagging()) {
            tagging.ready.await();
            Import.Outcome outcome = new Import(kafka, Origin.BACKFILL, AHEAD, null).run(inputs, heard);

            assertThat(outcome.read()).isEqualTo(ARTICLES);
            assertThat(outcome.repeated()).isEqualTo(10);
            assertThat(outcome.accepted()).isEqualTo(ARTICLES - 10);
            assertThat(outcome.refused()).isZero();
            assertThat(heard.answered).isEqualTo(ARTICLES);
            assertThat(heard.bytes).isGreaterThan(ARTICLES * 100L);
            assertThat(tagging.most).isBetween(2L, (long) AHEAD);
        }
    }

    @Test
    void endsWhenWhoWaitsWantsToWaitNoLonger() {
        Heard impatient = new Heard() {
            @Override
            public void waiting() {
                throw new IllegalStateException("the instance has stopped");
            }
        };
        assertThatThrownBy(() -> new Import(kafka, Origin.BACKFILL, AHEAD, null)
                        .run(List.of(new Lines("alone.ndjson", 0, 5)), impatient))
                .hasMessage("the instance has stopped");
    }
}
