package org.tocsin.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.tocsin.alerts.AlertStages;
import org.tocsin.model.Destination;
import org.tocsin.model.Priority;
import org.tocsin.model.Schedule;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.runtime.Directories;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Refusal;
import org.tocsin.runtime.Settings;
import org.tocsin.runtime.Stage;

/** A broker with every topic and nothing in it: an embedded one in a directory that is deleted in the end, or a cluster. */
final class Ground implements AutoCloseable {
    private static final String OURS = "tocsin";

    private final Path directory = Files.createTempDirectory("tocsin-bench");
    private final @Nullable EmbeddedBroker broker;
    private final KafkaSettings kafka;

    Ground() throws IOException {
        broker = EmbeddedBroker.start(Files.createDirectory(directory.resolve("broker")));
        kafka = new KafkaSettings(broker.bootstrap());
        kafka.createTopics();
        broker.writeThrough(Topic.irreplaceable());
    }

    /** One on a cluster that has none of our topics, since those that are made here are deleted in the end. */
    Ground(KafkaSettings cluster) throws IOException {
        broker = null;
        kafka = cluster;
        List<String> there = topics();
        if (!there.isEmpty()) {
            throw new Refusal(
                    "the cluster at %s has topics of Tocsin, such as %s; a benchmark makes and deletes them, so name a cluster that has none"
                            .formatted(cluster.bootstrap(), there.getFirst()));
        }
        kafka.createTopics();
    }

    private List<String> topics() {
        return kafka.administer(admin -> admin.listTopics().names().get(30, TimeUnit.SECONDS)).stream()
                .filter(name -> name.startsWith(OURS) || name.startsWith(EmptyPipeline.NAME))
                .sorted()
                .toList();
    }

    /** Deletes what was made on a cluster, and waits until it is gone. */
    private void clear() {
        List<String> made = topics();
        kafka.administer(admin -> admin.deleteTopics(made).all().get(30, TimeUnit.SECONDS));
        // a static member that was closed keeps its group alive for its session
        KafkaSettings.await("the groups of the benchmark are gone", this::groupsGone);
        KafkaSettings.await("the topics of the benchmark are gone", () -> topics().isEmpty());
    }

    private boolean groupsGone() {
        List<String> groups = kafka.administer(admin -> admin.listGroups().all().get(30, TimeUnit.SECONDS)).stream()
                .map(GroupListing::groupId)
                .filter(name -> name.startsWith(OURS) || name.startsWith(EmptyPipeline.NAME))
                .toList();
        try {
            kafka.administer(admin -> admin.deleteConsumerGroups(groups).all().get(30, TimeUnit.SECONDS));
        } catch (Refusal e) {
            // one still has a member, or was gone before it could be deleted
            return false;
        }
        return groups.isEmpty();
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
        if (broker == null) {
            clear();
        } else {
            broker.close();
        }
        Directories.delete(directory);
    }
}
