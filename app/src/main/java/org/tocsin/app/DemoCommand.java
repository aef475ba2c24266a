package org.tocsin.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.tocsin.alerts.AlertStages;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.article.ArticleSink;
import org.tocsin.model.Alert;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Mention;
import org.tocsin.model.Origin;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.runtime.Settings;
import org.tocsin.runtime.TopicFollower;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Plays the sample wire through the real pipeline. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Play a sample wire through the whole pipeline, print alerts, serve the page.")
final class DemoCommand implements Callable<Integer> {
    private static final List<Subscription> SAMPLES = List.of(
            sample(
                    "captured-soldiers",
                    "Captured North Korean soldiers",
                    "topic:dprk-troops AND topic:prisoners-of-war"),
            sample("kursk", "Fighting in Kursk region", "topic:kursk AND NOT topic:prisoners-of-war"),
            sample("exchanges", "Prisoner exchanges", "topic:prisoner-exchange"));

    @Mixin
    private Options options;

    @Option(names = "--once", description = "End when the wire has gone through and print a summary.")
    private boolean once;

    @Option(names = "--pause", paramLabel = "MS", description = "Milliseconds between two articles (default: 350).")
    private int pause = 350;

    private final Set<String> articles = ConcurrentHashMap.newKeySet();
    private final Set<String> entities = ConcurrentHashMap.newKeySet();
    private final Set<String> topics = ConcurrentHashMap.newKeySet();
    private final Set<String> stories = ConcurrentHashMap.newKeySet();
    private final AtomicLong alerts = new AtomicLong();
    private final List<Long> latencies = Collections.synchronizedList(new ArrayList<>());

    private static Subscription sample(String id, String name, String query) {
        return Subscription.of(id, name, query);
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = options.settings(Map.of("data", "demo-data"));
        if (settings.bootstrap().isEmpty()) {
            DemoData.clear(settings.data());
        }
        System.out.println("Starting the embedded broker and the pipeline …");
        AllInOne running = AllInOne.start(settings);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (stopped.getCount() > 0) {
                running.close();
                stopped.countDown();
            }
        }));
        try (AlertStages.Editor editor = AlertStages.editor(running.kafka(), settings, running.names())) {
            for (Subscription sample : SAMPLES) {
                Subscription before = editor.subscriptions().get(sample.id());
                editor.subscriptions().save(sample, before == null ? 0 : before.version());
            }
        }
        System.out.printf("Live page: http://%s:%d%n%n", settings.site().host(), running.port());
        List<ObjectNode> wire = wire();
        running.settle();
        try (TopicFollower<EnrichedArticle> enriched =
                        new TopicFollower<>(running.kafka(), Topic.ENRICHED, 0, this::count).start();
                TopicFollower<Alert> fired =
                        new TopicFollower<>(running.kafka(), Topic.ALERTS, 0, this::print).start()) {
            Objects.requireNonNull(enriched);
            Objects.requireNonNull(fired);
            play(running, wire);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (articles.size() < wire.size() && System.nanoTime() < end) {
                LockSupport.parkNanos(20_000_000);
            }
            LockSupport.parkNanos(1_500_000_000L);
        }
        summary();
        if (articles.size() < wire.size()) {
            System.err.printf("tocsin: only %d of %d articles came through%n", articles.size(), wire.size());
            return Main.FAILED;
        }
        if (once) {
            stopped.countDown();
            running.close();
            return Main.OK;
        }
        System.out.println("\nThe wire has gone through; the page stays up. Ctrl-C ends.");
        stopped.await();
        return Main.OK;
    }

    static List<ObjectNode> wire() {
        try (InputStream in = Objects.requireNonNull(DemoCommand.class.getResourceAsStream("wire.jsonl"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> (ObjectNode) Json.mapper().readTree(line))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void play(AllInOne running, List<ObjectNode> wire) throws ArticleReader.Rejected {
        ArticleReader reader = new ArticleReader(InstantSource.system());
        try (ArticleSink sink = new ArticleSink(running.kafka())) {
            for (ObjectNode item : wire) {
                var _ = sink.send(
                        reader.read(item.put("published", Instant.now().toString()), Origin.LIVE, ""));
                LockSupport.parkNanos(pause * 1_000_000L);
            }
            sink.flush();
        }
    }

    private void count(ConsumerRecord<String, EnrichedArticle> item) {
        EnrichedArticle article = item.value();
        articles.add(item.key());
        article.mentions().stream().map(Mention::key).forEach(entities::add);
        article.topics().forEach(topic -> topics.add(topic.id()));
        stories.add(article.story());
    }

    private void print(ConsumerRecord<String, Alert> item) {
        alerts.incrementAndGet();
        latencies.add(Duration.between(item.value().ingested(), Instant.now()).toMillis());
        System.out.println(AlertText.of(item.value()));
    }

    private void summary() {
        List<Long> sorted = latencies.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                """

                articles   %6d
                entities   %6d
                topics     %6d
                stories    %6d
                alerts     %6d
                latency    %6d ms p50, %d ms p99 (ingested to alert received)
                """,
                articles.size(),
                entities.size(),
                topics.size(),
                stories.size(),
                alerts.get(),
                at(sorted, 0.5),
                at(sorted, 0.99));
    }

    private static long at(List<Long> sorted, double share) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1L, (long) (share * sorted.size())));
    }
}
