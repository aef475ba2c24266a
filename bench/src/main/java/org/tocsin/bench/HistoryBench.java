package org.tocsin.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.tocsin.dashboard.history.Facet;
import org.tocsin.dashboard.history.HistoryIndex;
import org.tocsin.dashboard.history.Page;
import org.tocsin.dashboard.history.Search;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Mention;
import org.tocsin.model.TopicTag;
import org.tocsin.query.Query;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Search over history: the answer, its count and what the page counts by, by the kind of question. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = "Time of an answer and its count from the index of history.")
final class HistoryBench implements Callable<Integer> {
    private static final int TIMES = 40;
    private static final List<String> QUESTIONS = List.of(
            "",
            "w272",
            "w272 AND w2fo",
            "w272 OR w2fo OR w3e4",
            "w272 AND NOT w2fo",
            "w272 NEAR/8 w2fo",
            "w2f*",
            "topic:topic3",
            "topic:topic3 AND w272",
            "entity:Q7",
            "lang:en -w272",
            "SCORE >= 5 (w272^3, w2fo^2, w3e4^2)");

    @Option(names = "--articles", description = "Articles in the index (default: 1000000).")
    private int articles = 1_000_000;

    @Option(names = "--words", description = "Words of a body (default: 120).")
    private int words = 120;

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("history-bench");
        Instant start = Instant.parse("2025-01-01T00:00:00Z");
        try (HistoryIndex index = new HistoryIndex(directory, articles)) {
            fill(index, start);
            Instant end = start.plusMillis(300L * articles);
            System.out.printf("%-40s %10s %9s %9s %9s%n", "question", "articles", "page", "99 %", "+ facets");
            for (String text : QUESTIONS) {
                Search plain = Search.between(start, end)
                        .matching(text.isEmpty() ? null : Query.parse(text))
                        .page(Search.Order.NEWEST, 50, null);
                Search faceted = plain.countedBy(20, Facet.TOPIC, Facet.ENTITY, Facet.SOURCE)
                        .inBuckets(96);
                long count = index.search(plain).count();
                List<Duration> pages = times(index, plain);
                List<Duration> counted = times(index, faceted);
                System.out.printf(
                        Locale.ROOT,
                        "%-40s %10d %6.1f ms %6.1f ms %6.1f ms%n",
                        text.isEmpty() ? "(everything)" : text,
                        count,
                        millis(pages, 0.5),
                        millis(pages, 0.99),
                        millis(counted, 0.5));
            }
        } finally {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
        return 0;
    }

    private void fill(HistoryIndex index, Instant start) throws IOException {
        SampleArticles samples = new SampleArticles(1, words, start);
        Random random = new Random(2);
        long began = System.nanoTime();
        for (int i = 0; i < articles; i++) {
            Article article = samples.next();
            List<TopicTag> topics = random.nextInt(3) > 0
                    ? List.of()
                    : List.of(new TopicTag("topic" + random.nextInt(15), 1, 10, 8, List.of()));
            int entity = (int) Math.pow(5_000, random.nextDouble());
            Mention mention =
                    new Mention("Q" + entity, "Name " + entity, "person", "title", 0, 4, "Name", null, null, 1.0);
            index.add(0, i, EnrichedArticle.tagged(article, List.of(mention), topics, ""));
            if ((i + 1) % 100_000 == 0) {
                index.commit();
                System.out.printf(
                        Locale.ROOT,
                        "%d articles, %.0f a second%n",
                        i + 1,
                        (i + 1) / ((System.nanoTime() - began) / 1e9));
            }
        }
        index.commit();
    }

    private static List<Duration> times(HistoryIndex index, Search search) throws IOException {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            long began = System.nanoTime();
            Page page = index.search(search);
            times.add(Duration.ofNanos(System.nanoTime() - began));
            if (page.count() < 0) {
                throw new IllegalStateException("a count below nothing");
            }
        }
        times.sort(null);
        return times;
    }

    private static double millis(List<Duration> times, double share) {
        return times.get((int) Math.min(times.size() - 1L, Math.round(share * times.size())))
                        .toNanos()
                / 1e6;
    }
}
