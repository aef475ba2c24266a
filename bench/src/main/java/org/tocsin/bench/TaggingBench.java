package org.tocsin.bench;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.tocsin.enrich.Tagger;
import org.tocsin.enrich.entity.EntityTagger;
import org.tocsin.model.Article;
import org.tocsin.model.Entity;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Language, entities and topics of full English texts on every core, beside splitting the same texts into words and
 * nothing else, and entities alone with few and with many known names. The steps take turns, several rounds of each, and
 * the median counts, so that other work on the machine hits all of them alike.
 */
@Command(
        name = "tagging",
        mixinStandardHelpOptions = true,
        description = "Articles of 3.6 kB that are tagged in a second, beside plain splitting into words.")
final class TaggingBench implements Callable<Integer> {
    private static final int CHARACTERS = 3_600;
    private static final int FEW = 10_000;
    private static final int MADE_UP = 200_000;
    private static final String TEXTS = "news/fulltext-war-en-2022-2024.jsonl.gz";

    @Option(names = "--data", description = "Directory of the news dumps (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("../shared/data");

    @Option(names = "--threads", description = "Threads that tag (default: ${DEFAULT-VALUE}).")
    private int threads = 2;

    @Option(names = "--rounds", description = "Rounds after one to warm up (default: ${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(names = "--seconds", description = "Seconds of each step in a round (default: ${DEFAULT-VALUE}).")
    private double seconds = 3;

    /** Articles a second by the clock, and by the time that the processors gave to it. */
    private record Rate(double wall, double processor) {}

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        List<Article> articles = articles();
        long before = heap();
        Tagger tagger = new Tagger();
        articles.subList(0, Math.min(100, articles.size())).forEach(tagger::tag);
        System.out.printf(
                Locale.ROOT,
                "%d articles of %d characters, %d threads; knowledge base, model and topics hold %d MB of heap%n",
                articles.size(),
                CHARACTERS,
                threads,
                heap() - before);
        EntityTagger few = EntityTagger.shipped(FEW);
        EntityTagger shipped = EntityTagger.shipped();
        EntityTagger more = shipped.with(madeUp());
        Map<String, Consumer<Article>> steps = new LinkedHashMap<>();
        steps.put("words only", TaggingBench::split);
        steps.put("language", tagger::recognise);
        steps.put("language and entities", article -> tagger.name(tagger.recognise(article)));
        steps.put("language, entities, topics", tagger::tag);
        steps.put("entities, %,d names".formatted(few.names()), few::tag);
        steps.put("entities, %,d names".formatted(shipped.names()), shipped::tag);
        steps.put("entities, %,d names".formatted(more.names()), more::tag);
        Map<String, List<Rate>> rates = new LinkedHashMap<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int round = 0; round <= rounds; round++) {
                for (Map.Entry<String, Consumer<Article>> step : steps.entrySet()) {
                    Rate rate = rate(pool, articles, step.getValue());
                    if (round > 0) {
                        rates.computeIfAbsent(step.getKey(), key -> new ArrayList<>())
                                .add(rate);
                    }
                }
            }
        }
        double words = median(rates.getOrDefault("words only", List.of()), false);
        System.out.println("step                          articles/s   of processor time   of words only");
        rates.forEach((step, all) -> System.out.printf(
                Locale.ROOT,
                "%-30s %9.0f %19.0f %14.3f%n",
                step,
                median(all, true),
                median(all, false),
                median(all, false) / words));
        return 0;
    }

    private static double median(List<Rate> rates, boolean wall) {
        List<Double> sorted = rates.stream()
                .map(rate -> wall ? rate.wall() : rate.processor())
                .sorted()
                .toList();
        return sorted.get(sorted.size() / 2);
    }

    /** Full texts put together and cut to the same length, so that a rate means a text of that length. */
    private List<Article> articles() throws IOException {
        String all = String.join("\n\n", Texts.read(data, Integer.MAX_VALUE, TEXTS));
        List<Article> articles = new ArrayList<>();
        for (int from = 0; from + CHARACTERS <= all.length(); from += CHARACTERS) {
            articles.add(article(all.substring(from, from + CHARACTERS)));
        }
        return articles;
    }

    private static Article article(String text) {
        int line = Math.clamp(text.indexOf(' ', 60), 1, 100);
        return new Article(
                "a",
                1,
                "",
                text.substring(0, line).replace('\n', ' '),
                "",
                text.substring(line),
                "",
                List.of(),
                new Source("", "", "", "", ""),
                Instant.EPOCH,
                Instant.EPOCH,
                Origin.LIVE,
                false,
                List.of(),
                "",
                "");
    }

    private static Map<String, Optional<Entity>> madeUp() {
        Map<String, Optional<Entity>> all = new HashMap<>();
        for (int i = 0; i < MADE_UP; i++) {
            String id = "tocsin:made-up-" + i;
            String name = "Name" + Integer.toString(i, 36) + " Surname" + Integer.toString(i * 31, 36);
            all.put(id, Optional.of(new Entity(id, "person", Map.of("en", List.of(name)), null, null)));
        }
        return all;
    }

    private static void split(Article article) {
        try (StandardTokenizer tokenizer = new StandardTokenizer()) {
            tokenizer.setReader(new StringReader(article.body()));
            tokenizer.reset();
            while (tokenizer.incrementToken()) {
                // the words themselves are not wanted
            }
            tokenizer.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Rate rate(ExecutorService pool, List<Article> articles, Consumer<Article> step)
            throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        long done = 0;
        double processor = 0;
        List<Future<double[]>> all = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int first = articles.size() * thread / threads;
            all.add(pool.submit(() -> run(articles, first, step, end)));
        }
        for (Future<double[]> one : all) {
            done += (long) one.get()[0];
            processor += one.get()[1];
        }
        double wall = (System.nanoTime() - start) / 1e9;
        return new Rate(done / wall, done / processor * threads);
    }

    /** How many articles were done until the end, in how many seconds of the processor. */
    private static double[] run(List<Article> articles, int first, Consumer<Article> step, long end) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        int done = 0;
        while (System.nanoTime() < end) {
            step.accept(articles.get((first + done++) % articles.size()));
        }
        return new double[] {done, (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9};
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1_000_000;
    }
}
