package org.tocsin.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.tocsin.enrich.EnrichStages;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.model.Article;
import org.tocsin.model.Topic;
import org.tocsin.runtime.Directories;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Stage;
import org.tocsin.runtime.StreamsStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Tagging and stories on the embedded broker, against what is possible: E articles a second go through two applications
 * that hand bytes on between the same topics with the same guarantees, T through tagging and story assignment without a
 * broker; one after the other would be 1 / (1/E + 1/T).
 */
@Command(
        name = "pipeline",
        mixinStandardHelpOptions = true,
        description = "Articles a second through tagging and stories on the embedded broker, against the possible.")
final class PipelineBench implements Callable<Integer> {
    private static final int WORDS = 600;

    @Option(
            names = "--articles",
            description = "Articles of 3.6 kB in a run, the first half to warm up (default: 40000).")
    private int number = 40_000;

    @Override
    public Integer call() throws Exception {
        SampleArticles samples = new SampleArticles(7, WORDS, Instant.parse("2025-01-01T00:00:00Z"));
        List<Article> articles = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            articles.add(samples.next());
        }
        double empty = onBroker(
                articles,
                (kafka, state) -> List.of(
                        new StreamsStage(
                                "first",
                                EmptyPipeline.copy(Topic.ARTICLES, Topic.TAGGED),
                                kafka.streams("copy-1", state, false, "copy-1")),
                        new StreamsStage(
                                "second",
                                EmptyPipeline.copy(Topic.TAGGED, Topic.ENRICHED),
                                kafka.streams("copy-2", state, true, "copy-2"))));
        int warm = number / 2;
        double offline = Offline.tagging(articles.subList(0, warm), articles.subList(warm, number));
        double real = onBroker(articles, (kafka, state) -> EnrichStages.create(kafka, state, "bench", new Knowledge()));
        double possible = 1 / (1 / empty + 1 / offline);
        System.out.printf(
                Locale.ROOT,
                "empty pipeline E %.0f/s, offline T %.0f/s, possible %.0f/s, pipeline %.0f/s: %.0f %%%n",
                empty,
                offline,
                possible,
                real,
                100 * real / possible);
        return 0;
    }

    private interface Stages {
        List<Stage> on(KafkaSettings kafka, Path state);
    }

    private static double onBroker(List<Article> articles, Stages make) throws IOException {
        Path directory = Files.createTempDirectory("tocsin-bench");
        try (EmbeddedBroker broker = EmbeddedBroker.start(Files.createDirectory(directory.resolve("broker")))) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrap());
            kafka.createTopics();
            List<Stage> stages = make.on(kafka, directory.resolve("state"));
            stages.forEach(Stage::start);
            stages.forEach(Stage::awaitReady);
            double rate;
            try (Producer<String, Article> producer = kafka.producer();
                    KafkaConsumer<byte[], byte[]> out = new KafkaConsumer<>(
                            Map.of("bootstrap.servers", kafka.bootstrap(), "isolation.level", "read_committed"),
                            new ByteArrayDeserializer(),
                            new ByteArrayDeserializer())) {
                TopicPartition partition = new TopicPartition(Topic.ENRICHED.name(), 0);
                out.assign(List.of(partition));
                out.seekToBeginning(List.of(partition));
                int warm = articles.size() / 2;
                rate(producer, out, articles.subList(0, warm));
                rate = rate(producer, out, articles.subList(warm, articles.size()));
            }
            stages.reversed().forEach(Stage::close);
            return rate;
        } finally {
            Directories.delete(directory);
        }
    }

    /** Sends the articles and waits until all have come out committed. */
    private static double rate(
            Producer<String, Article> producer, KafkaConsumer<byte[], byte[]> out, List<Article> articles) {
        long start = System.nanoTime();
        for (Article article : articles) {
            var _ = producer.send(new ProducerRecord<>(Topic.ARTICLES.name(), article.id(), article));
        }
        producer.flush();
        int seen = 0;
        while (seen < articles.size()) {
            seen += out.poll(Duration.ofMillis(50)).count();
        }
        return articles.size() / ((System.nanoTime() - start) / 1e9);
    }
}
