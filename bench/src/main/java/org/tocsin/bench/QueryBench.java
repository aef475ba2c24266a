package org.tocsin.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Instant;
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
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.monitor.MatchingQueries;
import org.apache.lucene.monitor.Monitor;
import org.apache.lucene.monitor.MonitorConfiguration;
import org.apache.lucene.monitor.MonitorQuery;
import org.apache.lucene.monitor.MultipassTermFilteredPresearcher;
import org.apache.lucene.monitor.QueryMatch;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
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
    private static final int MEASURED = 3_000;

    /** Stands for the rival's query where the rival is left out. */
    private static final org.apache.lucene.search.Query NOTHING = new MatchNoDocsQuery();

    /** What the articles are made of. */
    enum Articles {
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
    private Articles kind = Articles.fulltext;

    @Option(names = "--queries", paramLabel = "N", description = "Stored queries (default: ${DEFAULT-VALUE}).")
    private int count = 100_000;

    @Option(
            names = "--rival",
            paramLabel = "N",
            description = "Articles that lucene-monitor matches as well; 0 leaves it out (default: ${DEFAULT-VALUE}).")
    private int rivalArticles = 150;

    /** What a user of the rival would set up: the same words, folded and stemmed alike. */
    private static final class EnglishWords extends Analyzer {
        @Override
        protected TokenStreamComponents createComponents(String field) {
            StandardTokenizer words = new StandardTokenizer();
            TokenStream stems =
                    new ASCIIFoldingFilter(new KStemFilter(new EnglishPossessiveFilter(new LowerCaseFilter(words))));
            return new TokenStreamComponents(words, stems);
        }
    }

    @Override
    public Integer call() throws Exception {
        Path news = data.resolve("news");
        List<String> corpus =
                Texts.read(news, 60_000, "rss-world-2023-06_07.jsonl.gz", "rss-war-2022-01_2023-10.jsonl.gz");
        List<String> articles = switch (kind) {
            case joined -> Texts.joined(corpus);
            case fulltext -> Texts.read(news, 60_000, "fulltext-war-en-2022-2024.jsonl.gz");
            case headlines -> corpus;
        };
        System.out.printf(
                Locale.ROOT,
                "%s, %,d articles of %,.0f characters, %,d queries%n",
                kind,
                articles.size(),
                articles.stream().mapToInt(String::length).average().orElse(0),
                count);
        try (Analyzer analyzer = new EnglishWords()) {
            List<Stored> queries = new Recipe(corpus, analyzer, 42).queries(count);
            if (rivalArticles == 0) {
                queries = queries.stream()
                        .map(query -> new Stored(query.id(), query.ours(), NOTHING))
                        .toList();
            }
            double ours = ours(queries, articles);
            if (rivalArticles > 0) {
                rival(queries, articles.subList(0, Math.min(rivalArticles, articles.size())), analyzer, ours);
            }
        }
        return 0;
    }

    private static org.tocsin.query.Document document(String text) {
        Article article = new Article(
                "a",
                1,
                "",
                "",
                "",
                text,
                "en",
                List.of(),
                new Source("", "", "", "", ""),
                Instant.EPOCH,
                Instant.EPOCH,
                Origin.LIVE,
                false,
                List.of(),
                "",
                "");
        return org.tocsin.query.Document.of(EnrichedArticle.tagged(article, List.of(), List.of(), ""));
    }

    private static QueryIndex index = new QueryIndex();

    private static double ours(List<Stored> queries, List<String> articles) throws InterruptedException {
        index = new QueryIndex();
        long before = heap();
        long start = System.nanoTime();
        for (Stored query : queries) {
            index.put(query.id(), Query.parse(query.ours()));
        }
        double load = seconds(start);
        long held = heap() - before;
        System.out.printf(Locale.ROOT, "tocsin   load %.1f s, heap %,d MiB, %s%n", load, held >> 20, index.stats());
        for (int i = 0; i < WARM_UP; i++) {
            index.match(document(articles.get(i % articles.size())));
        }
        index.refile();
        long[] times = new long[MEASURED];
        long[] cpu = new long[MEASURED];
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long matches = 0;
        for (int i = 0; i < MEASURED; i++) {
            long spent = clock.getCurrentThreadCpuTime();
            long from = System.nanoTime();
            matches += index.match(document(articles.get((i + 7) % articles.size())))
                    .size();
            times[i] = System.nanoTime() - from;
            cpu[i] = clock.getCurrentThreadCpuTime() - spent;
        }
        double mean = Arrays.stream(times).average().orElse(0) / 1e6;
        Arrays.sort(times);
        System.out.printf(
                Locale.ROOT,
                "tocsin   %.3f ms an article (p50 %.3f, p99 %.3f), %.1f matches an article%n",
                mean,
                times[MEASURED / 2] / 1e6,
                times[MEASURED * 99 / 100] / 1e6,
                (double) matches / MEASURED);
        Arrays.sort(cpu);
        System.out.printf(
                Locale.ROOT,
                "tocsin   %.3f ms of processor time an article (p50 %.3f, p99 %.3f)%n",
                Arrays.stream(cpu).average().orElse(0) / 1e6,
                cpu[MEASURED / 2] / 1e6,
                cpu[MEASURED * 99 / 100] / 1e6);
        threads(articles);
        return mean;
    }

    private static void threads(List<String> articles) throws InterruptedException {
        for (int threads : new int[] {1, 2}) {
            AtomicInteger next = new AtomicInteger();
            AtomicLong found = new AtomicLong();
            long start = System.nanoTime();
            Thread[] all = new Thread[threads];
            for (int i = 0; i < threads; i++) {
                all[i] = Thread.ofPlatform().start(() -> {
                    for (int at = next.getAndIncrement(); at < MEASURED; at = next.getAndIncrement()) {
                        found.addAndGet(index.match(document(articles.get(at % articles.size())))
                                .size());
                    }
                });
            }
            for (Thread thread : all) {
                thread.join();
            }
            System.out.printf(
                    Locale.ROOT,
                    "tocsin   %d thread(s): %,.0f articles a second%n",
                    threads,
                    MEASURED / seconds(start));
        }
    }

    private static void rival(List<Stored> queries, List<String> articles, Analyzer analyzer, double ours)
            throws IOException {
        MonitorConfiguration settings = new MonitorConfiguration();
        settings.setQueryUpdateBufferSize(10_000);
        long start = System.nanoTime();
        try (Monitor monitor = new Monitor(analyzer, new MultipassTermFilteredPresearcher(4), settings)) {
            for (int i = 0; i < queries.size(); i += 10_000) {
                monitor.register(queries.subList(i, Math.min(i + 10_000, queries.size())).stream()
                        .map(query -> new MonitorQuery(query.id(), query.rival()))
                        .collect(Collectors.toList()));
            }
            System.out.printf(Locale.ROOT, "monitor  load %.1f s%n", seconds(start));
            int warm = Math.min(articles.size(), 50);
            for (int i = 0; i < warm; i++) {
                match(monitor, articles.get(i));
            }
            long spent = 0;
            long matches = 0;
            int different = 0;
            for (String article : articles) {
                long from = System.nanoTime();
                MatchingQueries<QueryMatch> found = match(monitor, article);
                spent += System.nanoTime() - from;
                matches += found.getMatchCount();
                Set<String> theirs = new HashSet<>();
                found.getMatches().forEach(match -> theirs.add(match.getQueryId()));
                Set<String> own =
                        index.match(document(article)).stream().map(Hit::id).collect(Collectors.toSet());
                if (!own.equals(theirs)) {
                    different++;
                    show(queries, own, theirs);
                }
            }
            double mean = spent / 1e6 / articles.size();
            System.out.printf(
                    Locale.ROOT,
                    "monitor  %.3f ms an article over %,d, %.1f matches an article; %d articles with other matches%n",
                    mean,
                    articles.size(),
                    (double) matches / articles.size(),
                    different);
            System.out.printf(Locale.ROOT, "ratio    %.1f times as fast%n", mean / ours);
        }
    }

    private static void show(List<Stored> queries, Set<String> own, Set<String> theirs) {
        Set<String> either = new HashSet<>(own);
        either.addAll(theirs);
        either.removeIf(id -> own.contains(id) && theirs.contains(id));
        either.stream().limit(2).forEach(id -> {
            Stored query = queries.get(Integer.parseInt(id.substring("query-".length())));
            System.out.printf("         only %s: %s%n", own.contains(id) ? "tocsin" : "monitor", query.ours());
        });
    }

    private static MatchingQueries<QueryMatch> match(Monitor monitor, String text) throws IOException {
        Document document = new Document();
        document.add(new TextField("text", text, Field.Store.NO));
        return monitor.match(document, QueryMatch.SIMPLE_MATCHER);
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
