package org.tocsin.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.jspecify.annotations.Nullable;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.enrich.Tagger;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.query.Query;
import org.tocsin.replay.Replay;
import org.tocsin.replay.backtest.Backtest;
import org.tocsin.replay.export.Export;
import org.tocsin.replay.export.ExportRequest;
import org.tocsin.runtime.Directories;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Reads a log of full English texts of 3.6 kB, tagged, in every way that replays do, beside a consumer that only reads, one
 * that also parses and one that also splits into words. The steps take turns, and the median of the rounds counts.
 * The processor time is that of the whole process: the broker's part, collector and compiler included.
 */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Articles of 3.6 kB that replays, backtests and exports read in a second, beside bare consumers.")
final class ReplayBench implements Callable<Integer> {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    @Option(names = "--data", description = "Directory of the news dumps (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("../shared/data");

    @Option(names = "--articles", description = "Articles in the log (default: ${DEFAULT-VALUE}).")
    private int articles = 20_000;

    @Option(
            names = "--characters",
            description = "Of the text of each, the record is some five times as long (default: ${DEFAULT-VALUE}).")
    private int characters = 3_600;

    @Option(names = "--rounds", description = "Rounds after one to warm up (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(names = "--only", description = "Only steps whose name has this in it.")
    private String only = "";

    private static final List<String> DRAFTS = List.of(
            "topic:prisoners-of-war AND captured",
            "SCORE >= 10 (POW^6, \"prisoner of war\"^8, captured^3, soldier^3, prison^-5)",
            "\"North Korean\" AND (troops OR soldiers)",
            "drone* AND (Kursk OR Belgorod)",
            "entity:Q212 AND topic:ceasefire-talks",
            "sanctions AND oil",
            "title:missile OR lead:missile",
            "nuclear NEAR/8 plant",
            "2 OF (captured, prisoner, surrendered, exchange)",
            "\"military aid\" AND NOT congress");

    /** Something done with the whole log; says how often. */
    private interface Step {
        int run() throws IOException;
    }

    /** Something done once with the whole log. */
    private interface Once {
        void run() throws IOException;
    }

    private static Step once(Once step) {
        return () -> {
            step.run();
            return 1;
        };
    }

    @Override
    public Integer call() throws IOException {
        Path directory = Files.createTempDirectory("tocsin-bench");
        try (EmbeddedBroker broker = EmbeddedBroker.start(Files.createDirectory(directory.resolve("broker")))) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrap());
            kafka.createTopics();
            Tagger tagger = new Tagger();
            long bytes = new Past(data, characters, Origin.LIVE).fill(kafka, tagger, articles);
            System.out.printf(
                    Locale.ROOT,
                    "%,d articles of %.1f kB text and %.1f kB as JSON, %d processors%n",
                    articles,
                    characters / 1_000.0,
                    (double) bytes / articles / 1_000,
                    Runtime.getRuntime().availableProcessors());
            measure(steps(kafka, tagger, directory));
            return 0;
        } finally {
            Directories.delete(directory);
        }
    }

    private Map<String, Step> steps(KafkaSettings kafka, Tagger tagger, Path directory) {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("bare consumer", once(() -> read(kafka, false, item -> {})));
        steps.put("parse, one thread", once(() -> read(kafka, false, ReplayBench::parse)));
        steps.put("parse, all threads", once(() -> read(kafka, true, ReplayBench::parse)));
        steps.put("parse and split, all threads", once(() -> read(kafka, true, item -> split(parse(item)))));
        steps.put("replay source:nowhere.example", once(() -> replay(kafka, "source:nowhere.example")));
        steps.put("replay entity:Q423", once(() -> replay(kafka, "entity:Q423")));
        steps.put("replay topic:prisoner-exchange", once(() -> replay(kafka, "topic:prisoner-exchange")));
        steps.put("replay of words", once(() -> replay(kafka, "\"prisoner exchange\" AND negotiat* AND NOT football")));
        steps.put("replay of everything", once(() -> replay(kafka, "")));
        steps.put("backtest of 1 draft", once(() -> backtest(kafka, DRAFTS.subList(0, 1), null)));
        steps.put("backtest of 10 drafts", once(() -> backtest(kafka, DRAFTS, null)));
        steps.put("backtest of each draft alone", () -> {
            for (String draft : DRAFTS) {
                backtest(kafka, List.of(draft), null);
            }
            return DRAFTS.size();
        });
        steps.put("backtest --retag", once(() -> backtest(kafka, DRAFTS.subList(0, 1), tagger)));
        steps.put(
                "tagging alone",
                once(() -> read(kafka, true, item -> {
                    EnrichedArticle _ = tagger.tag(parse(item).article());
                })));
        for (ExportRequest.Format format : ExportRequest.Format.values()) {
            steps.put("export " + format, once(() -> export(kafka, directory.resolve("export"), format)));
        }
        return steps;
    }

