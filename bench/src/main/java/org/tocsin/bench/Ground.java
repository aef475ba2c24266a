package org.tocsin.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.tocsin.alerts.AlertStages;
import org.tocsin.model.Destination;
import org.tocsin.model.Priority;
import org.tocsin.model.Schedule;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Settings;
import org.tocsin.runtime.Stage;

/** An embedded broker with every topic, in a directory that is deleted in the end. */
final class Ground implements AutoCloseable {
    private final Path directory = Files.createTempDirectory("tocsin-bench");
    private final EmbeddedBroker broker = EmbeddedBroker.start(Files.createDirectory(directory.resolve("broker")));
    private final KafkaSettings kafka = new KafkaSettings(broker.bootstrap());

    Ground() throws IOException {
        kafka.createTopics();
    }

    KafkaSettings kafka() {
        return kafka;
    }

    Path state() {
        return directory.resolve("state");
    }

    Settings settings() {
        return Settings.load(
                directory.resolve("none"),
                Map.of(),
                Map.of("data", directory.resolve("data").toString(), "allow-private", "127.0.0.0/8"));
    }

    /** The alerts stages, which read their subscriptions when they start. */
    List<Stage> alerts() throws IOException {
        Settings settings = settings();
        Files.createDirectories(settings.data());
        return AlertStages.create(kafka, settings, state(), "bench", name -> List.of());
    }

    /** Starts {@code stages} one after the other and returns when all work. */
    static void start(List<? extends Stage> stages) {
        stages.forEach(Stage::start);
        stages.forEach(Stage::awaitReady);
        stages.forEach(stage -> {
            if (!stage.trouble().isEmpty()) {
                throw new IllegalStateException(stage.name() + ": " + stage.trouble());
            }
        });
    }

    /** The operator's subscription to {@code query} with one webhook. */
    static Subscription subscription(String id, String query, String webhook) {
        return new Subscription(
                id,
                "",
                id,
                query,
                List.of(Destination.of("webhook", webhook)),
                List.of(),
                Schedule.AT_ONCE,
                null,
                0,
                List.of(),
                null,
                List.of(),
                Priority.NORMAL,
                false,
                true,
                1);
    }

    /** Puts subscriptions into the log as they are. */
    void save(Iterable<Subscription> subscriptions) {
        Queue<Exception> failed = new ConcurrentLinkedQueue<>();
        try (Producer<String, Subscription> producer = kafka.producer()) {
            for (Subscription one : subscriptions) {
                var _ = producer.send(
                        new ProducerRecord<>(Topic.SUBSCRIPTIONS.name(), one.id(), one), (place, error) -> {
                            if (error != null) {
                                failed.add(error);
                            }
                        });
            }
        }
        if (!failed.isEmpty()) {
            throw new IllegalStateException("subscriptions were not written", failed.peek());
        }
    }

    @Override
    public void close() throws IOException {
        broker.close();
        ImportBench.delete(directory);
    }
}
