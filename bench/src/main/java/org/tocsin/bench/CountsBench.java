package org.tocsin.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.query.Query;
import org.tocsin.replay.Replay;
import org.tocsin.replay.Replay.By;
import org.tocsin.replay.backtest.Backtest;
import org.tocsin.replay.backtest.DraftReport;
import org.tocsin.replay.export.Export;
import org.tocsin.replay.export.ExportRequest;
import org.tocsin.replay.sql.History;
import org.tocsin.runtime.Directories;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/**
 * Real articles of years, looped to any number and each loop some seconds later, in a log: what replays, backtests and exports
 * count is what a plain reading of the same files counts.
 */
@Command(
        name = "counts",
        mixinStandardHelpOptions = true,
        description = "Counts of replays, backtests and exports beside a plain reading of the files, on real articles"
                + " looped. Ends with 1 where they differ.")
final class CountsBench implements Callable<Integer> {
    private static final List<String> FILES =
            List.of("rss-war-2022-01_2023-10.jsonl.gz", "rss-world-2023-06_07.jsonl.gz", "gnews-2025-04_12.jsonl.gz");
    private static final Instant FROM = Instant.parse("2023-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2025-10-01T00:00:00Z");
    private static final Pattern WORD = Pattern.compile("(?<![\\p{L}\\p{N}])nuclear(?![\\p{L}\\p{N}])");
    private static final String QUERY = "title:=nuclear";

