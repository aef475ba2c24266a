package org.tocsin.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.model.Trend;
import org.tocsin.replay.Replay.By;
import org.tocsin.replay.Replay.Kind;
import org.tocsin.replay.export.Export;
import org.tocsin.replay.export.ExportRequest;
import org.tocsin.replay.export.Manifest;

/** What a log that is not whole gives, and what is said of it. */
final class LogTroubleTest {
    private static final Instant DAY = Instant.parse("2025-01-11T00:00:00Z");
    private static final TopicPartition ENRICHED = new TopicPartition(Topic.ENRICHED.name(), 0);

    @TempDir
    private Path directory;

    private PastLog log;

    @BeforeEach
    void open() throws IOException {
        log = PastLog.start(directory);
    }

    @AfterEach
    void close() {
        log.close();
    }

    private static EnrichedArticle article(int number) {
        return article(number, DAY.plus(Duration.ofDays(number)));
    }

    private static EnrichedArticle article(int number, Instant at) {
        Article article = PastLog.article("a" + number, "Article " + number, at);
        return PastLog.enriched(article, "", false, number + 1);
    }

    private void fill(int articles) {
        for (int i = 0; i < articles; i++) {
            log.put(article(i));
            log.written();
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", log.kafka().bootstrap()));
    }

    private void removeBefore(long offset) throws Exception {
        try (Admin admin = admin()) {
            admin.deleteRecords(Map.of(ENRICHED, RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    /** The ids of a scan, with its outcome as the last. */
    private List<Object> scan(Scan.Range range) {
        List<Object> read = new ArrayList<>();
        Scan.Outcome outcome = Scan.run(
                log.kafka(),
                Topic.ENRICHED,
                range,
                item -> read.add(item.value().article().id()),
                (done, all) -> assertThat(done).isLessThanOrEqualTo(all));
        read.add(outcome);
        return read;
    }

    private Scan.Range whole() {
        return Scan.range(log.kafka(), Topic.ENRICHED, null);
    }

    @Test
    void tellsHowManyRecordsRetentionHasRemoved() throws Exception {
        fill(5);
        removeBefore(2);

        assertThat(scan(whole())).containsExactly("a2", "a3", "a4", new Scan.Outcome(3, 0, 2, 0));
    }

    @Test
    void goesOnBehindWhatRetentionRemovesWhileItReads() throws Exception {
        fill(5);
        Scan.Range range = whole();
        removeBefore(3);

        assertThat(scan(range)).containsExactly("a3", "a4", new Scan.Outcome(2, 0, 3, 0));
    }

    @Test
    void endsWhenRetentionHasRemovedAllOfTheRange() throws Exception {
        fill(3);
        Scan.Range range = whole();
        fill(4);
        removeBefore(6);

        assertThat(scan(range)).containsExactly(new Scan.Outcome(0, 0, 3, 0));
    }

    @Test
    void anExportThatGoesOnSaysWhatRetentionHasRemovedMeanwhile() throws Exception {
        fill(5);
        ExportRequest request = new ExportRequest(
                List.of(ExportRequest.Kind.articles),
                Instant.EPOCH,
                Instant.parse("9999-01-01T00:00:00Z"),
                By.published,
                "",
                false,
                ExportRequest.Format.ndjson);
        Path folder = directory.resolve("export");
        assertThatThrownBy(() -> new Export(log.kafka()).run(request, null, folder, (done, all) -> {
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");
        removeBefore(3);

        Manifest manifest = new Export(log.kafka()).run(request, null, folder, (done, all) -> {});
        assertThat(manifest.rows()).containsEntry("articles", 2L);
        assertThat(manifest.removed()).isEqualTo(3);
        assertThat(manifest.missing()).isZero();
    }

    @Test
    void tellsHowManyArticlesAreMissingWithLostSegments() throws Exception {
        try (Admin admin = admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, Topic.ENRICHED.name()),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("segment.ms", "1000"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        // the controller answers before the broker follows: a broker that starts has followed
        log.close();
        log = PastLog.again(directory);
        fill(6);
        log.close();
        int lost = 0;
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(file -> file.toString().matches(".*/tocsin\\.enriched-0/0{19}[23]\\..*"))
                    .toList()) {
                Files.delete(file);
                lost += file.toString().endsWith(".log") ? 1 : 0;
            }
        }
        assertThat(lost).as("a segment for each article").isEqualTo(2);
        log = PastLog.again(directory);

        assertThat(scan(whole())).containsExactly("a0", "a1", "a4", "a5", new Scan.Outcome(4, 0, 0, 2));
        ExportRequest request = new ExportRequest(
                List.of(ExportRequest.Kind.articles),
                Instant.parse("2000-01-01T00:00:00Z"),
                Instant.parse("9999-01-01T00:00:00Z"),
                By.published,
                "",
                false,
                ExportRequest.Format.ndjson);
        assertThat(new Export(log.kafka())
                        .run(request, null, directory.resolve("export"), (done, all) -> {})
                        .missing())
                .isEqualTo(2);
    }

    @Test
    void readsAPartitionThatWasAddedInTheNextRun() throws Exception {
        fill(2);
        Scan.Range before = whole();
        try (Admin admin = admin()) {
            admin.createPartitions(Map.of(Topic.ENRICHED.name(), NewPartitions.increaseTo(2)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        try (var producer = log.kafka().bytesProducer()) {
            producer.send(new ProducerRecord<>(Topic.ENRICHED.name(), 1, "a2", Json.bytes(article(2))))
                    .get(30, TimeUnit.SECONDS);
        }

        assertThat(scan(before)).containsExactly("a0", "a1", new Scan.Outcome(2, 0, 0, 0));
        assertThat(scan(whole())).hasSize(4).contains("a0", "a1", "a2", new Scan.Outcome(3, 0, 0, 0));
    }

    @Test
    void leavesOutWhatCannotBeReadAndCountsIt() {
        fill(2);
        log.putUnreadable(Topic.ENRICHED, null);
        log.putUnreadable(Topic.ENRICHED, DAY);
        log.written();
        log.put(article(4));
        log.written();

        assertThat(scan(whole()))
                .as("the unreadable ones account for the two numbers that no article has")
                .containsExactly("a0", "a1", "a4", new Scan.Outcome(5, 2, 0, 0));
    }

    @Test
    void passesOverWhatCompactionLeaves() throws Exception {
        try (var producer = log.kafka().bytesProducer()) {
            producer.send(new ProducerRecord<>(Topic.TRENDS.name(), "t", null)).get(30, TimeUnit.SECONDS);
        }
        log.put(Topic.TRENDS, "t", new Trend("topic", "kursk", DAY, 3600, 3, 0));
        log.put(Topic.TRENDS, "t", new Trend("topic", "kursk", DAY, 3600, 5, 0));
        log.written();

        Replay.Request trends = new Replay.Request(
                Kind.trends, DAY, DAY.plusSeconds(1), By.published, null, false, Double.POSITIVE_INFINITY, false);
        Path file = directory.resolve("trends");
        try (Output output = Output.file(file)) {
            assertThat(new Replay(log.kafka()).run(trends, output, (done, all) -> {}))
                    .isEqualTo(new Replay.Outcome(2, 1, 0, 0, 0));
        }
        assertThat(Files.readString(file)).contains("\"count\":5");
    }

    @Test
    void findsWhatWasTakenInWhateverTheClockDid() throws Exception {
        // the clock went two hours ahead for one article, and back
        log.put(article(0, DAY));
        log.put(article(1, DAY.plus(Duration.ofHours(2))));
        log.put(article(2, DAY.plus(Duration.ofMinutes(5))));
        log.put(article(3, DAY.plus(Duration.ofMinutes(50))));
        log.written();

        assertThat(ingested(2, 30)).containsExactly("a2");
        assertThat(ingested(30, 60)).containsExactly("a3");
        assertThat(ingested(60, 180)).containsExactly("a1");
    }

    private List<String> ingested(int from, int to) throws IOException {
        Replay.Request request = new Replay.Request(
                Kind.enriched,
                DAY.plus(Duration.ofMinutes(from)),
                DAY.plus(Duration.ofMinutes(to)),
                By.ingested,
                null,
                false,
                Double.POSITIVE_INFINITY,
                false);
        Path file = directory.resolve("told-" + from);
        try (Output output = Output.file(file)) {
            Replay.Outcome _ = new Replay(log.kafka()).run(request, output, (done, all) -> {});
        }
        return Files.readAllLines(file).stream()
                .map(line -> Json.read(line.getBytes(StandardCharsets.UTF_8), EnrichedArticle.class)
                        .article()
                        .id())
                .toList();
    }
}
