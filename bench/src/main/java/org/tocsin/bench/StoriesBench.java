package org.tocsin.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tocsin.enrich.story.Stories;
import org.tocsin.model.EnrichedArticle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Story assignment, near-duplicates included, with few and with many articles in the window: articles a second of
 * processor time of the one thread that assigns, so that a busy machine does not count.
 */
@Command(
        name = "stories",
        mixinStandardHelpOptions = true,
        description = "Articles a second that get their story, by the number of articles in the window.")
final class StoriesBench implements Callable<Integer> {
    private static final int TIMED = 10_000;
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    @Option(names = "--window", description = "Articles in the full window (default: 500000).")
    private int window = Stories.MAX_ARTICLES;

    @Option(names = "--words", description = "Words of a body (default: 120).")
    private int words = 120;

    @Override
    public Integer call() {
        SampleArticles samples = new SampleArticles(1, words, Instant.parse("2025-01-01T00:00:00Z"));
        Stories stories = new Stories();
        long sequence = 0;
        double few = 0;
        while (sequence < window) {
            double rate = rate(stories, samples, sequence);
            sequence += TIMED;
            if (sequence == 2L * TIMED) {
                few = rate;
            }
            if (sequence % 100_000 == 0) {
                System.out.printf(
                        Locale.ROOT, "%7d in the window  %6.0f articles/s  heap %d MB%n", sequence, rate, heap());
            }
        }
        List<Double> rates = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            rates.add(rate(stories, samples, sequence));
            sequence += TIMED;
        }
        rates.sort(null);
        System.out.printf(
                Locale.ROOT,
                "full window of %d: %.0f articles/s (median of 5 x %d), %.2f of the rate with 20,000; heap %d MB%n",
                window,
                rates.get(2),
                TIMED,
                rates.get(2) / few,
                heap());
        return 0;
    }

    private static double rate(Stories stories, SampleArticles samples, long sequence) {
        List<EnrichedArticle> articles = new ArrayList<>();
        for (int i = 0; i < TIMED; i++) {
            articles.add(EnrichedArticle.tagged(samples.next(), List.of(), List.of(), ""));
        }
        long number = sequence;
        long start = CLOCK.getCurrentThreadCpuTime();
        for (EnrichedArticle article : articles) {
            stories.assign(article, ++number);
        }
        return TIMED / ((CLOCK.getCurrentThreadCpuTime() - start) / 1e9);
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / 1_000_000;
    }
}
