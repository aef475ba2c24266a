package org.tocsin.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.model.Article;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.Subscription;
import org.tocsin.query.Query;
import org.tocsin.replay.Replay.By;
import org.tocsin.replay.Replay.Kind;
import org.tocsin.replay.backtest.Backtest;
import org.tocsin.replay.backtest.DraftReport;
import org.tocsin.replay.export.Export;
import org.tocsin.replay.export.ExportRequest;
import org.tocsin.replay.export.Manifest;
import org.tocsin.replay.sql.History;
import tools.jackson.databind.JsonNode;

/** On some 64,000 real articles: what replays count is what a plain reading of the same files counts. */
final class RealNewsTest {
    private static final Path NEWS = Path.of("../../shared/data/news");
    private static final List<String> FILES =
            List.of("rss-world-2023-06_07.jsonl.gz", "rss-war-2022-01_2023-10.jsonl.gz");
    private static final Instant FROM = Instant.parse("2023-06-15T00:00:00Z");
    private static final Instant TO = Instant.parse("2023-07-01T00:00:00Z");
    private static final Pattern WORD = Pattern.compile("(?<![\\p{L}\\p{N}])nuclear(?![\\p{L}\\p{N}])");

    @TempDir
    private static Path directory;

    private static PastLog log;

    // what the plain reading counts
    private static long inRange;
    private static long words;
    private static final Map<String, Long> wordDays = new TreeMap<>();
    private static final Map<String, Long> sources = new HashMap<>();
    private static final Map<String, Long> days = new TreeMap<>();

    @BeforeAll
    static void readTheFiles() throws IOException {
        assumeTrue(Files.isDirectory(NEWS), "the real articles are not there: " + NEWS.toAbsolutePath());
        log = PastLog.start(directory);
        int number = 0;
        for (String file : FILES) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(NEWS.resolve(file))), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    number++;
                    JsonNode json = Json.mapper().readTree(line);
                    Article article = article(number, json);
                    count(article);
                    log.put(PastLog.enriched(article, "story-" + number / 3, number % 3 == 0, number));
                }
            }
        }
        log.written();
        assertThat(number).isGreaterThan(60_000);
    }

    @AfterAll
    static void stop() {
        if (log != null) {
            log.close();
        }
    }

    private static Article article(int number, JsonNode json) {
        Instant published = Instant.parse(json.path("published").asString().replaceFirst("\\+00:00$", "Z"));
        String source = json.path("source").asString("");
        return new Article(
                "article-" + number,
                1,
                json.path("url").asString(""),
                json.path("title").asString(""),
                json.path("summary").asString(""),
                "",
                "",
                List.of(),
                new Source(source, source, source, "", ""),
                published,
                published,
                Origin.BACKFILL,
                false,
                List.of(),
                "",
                "");
    }

    private static void count(Article article) {
        if (article.published().isBefore(FROM) || !article.published().isBefore(TO)) {
            return;
        }
        inRange++;
        if (WORD.matcher(article.title()).find()) {
            words++;
            wordDays.merge(article.published().toString().substring(0, 10), 1L, Long::sum);
        }
        sources.merge(article.source().id(), 1L, Long::sum);
        days.merge(article.published().toString().substring(0, 10), 1L, Long::sum);
    }

    private static Replay.Outcome replay(String query) throws IOException {
        Path file = directory.resolve("told");
        try (Output output = Output.file(file)) {
            return new Replay(log.kafka())
                    .run(
                            new Replay.Request(
                                    Kind.enriched,
                                    FROM,
                                    TO,
                                    By.published,
                                    query.isEmpty() ? null : Query.parse(query),
                                    false,
                                    Double.POSITIVE_INFINITY,
                                    false),
                            output,
                            (done, all) -> {});
        }
    }

    @Test
    void tellsEveryArticleOfATimeOnceInOrder() throws Exception {
        Replay.Outcome outcome = replay("");

        assertThat(outcome.told()).isEqualTo(inRange).isGreaterThan(1_000);
        assertThat(outcome.missing() + outcome.unreadable() + outcome.removed()).isZero();
        List<JsonNode> told = Files.readAllLines(directory.resolve("told")).stream()
                .map(Json.mapper()::readTree)
                .toList();
        assertThat(told)
                .extracting(one -> one.path("article").path("id").asString())
                .doesNotHaveDuplicates();
        assertThat(told)
                .extracting(one ->
                        Instant.parse(one.path("article").path("published").asString()))
                .isSorted();
    }

    @Test
    void findsTheArticlesOfAWord() throws Exception {
        assertThat(replay("title:=nuclear").told()).isEqualTo(words).isPositive();
    }

    @Test
    void backtestsTheSameMatchesOfEachDay() {
        Backtest.Report report = new Backtest(log.kafka())
                .run(
                        new Backtest.Request(
                                List.of(Subscription.of("s", "Nuclear", "title:=nuclear")),
                                FROM,
                                TO,
                                By.published,
                                Limits.DEFAULT,
                                null),
                        Query::parse,
                        (done, all) -> {});

        assertThat(report.articles()).isEqualTo(inRange);
        DraftReport draft = report.drafts().getFirst();
        assertThat(draft.matches()).isEqualTo(words);
        assertThat(draft.timeline().stream()
                        .filter(day -> day.matches() > 0)
                        .collect(Collectors.toMap(DraftReport.Day::day, DraftReport.Day::matches)))
                .isEqualTo(wordDays);
    }

    @Test
    void exportsTheSameArticlesByDayAndSource() throws Exception {
        Path export = directory.resolve("export");
        Manifest manifest = new Export(log.kafka())
                .run(
                        new ExportRequest(
                                List.of(ExportRequest.Kind.articles),
                                FROM,
                                TO,
                                By.published,
                                "",
                                false,
                                ExportRequest.Format.parquet),
                        null,
                        export,
                        (done, all) -> {});

        assertThat(manifest.rows()).containsEntry("articles", inRange);
        try (History history = History.open(export)) {
            Map<String, Long> bySource = new HashMap<>();
            history.ask("SELECT source, count(*) FROM articles GROUP BY source")
                    .rows()
                    .forEach(row -> bySource.put(String.valueOf(row.get(0)), ((Number) row.get(1)).longValue()));
            Map<String, Long> byDay = new TreeMap<>();
            history.ask("SELECT strftime(published, '%Y-%m-%d'), count(*) FROM articles GROUP BY 1")
                    .rows()
                    .forEach(row -> byDay.put(String.valueOf(row.get(0)), ((Number) row.get(1)).longValue()));
            assertThat(bySource).isEqualTo(sources);
            assertThat(byDay).isEqualTo(days);
        }
    }
}
