package org.tocsin.bench;

import static org.tocsin.bench.QueryBench.say;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.tocsin.enrich.Tagger;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.model.Article;
import org.tocsin.model.Topic;
import org.tocsin.runtime.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The whole pipeline against what is possible, in one run: E articles a second go through applications that hand bytes on
 * between the same topics with the same guarantees, T through tagging and stories and M through matching without a broker; one
 * after the other would be 1 / (1/E + 1/T + 1/M).
 */
@Command(
        name = "end-to-end",
        mixinStandardHelpOptions = true,
        description =
                "Real articles through the whole pipeline, beside an empty one of the same hops: throughput against the"
                        + " possible, latency, processor and heap of each step, cost as everything grows tenfold.")
final class EndToEndBench implements Callable<Integer> {
    private static final int CHARACTERS = 1_200;
    private static final int WARM_UP_SECONDS = 10;
    private static final double MIB = 1 << 20;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description =
                    "Kafka cluster without topics of Tocsin, which are made and deleted (default: an embedded broker).")
    private @Nullable String bootstrap;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "Properties file with security.protocol, ssl.… and sasl.… for the cluster (default: none).")
    private @Nullable String kafkaConfig;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Directory with news/ and queries/ (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("..", "shared", "data");

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Articles sent before any that is measured, while the virtual machine still compiles"
                    + " (default: ${DEFAULT-VALUE}).")
    private int warmUp = 40_000;

    @Option(
            names = "--articles",
            paramLabel = "N",
            description = "Articles sent as fast as they are taken (default: ${DEFAULT-VALUE}).")
    private int articles = 10_000;

    @Option(names = "--subscriptions", paramLabel = "N", description = "Subscriptions (default: ${DEFAULT-VALUE}).")
    private int subscriptions = 100_000;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Articles a second while latency is measured (default: ${DEFAULT-VALUE}).")
    private int rate = 100;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Time for which latency is measured (default: ${DEFAULT-VALUE}).")
    private int seconds = 60;

    @Override
    public Integer call() throws IOException {
        News news = new News(data, CHARACTERS, warmUp, articles + rate * (WARM_UP_SECONDS + seconds), subscriptions);
        int end = warmUp + articles;
        List<Article> sent =
                IntStream.range(warmUp, end).mapToObj(news::article).toList();
        long held = Steps.held();
        Knowledge knowledge = new Knowledge();
        Tagger tagger = new Tagger(knowledge);
        tagger.tag(sent.getFirst());
        long known = Steps.held() - held;
        List<Article> before =
                IntStream.range(0, warmUp).mapToObj(news::article).toList();
        double tagging = Offline.tagging(before, sent);
        double matching = Offline.matching(sent, news.queries());
        double empty;
        try (Passage hops = Passage.hops(news, ground())) {
            hops.rate(0, warmUp, Topic.OUTBOX);
            empty = hops.rate(warmUp, end, Topic.OUTBOX);
        }
        Map<String, Histogram> emptyTimes;
        try (Passage passage = Passage.empty(news, ground())) {
            emptyTimes = latencies(passage);
        }
        try (Passage whole = Passage.whole(news, ground(), knowledge)) {
            whole.rate(0, warmUp, Topic.ENRICHED);
            whole.drain();
            Steps steps = new Steps();
            double real = whole.rate(warmUp, end, Topic.ENRICHED);
            Map<String, Steps.Cost> costs = steps.since();
            whole.drain();
            double possible = 1 / (1 / empty + 1 / tagging + 1 / matching);
            say(
                    "%narticles a second: empty pipeline E %.0f, offline tagging and stories T %.0f, offline matching M %.0f",
                    empty, tagging, matching);
            say(
                    "possible 1 / (1/E + 1/T + 1/M) %.0f, the whole pipeline %.0f: %.0f %% (aim: 80 %%)",
                    possible, real, 100 * real / possible);
            say("%nknowledge base, model and topics hold %.0f MiB of heap", known / MIB);
            tellSteps(costs, whole.held());
            tellTimes(emptyTimes, latencies(whole));
        }
        Growth.head();
        new Growth(sent, news.queries()).tell();
        return 0;
    }

    private Ground ground() throws IOException {
        if (bootstrap == null) {
            return new Ground();
        }
        Map<String, String> flags = new HashMap<>(Map.of("bootstrap", bootstrap));
        if (kafkaConfig != null) {
            flags.put("kafka-config", kafkaConfig);
        }
        Settings settings = Settings.load(Path.of("/nonexistent"), Map.of(), flags);
        return new Ground(settings.cluster());
    }

    private Map<String, Histogram> latencies(Passage passage) {
        int first = warmUp + articles;
        int warm = first + rate * WARM_UP_SECONDS;
        passage.latencies(first, warm, rate);
        return passage.latencies(warm, warm + rate * seconds, rate);
    }

    private void tellSteps(Map<String, Steps.Cost> costs, Map<String, Long> held) {
        say(
                "%n  %-32s %20s %24s %24s",
                "step", "processor, µs/article", "allocated, KiB/article", "heap held at start, MiB");
        costs.forEach((step, cost) -> say(
                "  %-32s %20.0f %24.1f %24s",
                step,
                cost.processor() / 1e3 / articles,
                cost.allocated() / 1_024.0 / articles,
                held.containsKey(step) ? "%.0f".formatted(held.getOrDefault(step, 0L) / MIB) : ""));
        held.forEach((stage, bytes) -> {
            if (!costs.containsKey(stage)) {
                say("  %-32s %20s %24s %24.0f", stage, "", "", bytes / MIB);
            }
        });
        say("  heap held at the end: %.0f MiB", Steps.held() / MIB);
    }

    private void tellTimes(Map<String, Histogram> empty, Map<String, Histogram> whole) {
        say(
                "%n  latency at %d articles a second for %d s, ms, each from when the article was due, with a reader at each topic",
                rate, seconds);
        say("  %-12s %-8s %8s %9s %9s %9s %9s", "hop", "pipeline", "number", "p50", "p99", "p99.9", "most");
        whole.forEach((hop, times) -> {
            tell(hop, "empty", empty.getOrDefault(hop, new Histogram(1)));
            tell("", "whole", times);
        });
    }

    private static void tell(String hop, String which, Histogram times) {
        say(
                "  %-12s %-8s %,8d %9.1f %9.1f %9.1f %9.1f",
                hop,
                which,
                times.getTotalCount(),
                times.getValueAtPercentile(50) / 1e3,
                times.getValueAtPercentile(99) / 1e3,
                times.getValueAtPercentile(99.9) / 1e3,
                times.getMaxValue() / 1e3);
    }
}
