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
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.model.Topic;
import org.tocsin.model.Trend;
import org.tocsin.query.Query;
import org.tocsin.replay.Replay.By;
import org.tocsin.replay.Replay.Kind;
import org.tocsin.replay.Replay.Request;
import org.tocsin.replay.export.Cells;
import org.tocsin.runtime.KafkaSettings;

/** Over a log of an embedded broker, with late articles, revisions and a record that nobody can read. */
final class ReplayTest {
    private static final Instant DAY = Instant.parse("2025-01-11T00:00:00Z");
    private static final double AT_ONCE = Double.POSITIVE_INFINITY;

    @TempDir
    private static Path directory;

    private static PastLog log;
    private static KafkaSettings kafka;
    private final List<String> told = new ArrayList<>();

    @BeforeAll
    static void fillALog() throws IOException {
        log = PastLog.start(directory);
        kafka = log.kafka();
        log.put(article("b", 1, "A choir in Sumy", 2, 2));
        log.put(article("a", 1, "Two soldiers captured", 1, 3));
        log.putUnreadable(Topic.ENRICHED, DAY);
        log.put(article("a", 2, "Two soldiers captured near Kursk", 1, 4));
        log.put(article("c", 1, "Late soldiers", 0, 30));
        log.put(article("d", 1, "Next day", 24, 31));
        log.put(Topic.TRENDS, "t", new Trend("topic", "kursk", DAY, 3600, 3, 0));
        log.put(Topic.TRENDS, "t", new Trend("topic", "kursk", DAY, 3600, 5, 0));
        log.written();
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    private static EnrichedArticle article(String id, int revision, String title, int publishedHour, int ingestedHour) {
        Article article = PastLog.article(id, title, DAY.plus(Duration.ofHours(publishedHour)));
        return EnrichedArticle.tagged(
                new Article(
                        id,
                        revision,
                        "",
                        title,
                        "",
                        "",
                        "en",
                        List.of(),
                        article.source(),
                        article.published(),
                        DAY.plus(Duration.ofHours(ingestedHour)),
                        Origin.LIVE,
                        false,
                        List.of(),
                        "",
                        ""),
                List.of(),
                List.of(),
                "1+0");
    }

    private Replay.Outcome replay(Request request) throws IOException {
        told.clear();
        return new Replay(kafka)
                .run(request, new Listed(), (done, all) -> assertThat(done).isLessThanOrEqualTo(all));
    }

    /** Id and revision of what is told. */
    private class Listed implements Output {
        @Override
        public void take(String key, byte[] json) {
            EnrichedArticle enriched = Json.read(json, EnrichedArticle.class);
            told.add(enriched.article().id() + enriched.article().revision());
        }

        @Override
        public void finish() {}

        @Override
        public void close() {}
    }

    private static Request request(By by, String from, String to, String query, boolean all) {
        return new Request(
                Kind.enriched,
                Instant.parse(from),
                Instant.parse(to),
                by,
                query.isEmpty() ? null : Query.parse(query),
                all,
                AT_ONCE,
                false);
    }

    @Test
    void tellsTheLatestRevisionOfEachArticleOnceInTheOrderOfPublication() throws Exception {
        Replay.Outcome outcome =
                replay(request(By.published, "2025-01-11T00:00:00Z", "2025-01-12T00:00:00Z", "", false));

        assertThat(told).containsExactly("c1", "a2", "b1");
        assertThat(outcome).isEqualTo(new Replay.Outcome(6, 3, 1, 0, 0));
    }

    @Test
    void tellsEveryRevisionWhenAsked() throws Exception {
        replay(request(By.published, "2025-01-11T00:00:00Z", "2025-01-12T00:00:00Z", "", true));

        assertThat(told).containsExactly("c1", "a1", "a2", "b1");
    }

    @Test
    void looksUpWhatWasTakenInSinceATime() throws Exception {
        Replay.Outcome outcome =
                replay(request(By.ingested, "2025-01-11T03:30:00Z", "2025-01-12T06:30:00Z", "", false));

        assertThat(told).containsExactly("a2", "c1");
        assertThat(outcome.read())
                .as("records before the offset of the time are not read")
                .isEqualTo(3);
    }

    @Test
    void knowsTheLatestRevisionOfTheRangeOnly() throws Exception {
        replay(request(By.ingested, "2025-01-11T00:00:00Z", "2025-01-11T03:30:00Z", "", false));

        assertThat(told).containsExactly("b1", "a1");
    }

    @Test
    void filtersTheLatestRevision() throws Exception {
        replay(request(By.published, "2025-01-11T00:00:00Z", "2025-01-13T00:00:00Z", "soldiers AND NOT kursk", false));

        assertThat(told).as("the latest of a is about Kursk").containsExactly("c1");
    }

    @Test
    void tellsEachTrendAsItStandsNow() throws Exception {
        Path file = directory.resolve("trends.ndjson");
        Request trends = new Request(Kind.trends, DAY, DAY.plusSeconds(1), By.published, null, false, AT_ONCE, false);
        try (Output output = Output.file(file)) {
            new Replay(kafka)
                    .run(trends, output, (done, all) -> assertThat(file).doesNotExist());
        }

        assertThat(Files.readAllLines(file)).singleElement().asString().contains("\"count\":5");
    }

    @Test
    void marksWhatGoesToATopicAndRefusesTheProgramsOwn() throws Exception {
        Request marked =
                new Request(Kind.articles, DAY, DAY.plus(Duration.ofDays(2)), By.published, null, false, AT_ONCE, true);
        List<String> lines = new ArrayList<>();
        try (Output output = new Listed() {
            @Override
            public void take(String key, byte[] json) {
                lines.add(new String(json, StandardCharsets.UTF_8));
            }
        }) {
            new Replay(kafka).run(marked, output, (done, all) -> {});
        }

        assertThat(lines).hasSize(4).allMatch(line -> line.contains("\"origin\":\"replay\""));
        assertThatThrownBy(() -> Output.topic(kafka, "tocsin.articles")).hasMessageContaining("topic of your own");
    }

    @Test
    void makesTheTopicThatItWritesToAndSaysWhatWasNotWritten() throws Exception {
        Request all = request(By.published, "2025-01-11T00:00:00Z", "2025-01-13T00:00:00Z", "", false);
        try (Output output = Output.topic(kafka, "study")) {
            new Replay(kafka).run(all, output, (done, count) -> {});
        }
        long written =
                kafka.administer(admin -> admin.listOffsets(Map.of(new TopicPartition("study", 0), OffsetSpec.latest()))
                        .partitionResult(new TopicPartition("study", 0))
                        .get()
                        .offset());
        assertThat(written).isEqualTo(4);

        assertThatThrownBy(() -> {
                    try (Output output = Output.topic(kafka, "study")) {
                        output.take("key", new byte[32 << 20]);
                        output.finish();
                    }
                })
                .hasMessageContaining("kafka:study: not all was written");
    }

    @Test
    void cutsACellOfASpreadsheetNotWithinACharacter() {
        assertThat(Cells.cell("a".repeat(32_766) + "\uD83D\uDE00")).isEqualTo("a".repeat(32_766));
    }

    @Test
    void refusesWhatCannotBeAnswered() {
        assertThatThrownBy(() -> request(By.published, "2025-01-12T00:00:00Z", "2025-01-11T00:00:00Z", "", false))
                .hasMessageContaining("range is empty");
        assertThatThrownBy(() -> new Request(
                        Kind.alerts, DAY, DAY.plusSeconds(1), By.published, Query.parse("kursk"), false, 1, false))
                .hasMessageContaining("a query chooses among articles");
    }
}