    @Option(names = "--data", description = "Directory of the news dumps (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("../shared/data");

    @Option(names = "--articles", description = "How many (default: ${DEFAULT-VALUE}).")
    private int articles = 1_000_000;

    /** What a plain reading counts. */
    private static final class Counts {
        private long all;
        private long words;
        private final Map<String, Long> sources = new HashMap<>();
        private final Map<String, Long> days = new TreeMap<>();
        private final Map<String, Long> wordDays = new TreeMap<>();

        void add(Article article) {
            if (article.published().isBefore(FROM) || !article.published().isBefore(TO)) {
                return;
            }
            String day = article.published().toString().substring(0, 10);
            all++;
            sources.merge(article.source().id(), 1L, Long::sum);
            days.merge(day, 1L, Long::sum);
            if (WORD.matcher(article.title()).find()) {
                words++;
                wordDays.merge(day, 1L, Long::sum);
            }
        }
    }

    private interface Step {
        Map<String, Object> count() throws IOException;
    }

    private boolean differs;

    @Override
    public Integer call() throws IOException {
        Path directory = Files.createTempDirectory("tocsin-bench");
        try (EmbeddedBroker broker = EmbeddedBroker.start(Files.createDirectory(directory.resolve("broker")))) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrap());
            kafka.createTopics();
            Counts plain = fill(kafka);
            System.out.printf(Locale.ROOT, "%,d articles in the log, %,d of the time asked for%n", articles, plain.all);
            check("replay", Map.of("all", plain.all), () -> Map.of("all", replay(kafka, null)));
            check(
                    "replay of " + QUERY,
                    Map.of("words", plain.words),
                    () -> Map.of("words", replay(kafka, Query.parse(QUERY))));
            check(
                    "backtest of " + QUERY,
                    Map.of("all", plain.all, "words", plain.words, "days", plain.wordDays),
                    () -> backtest(kafka));
            check(
                    "export as Parquet, asked by SQL",
                    Map.of("all", plain.all, "sources", plain.sources, "days", plain.days),
                    () -> export(kafka, directory.resolve("export")));
            return differs ? 1 : 0;
        } finally {
            Directories.delete(directory);
        }
    }

    private void check(String name, Map<String, Object> plain, Step step) throws IOException {
        long begin = System.nanoTime();
        Map<String, Object> counted = step.count();
        double seconds = (System.nanoTime() - begin) / 1e9;
        boolean same = plain.equals(counted);
        differs |= !same;
        System.out.printf(
                Locale.ROOT,
                "%-32s %s, %,.0f articles a second%n",
                name,
                same ? "the same counts" : "OTHER counts",
                articles / seconds);
        if (!same) {
            System.out.println("  plain   " + plain + "\n  counted " + counted);
        }
    }

    private Counts fill(KafkaSettings kafka) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String file : FILES) {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                    new GZIPInputStream(
                            Files.newInputStream(data.resolve("news").resolve(file))),
                    StandardCharsets.UTF_8))) {
                reader.lines().map(Json.mapper()::readTree).forEach(lines::add);
            }
        }
        Counts counts = new Counts();
        try (Producer<String, byte[]> producer = kafka.bulkProducer()) {
            for (int i = 0; i < articles; i++) {
                Article article = article(i, lines.get(i % lines.size()), i / lines.size());
                counts.add(article);
                EnrichedArticle enriched = new EnrichedArticle(
                        article,
                        List.of(),
                        List.of(),
                        "story-" + i / 3,
                        i % 3 == 0,
                        1 + i % 3,
                        List.of(),
                        "",
                        i + 1L,
                        0,
                        "1+0");
                var _ = producer.send(new ProducerRecord<>(Topic.ENRICHED.name(), article.id(), Json.bytes(enriched)));
            }
        }
        return counts;
    }

    private static Article article(int number, JsonNode json, int loop) {
        String url = json.path("url").asString("");
        String host = url.isEmpty()
                ? ""
                : String.valueOf(URI.create(url.replace(' ', '+')).getHost());
        String source = json.path("source").asString(host);
        String time = json.path("published").asString(json.path("fetched_at").asString(""));
        Instant published = Instant.parse(time.replaceFirst("\\+00:00$", "Z")).plusSeconds(loop);
        return new Article(
                "article-" + number,
                1,
                url,
                json.path("title").asString(""),
                json.path("summary").asString(json.path("description").asString("")),
                "",
                "en",
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

    private static long replay(KafkaSettings kafka, @Nullable Query query) throws IOException {
        Replay.Request request = new Replay.Request(
                Replay.Kind.enriched, FROM, TO, By.published, query, false, Double.POSITIVE_INFINITY, false);
        return new Replay(kafka).run(request, new Nowhere(), (done, all) -> {}).told();
    }

    private static Map<String, Object> backtest(KafkaSettings kafka) {
        Backtest.Request request = new Backtest.Request(
                List.of(Subscription.of("s", "Nuclear", QUERY)), FROM, TO, By.published, Limits.DEFAULT, null);
        Backtest.Report report = new Backtest(kafka).run(request, Query::parse, (done, all) -> {});
        DraftReport draft = report.drafts().getFirst();
        Map<String, Long> days = draft.timeline().stream()
                .filter(day -> day.matches() > 0)
                .collect(Collectors.toMap(DraftReport.Day::day, DraftReport.Day::matches));
        return Map.of("all", report.articles(), "words", draft.matches(), "days", days);
    }

    private static Map<String, Object> export(KafkaSettings kafka, Path folder) throws IOException {
        ExportRequest request = new ExportRequest(
                List.of(ExportRequest.Kind.articles), FROM, TO, By.published, "", false, ExportRequest.Format.parquet);
        long rows = new Export(kafka)
                .run(request, null, folder, (done, all) -> {})
                .rows()
                .getOrDefault("articles", 0L);
        try (History history = History.open(folder)) {
            return Map.of(
                    "all",
                    rows,
                    "sources",
                    counts(history, "source"),
                    "days",
                    counts(history, "strftime(published, '%Y-%m-%d')"));
        }
    }

    private static Map<String, Long> counts(History history, String what) {
        Map<String, Long> counts = new HashMap<>();
        history.ask("SELECT " + what + ", count(*) FROM articles GROUP BY 1")
                .rows()
                .forEach(row -> counts.put(String.valueOf(row.get(0)), ((Number) row.get(1)).longValue()));
        return counts;
    }
}
