package org.tocsin.bench;

import static org.tocsin.bench.QueryBench.say;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.lucene.analysis.Analyzer;
import org.tocsin.alerts.AlertStages;
import org.tocsin.alerts.subscription.Subscriptions;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Subscription;
import org.tocsin.runtime.Stage;

/** A million subscriptions: from start to ready, the heap that they take, and how long an article is matched. */
final class AlertSubscriptions {
    private static final int WARM_UP = 500;
    private static final int MEASURED = 2_000;

    private final Path data;
    private final int count;

    AlertSubscriptions(Path data, int count) {
        this.data = data;
        this.count = count;
    }

    void run() throws IOException {
        Path news = data.resolve("news");
        List<String> full = Texts.read(news, 60_000, "fulltext-war-en-2022-2024.jsonl.gz");
        try (Ground ground = new Ground()) {
            save(ground, news);
            start(ground);
            try (AlertStages.Editor matcher = AlertStages.matcher(ground.kafka(), ground.settings())) {
                match(matcher.subscriptions(), full);
            }
        }
    }

    private void start(Ground ground) throws IOException {
        long before = heap();
        long start = System.nanoTime();
        List<Stage> stages = ground.alerts();
        Ground.start(stages);
        say(
                "alerts with %,d subscriptions: ready after %.1f s, which take %,d MiB of heap",
                count, QueryBench.seconds(start), (heap() - before) >> 20);
        stages.reversed().forEach(Stage::close);
    }

    private void save(Ground ground, Path news) throws IOException {
        List<String> corpus =
                Texts.read(news, 60_000, "rss-world-2023-06_07.jsonl.gz", "rss-war-2022-01_2023-10.jsonl.gz");
        try (Analyzer analyzer = new Rival.EnglishWords()) {
            List<Stored> queries =
                    new Recipe(corpus, analyzer, 42).queries(Recipe.Kind.recipe, count, data.resolve("queries"));
            Iterable<Subscription> all = () -> IntStream.range(0, count)
                    .mapToObj(
                            i -> Ground.subscription("s" + i, queries.get(i).ours(), "https://example.org/hooks/" + i))
                    .iterator();
            ground.save(all);
        }
    }

    private static void match(Subscriptions subscriptions, List<String> texts) {
        List<EnrichedArticle> articles = new ArrayList<>();
        for (int i = 0; i < WARM_UP + MEASURED; i++) {
            articles.add(Articles.enriched(texts.get(i % texts.size())));
        }
        double[] times = new double[MEASURED];
        long matches = 0;
        for (int i = 0; i < articles.size(); i++) {
            long from = System.nanoTime();
            int found = subscriptions.match(articles.get(i)).size();
            if (i >= WARM_UP) {
                times[i - WARM_UP] = (System.nanoTime() - from) / 1e6;
                matches += found;
            }
        }
        Arrays.sort(times);
        say(
                "an article is matched and explained in %.2f ms at p50, %.2f ms at p99; %,.0f matches each",
                times[MEASURED / 2], times[MEASURED * 99 / 100], (double) matches / MEASURED);
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
