package org.tocsin.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.tocsin.query.Hit;
import org.tocsin.query.Query;
import org.tocsin.query.QueryIndex;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The query engine beside lucene-monitor, on the same queries and articles in one run. */
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        description = "The query engine beside lucene-monitor, on the same queries and articles.")
final class QueryBench implements Callable<Integer> {
    private static final int WARM_UP = 1_000;
    private static final int RIVAL_WARM_UP = 50;

    /** Stands for the rival's query where the rival is left out. */
    private static final org.apache.lucene.search.Query NOTHING = new MatchNoDocsQuery();

    /** What the articles are made of. */
    enum Texture {
        headlines,
        joined,
        fulltext
    }

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Directory with news/ and queries/ (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("..", "shared", "data");

    @Option(
            names = "--articles",
            paramLabel = "KIND",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Texture texture = Texture.fulltext;

    @Option(
            names = "--kinds",
            split = ",",
            paramLabel = "KIND",
            description = "${COMPLETION-CANDIDATES} (default: recipe to web).")
    private List<Recipe.Kind> kinds = List.of(
            Recipe.Kind.recipe,
            Recipe.Kind.pairs,
            Recipe.Kind.phrases,
            Recipe.Kind.groups,
            Recipe.Kind.exclusions,
            Recipe.Kind.prefixes,
            Recipe.Kind.weighted,
            Recipe.Kind.web);

    @Option(
            names = "--queries",
            split = ",",
            paramLabel = "N",
            description = "Stored queries, one number or several (default: 100000).")
    private List<Integer> counts = List.of(100_000);

    @Option(
            names = "--measured",
            paramLabel = "N",
            description = "Articles that are timed (default: ${DEFAULT-VALUE}).")
    private int measured = 3_000;

    @Option(
            names = "--rival",
            paramLabel = "N",
            description = "Articles that lucene-monitor matches as well; 0 leaves it out (default: ${DEFAULT-VALUE}).")
    private int rivalArticles = 150;

    @Option(names = "--changes", description = "Measure 10,000 changes a second while articles are matched as well.")
    private boolean changes;

    private QueryIndex index = new QueryIndex();

    @Override
    public Integer call() throws Exception {
        Path news = data.resolve("news");
        List<String> corpus =
                Texts.read(news, 60_000, "rss-world-2023-06_07.jsonl.gz", "rss-war-2022-01_2023-10.jsonl.gz");
        List<String> articles = switch (texture) {
            case joined -> Texts.joined(corpus);
            case fulltext -> Texts.read(news, 60_000, "fulltext-war-en-2022-2024.jsonl.gz");
            case headlines -> corpus;
        };
        say(
                "%s, %,d articles of %,.0f characters",
                texture,
                articles.size(),
                articles.stream().mapToInt(String::length).average().orElse(0));
        try (Analyzer analyzer = new Rival.EnglishWords()) {
            for (Recipe.Kind kind : kinds) {
                for (int count : counts) {
                    say("%n%s, %,d queries", kind, count);
                    run(new Recipe(corpus, analyzer, 42).queries(kind, count, data.resolve("queries")), articles, kind);
                }
            }
        }
        return 0;
    }

    private void run(List<Stored> queries, List<String> articles, Recipe.Kind kind)
            throws IOException, InterruptedException {
        List<Stored> kept = rivalArticles > 0
                ? queries
                : queries.stream()
                        .map(query -> new Stored(query.id(), query.ours(), NOTHING))
                        .toList();
        double ours = ours(kept, articles);
        if (changes) {
            new Changes(index, articles).run();
        }
        if (rivalArticles > 0) {
            rival(kept, articles.subList(0, Math.min(rivalArticles, articles.size())), kind, ours);
        }
    }

    /** The mean time of an article in milliseconds. */
    private double ours(List<Stored> queries, List<String> articles) throws InterruptedException {
        index = new QueryIndex();
        index.match(Articles.document(Query.parse("dictionaries").text())); // load what all queries share
        long before = heap();
        long start = System.nanoTime();
        for (Stored query : queries) {
            index.put(query.id(), Query.parse(query.ours()));
        }
        double load = seconds(start);
        long held = heap() - before;
        say(
                "tocsin   load %.1f s, heap %,d MiB, %,d bytes a query, %s",
                load, held >> 20, held / queries.size(), index.stats());
        for (int i = 0; i < WARM_UP; i++) {
            index.match(Articles.document(articles.get(i % articles.size())));
        }
        index.refile();
        long[] times = new long[measured];
        long[] processor = new long[measured];
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long matches = 0;
        for (int i = 0; i < measured; i++) {
            long spent = clock.getCurrentThreadCpuTime();
            long from = System.nanoTime();
            matches += index.match(Articles.document(articles.get((i + 7) % articles.size())))
                    .size();
            times[i] = System.nanoTime() - from;
            processor[i] = clock.getCurrentThreadCpuTime() - spent;
        }
        double mean = tell("an article", times);
        tell("an article of processor time", processor);
        say("tocsin   %,.1f matches an article", (double) matches / measured);
        threads(articles);
        return mean;
    }

    private static double tell(String what, long[] nanoseconds) {
        double mean = Arrays.stream(nanoseconds).average().orElse(0) / 1e6;
        long[] sorted = nanoseconds.clone();
        Arrays.sort(sorted);
        say(
                "tocsin   %.3f ms %s (p50 %.3f, p99 %.3f)",
                mean, what, sorted[sorted.length / 2] / 1e6, sorted[sorted.length * 99 / 100] / 1e6);
        return mean;
    }

    private void threads(List<String> articles) throws InterruptedException {
        for (int threads = 1; threads <= Runtime.getRuntime().availableProcessors(); threads *= 2) {
            AtomicInteger next = new AtomicInteger();
            AtomicLong found = new AtomicLong();
            long start = System.nanoTime();
            Thread[] all = new Thread[threads];
            for (int i = 0; i < threads; i++) {
                all[i] = Thread.ofPlatform().start(() -> {
                    for (int at = next.getAndIncrement(); at < measured; at = next.getAndIncrement()) {
                        found.addAndGet(index.match(Articles.document(articles.get(at % articles.size())))
                                .size());
                    }
                });
            }
            for (Thread thread : all) {
                thread.join();
            }
            say("tocsin   %d thread(s): %,.0f articles a second", threads, measured / seconds(start));
        }
    }

    private void rival(List<Stored> queries, List<String> articles, Recipe.Kind kind, double ours) throws IOException {
        boolean prefixes = kind == Recipe.Kind.prefixes || kind == Recipe.Kind.mixed;
        try (Analyzer analyzer = new Rival.EnglishWords();
                Rival rival = new Rival(analyzer, prefixes)) {
            long start = System.nanoTime();
            rival.register(queries);
            say("monitor  load %.1f s", seconds(start));
            for (int i = 0; i < Math.min(articles.size(), RIVAL_WARM_UP); i++) {
                rival.match(articles.get(i));
            }
            long spent = 0;
            long matches = 0;
            int different = 0;
            for (String article : articles) {
                long from = System.nanoTime();
                Set<String> theirs = rival.match(article);
                spent += System.nanoTime() - from;
                matches += theirs.size();
                Set<String> own = index.match(Articles.document(article)).stream()
                        .map(Hit::id)
                        .collect(Collectors.toSet());
                if (!own.equals(theirs)) {
                    different++;
                    show(queries, own, theirs);
                }
            }
            double mean = spent / 1e6 / articles.size();
            say(
                    "monitor  %.3f ms an article over %,d, %,.1f matches an article; %d articles with other matches",
                    mean, articles.size(), (double) matches / articles.size(), different);
            say("ratio    %.1f times as fast", mean / ours);
        }
    }

    private static void show(List<Stored> queries, Set<String> own, Set<String> theirs) {
        Set<String> either = new HashSet<>(own);
        either.addAll(theirs);
        either.removeIf(id -> own.contains(id) && theirs.contains(id));
        either.stream().limit(2).forEach(id -> {
            Stored query = queries.get(Integer.parseInt(id.substring("query-".length())));
            say("         only %s: %s", own.contains(id) ? "tocsin" : "monitor", query.ours());
        });
    }

    static void say(String form, Object... values) {
        System.out.printf(Locale.ROOT, form + "%n", values);
    }

    static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
