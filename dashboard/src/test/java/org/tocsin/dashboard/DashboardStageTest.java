package org.tocsin.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Topic;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;

/** What the dashboard says of itself when parts of it or the broker fail. */
final class DashboardStageTest {
    @TempDir
    private static Path directory;

    private static EmbeddedBroker broker;
    private static KafkaSettings kafka;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.start(Files.createDirectory(directory.resolve("broker")));
        kafka = new KafkaSettings(broker.bootstrap());
        kafka.createTopics();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"follow-tocsin.feedback", "follow-tocsin.generations", "dead-letters", "history"})
    void isInTroubleWhenAFollowerHasStopped(String thread) {
        try (DashboardStage stage = new DashboardStage(kafka, directory.resolve(thread), 10, name -> List.of())) {
            stage.start();
            assertThat(stage.trouble()).isEmpty();

            Thread.getAllStackTraces().keySet().stream()
                    .filter(one -> one.getName().equals(thread))
                    .forEach(Thread::interrupt);

            await(() -> !stage.trouble().isEmpty());
        }
    }

    @Test
    void countsNoDeadLettersUntilItKnowsHowManyThereAre() {
        try (SystemApi system = new SystemApi(kafka, InstantSource.system(), Map::of)) {
            assertThat(system.letters()).isNaN();
            system.start();
            await(() -> system.letters() == 0);
        }
    }

    @Test
    void countsEveryPartitionOfATopicAndOfAGroup() {
        String topic = Topic.OUTBOX.name();
        TopicPartition last = new TopicPartition(topic, Topic.OUTBOX.partitions() - 1);
        try (Producer<String, byte[]> producer = kafka.bytesProducer()) {
            var _ = producer.send(new ProducerRecord<>(topic, 0, "first", new byte[] {'1'}));
            for (int i = 0; i < 4; i++) {
                var _ = producer.send(new ProducerRecord<>(topic, last.partition(), "last", new byte[] {'1'}));
            }
        }
        kafka.administer(admin -> {
            admin.alterConsumerGroupOffsets("counted", Map.of(last, new OffsetAndMetadata(1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            return last;
        });
        try (SystemApi system = new SystemApi(kafka, InstantSource.system(), Map::of)) {
            Map<String, Object> figures = system.figures();

            assertThat(figures.get("topics"))
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry(topic, 5L);
            assertThat(figures.get("lag"))
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("counted", Map.of(topic, 3L));
        }
    }

    @Test
    void hasItsFiguresSoonWhenTheBrokerFails() throws Exception {
        EmbeddedBroker failing = EmbeddedBroker.start(Files.createDirectory(directory.resolve("failing")));
        KafkaSettings there = new KafkaSettings(failing.bootstrap());
        there.createTopics();
        try (SystemApi system = new SystemApi(there, InstantSource.system(), Map::of)) {
            assertThat(system.figures()).containsKey("lag");
            failing.close();

            Map<String, Object> figures = assertTimeout(Duration.ofSeconds(40), system::figures);

            assertThat(String.valueOf(figures.get("trouble"))).startsWith("the broker does not say");
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("after 60 s it does not hold");
            }
            LockSupport.parkNanos(50_000_000);
        }
    }
}
