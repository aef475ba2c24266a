package org.tocsin.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.apache.lucene.analysis.Analyzer;
import org.tocsin.query.Hit;
import org.tocsin.query.Query;
import org.tocsin.query.QueryIndex;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Stored queries dealt out over several indexes by the hash of their ids, as subscriptions are to partitions. Every index matches
 * every article, one index after the other on one thread, so that what each costs is what it would cost on a machine of its own. Ends
 * with 1 when the indexes together do not find exactly what one index finds.
 */
@Command(
        name = "shards",
        mixinStandardHelpOptions = true,
        description = "One index of queries beside the same queries in several: memory, speed, cost of all together.")
final class ShardBench implements Callable<Integer> {
    private static final int WARM_UP = 1_000;
    private static final int REHEARSED = 50_000;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Directory with news/ and queries/ (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("..", "shared", "data");

    @Option(names = "--kind", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Recipe.Kind kind = Recipe.Kind.recipe;

    @Option(names = "--queries", paramLabel = "N", description = "Stored queries (default: ${DEFAULT-VALUE}).")
    private int count = 1_000_000;

    @Option(
            names = "--shards",
            split = ",",
            paramLabel = "N",
            description = "Into how many indexes they are dealt out, one number or several (default: 2,4,8).")
    private List<Integer> shards = List.of(2, 4, 8);

    @Option(names = "--measured", paramLabel = "N", description = "Articles matched (default: ${DEFAULT-VALUE}).")
    private int measured = 1_000;

    private List<String> articles = List.of();
    private List<String> queries = List.of();

    /**
     * What one index took.
     *
     * @param heap bytes that it holds
     * @param nanoseconds of processor for all articles, their analysis included
     * @param found the numbers of the queries that each article matches, in order
     */
    private record Run(int queries, long heap, double load, long nanoseconds, long slowest, List<int[]> found) {
        long matches() {
            return found.stream().mapToLong(one -> one.length).sum();
        }
    }

    @Override
    public Integer call() throws Exception {
        if (measured < 1 || count < 1 || shards.stream().anyMatch(number -> number < 1)) {
            throw new IllegalArgumentException("--measured, --queries and --shards take numbers from 1 on");
        }
        Path news = data.resolve("news");
        List<String> corpus =
                Texts.read(news, 60_000, "rss-world-2023-06_07.jsonl.gz", "rss-war-2022-01_2023-10.jsonl.gz");
        articles = Texts.read(news, WARM_UP + measured, "fulltext-war-en-2022-2024.jsonl.gz");
        try (Analyzer analyzer = new Rival.EnglishWords()) {
            queries = new Recipe(corpus, analyzer, 42)
                    .queries(kind, count, data.resolve("queries")).stream()
                            .map(Stored::ours)
                            .toList();
        }
        run(IntStream.range(0, Math.min(count, REHEARSED))
                .boxed()
                .toList()); // loads what all queries share, and compiles
        QueryBench.say(
                "%-16s %9s %9s %7s %10s %9s %9s",
                "", "queries", "heap MiB", "load s", "articles/s", "ms mean", "ms most");
        Run nothing = run(List.of());
        tell("analysis alone", nothing);
        Run one = run(IntStream.range(0, count).boxed().toList());
        tell("one index", one);
        QueryBench.say("%,.1f matches an article", (double) one.matches() / measured);
        boolean whole = true;
        for (int number : shards) {
            whole &= dealtOut(number, one);
        }
        return whole ? 0 : 1;
    }

    private boolean dealtOut(int number, Run one) throws InterruptedException, ExecutionException {
        List<List<Integer>> parts = new ArrayList<>();
        IntStream.range(0, number).forEach(part -> parts.add(new ArrayList<>()));
        for (int query = 0; query < count; query++) {
            byte[] id = ("query-" + query).getBytes(StandardCharsets.UTF_8);
            parts.get(Utils.toPositive(Utils.murmur2(id)) % number).add(query);
        }
        QueryBench.say("");
        int[][] found = new int[measured][0];
        long nanoseconds = 0;
        long heap = 0;
        for (int part = 0; part < number; part++) {
            Run run = run(parts.get(part));
            tell("shard %d of %d".formatted(part + 1, number), run);
            nanoseconds += run.nanoseconds();
            heap += run.heap();
            for (int i = 0; i < measured; i++) {
                found[i] = IntStream.concat(
                                Arrays.stream(found[i]),
                                Arrays.stream(run.found().get(i)))
                        .toArray();
            }
        }
        int different = 0;
        for (int i = 0; i < measured; i++) {
            Arrays.sort(found[i]);
            different += Arrays.equals(found[i], one.found().get(i)) ? 0 : 1;
        }
        QueryBench.say(
                "%d together: %.2f times the processor time of one index, %.2f times its heap; %s",
                number,
                (double) nanoseconds / one.nanoseconds(),
                (double) heap / one.heap(),
                different == 0
                        ? "the same matches for all %,d articles".formatted(measured)
                        : "OTHER matches for %,d of %,d articles".formatted(different, measured));
        return different == 0;
    }

    /** On a thread of its own, since each keeps what it remembers of words and of its last index. */
    private Run run(List<Integer> chosen) throws InterruptedException, ExecutionException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("query-refile")) {
                thread.join(); // it holds the index before
            }
        }
        FutureTask<Run> task = new FutureTask<>(() -> measure(chosen));
        Thread.ofPlatform().start(task);
        return task.get();
    }

    private Run measure(List<Integer> chosen) {
        QueryIndex index = new QueryIndex();
        index.match(Articles.document("dictionaries"));
        long before = QueryBench.heap();
        long start = System.nanoTime();
        for (int query : chosen) {
            index.put(String.valueOf(query), Query.parse(queries.get(query)));
        }
        double load = QueryBench.seconds(start);
        long heap = QueryBench.heap() - before;
        for (int i = 0; i < WARM_UP; i++) {
            index.match(Articles.document(articles.get(i % articles.size())));
        }
        index.refile();
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        List<int[]> found = new ArrayList<>(measured);
        long all = 0;
        long slowest = 0;
        for (int i = 0; i < measured; i++) {
            long from = clock.getCurrentThreadCpuTime();
            List<Hit> hits = index.match(Articles.document(articles.get((WARM_UP + i) % articles.size())));
            long spent = clock.getCurrentThreadCpuTime() - from;
            all += spent;
            slowest = Math.max(slowest, spent);
            found.add(hits.stream()
                    .mapToInt(hit -> Integer.parseInt(hit.id()))
                    .sorted()
                    .toArray());
        }
        return new Run(chosen.size(), heap, load, all, slowest, found);
    }

    private void tell(String what, Run run) {
        QueryBench.say(
                "%-16s %,9d %,9d %7.1f %,10.0f %9.3f %9.1f",
                what,
                run.queries(),
                run.heap() >> 20,
                run.load(),
                measured / (run.nanoseconds() / 1e9),
                run.nanoseconds() / 1e6 / measured,
                run.slowest() / 1e6);
    }
}