    private void measure(Map<String, Step> steps) throws IOException {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        Map<String, List<Double>> costs = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (Map.Entry<String, Step> step : steps.entrySet()) {
                if (!step.getKey().contains(only)) {
                    continue;
                }
                peaks().forEach(MemoryPoolMXBean::resetPeakUsage);
                long start = System.nanoTime();
                long used = SYSTEM.getProcessCpuTime();
                double read = (double) step.getValue().run() * articles;
                double rate = read / ((System.nanoTime() - start) / 1e9);
                double cost = (SYSTEM.getProcessCpuTime() - used) / 1e3 / read;
                System.err.printf(
                        Locale.ROOT,
                        "%d %-32s %9.0f/s  %5.0f us of processor each  heap at most %d MB%n",
                        round,
                        step.getKey(),
                        rate,
                        cost,
                        peaks().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() >> 20);
                if (round > 0 || rounds == 0) {
                    rates.computeIfAbsent(step.getKey(), key -> new ArrayList<>())
                            .add(rate);
                    costs.computeIfAbsent(step.getKey(), key -> new ArrayList<>())
                            .add(cost);
                }
            }
        }
        double parse = median(rates.get("parse, all threads"));
        double words = median(rates.get("parse and split, all threads"));
        System.out.println(
                "step                              articles/s   of parsing   of parsing and splitting   us of processor each");
        rates.forEach((name, all) -> System.out.printf(
                Locale.ROOT,
                "%-32s %11.0f %12.2f %26.2f %22.0f%n",
                name,
                median(all),
                median(all) / parse,
                median(all) / words,
                median(costs.get(name))));
    }

    private static Stream<MemoryPoolMXBean> peaks() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP);
    }

    private static double median(@Nullable List<Double> rates) {
        return rates == null ? Double.NaN : rates.stream().sorted().toList().get(rates.size() / 2);
    }

    private interface Reader {
        void take(ConsumerRecord<String, byte[]> item);
    }

    /** Reads the topic with a consumer and nothing of replays. */
    private static void read(KafkaSettings kafka, boolean parallel, Reader reader) {
        TopicPartition partition = new TopicPartition(Topic.ENRICHED.name(), 0);
        try (var consumer = kafka.historian()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                ConsumerRecords<String, byte[]> batch = consumer.poll(Duration.ofMillis(200));
                StreamSupport.stream(batch.spliterator(), parallel).forEach(reader::take);
            }
        }
    }

    private static EnrichedArticle parse(ConsumerRecord<String, byte[]> item) {
        return Json.read(item.value(), EnrichedArticle.class);
    }

    private static void split(EnrichedArticle article) {
        for (String text : List.of(article.article().title(), article.article().body())) {
            try (StandardTokenizer tokenizer = new StandardTokenizer()) {
                tokenizer.setReader(new StringReader(text));
                tokenizer.reset();
                while (tokenizer.incrementToken()) {
                    // the words themselves are not wanted
                }
                tokenizer.end();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void replay(KafkaSettings kafka, String query) throws IOException {
        Replay.Request request = new Replay.Request(
                Replay.Kind.enriched,
                Past.FROM,
                Past.TO,
                Replay.By.published,
                query.isEmpty() ? null : Query.parse(query),
                false,
                Double.POSITIVE_INFINITY,
                false);
        Replay.Outcome outcome = new Replay(kafka).run(request, new Nowhere(), (done, all) -> {});
        check(outcome.read());
    }

    private void backtest(KafkaSettings kafka, List<String> queries, @Nullable Tagger tagger) {
        List<Subscription> drafts = queries.stream()
                .map(query -> Subscription.of("draft" + DRAFTS.indexOf(query), query, query))
                .toList();
        Backtest.Request request = new Backtest.Request(
                drafts, Past.FROM, Past.TO, Replay.By.published, Limits.DEFAULT, tagger == null ? null : tagger::tag);
        check(new Backtest(kafka).run(request, Query::parse, (done, all) -> {}).articles());
    }

    private void export(KafkaSettings kafka, Path folder, ExportRequest.Format format) throws IOException {
        ExportRequest request = new ExportRequest(
                List.of(ExportRequest.Kind.articles), Past.FROM, Past.TO, Replay.By.published, "", false, format);
        check(new Export(kafka)
                .run(request, null, folder, (done, all) -> {})
                .rows()
                .getOrDefault("articles", 0L));
        Directories.delete(folder);
    }

    private void check(long count) {
        if (count != articles) {
            throw new IllegalStateException("%,d of %,d articles were read".formatted(count, articles));
        }
    }
}
