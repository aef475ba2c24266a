package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Topic;

final class ReplayQuotaTest {
    private static final int RECORDS = 64;

    @TempDir
    private Path directory;

    private EmbeddedBroker broker;
    private KafkaSettings kafka;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(directory);
        kafka = new KafkaSettings(broker.bootstrap());
        kafka.createTopics();
        Random random = new Random(1);
        try (Producer<byte[], byte[]> producer = kafka.rawProducer("")) {
            for (int i = 0; i < RECORDS; i++) {
                // which do not get smaller when they are compressed
                byte[] record = new byte[10_000];
                random.nextBytes(record);
                producer.send(new ProducerRecord<>(Topic.ARTICLES.name(), record))
                        .get(30, TimeUnit.SECONDS);
            }
        }
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    /** How long the broker made the consumer of all records wait, in milliseconds. */
    private static double throttled(Consumer<?, ?> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(Topic.ARTICLES.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        for (int read = 0; read < RECORDS; ) {
            read += consumer.poll(Duration.ofSeconds(1)).count();
        }
        return consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("fetch-throttle-time-max"))
                .mapToDouble(metric -> (Double) metric.metricValue())
                .max()
                .orElse(0);
    }

    @Test
    void slowsDownReplaysAlone() {
        assertThat(ReplayQuota.get(kafka)).isEmpty();
        ReplayQuota.set(kafka, 50_000.0);
        assertThat(ReplayQuota.get(kafka)).hasValue(50_000);

        try (Consumer<String, byte[]> historian = kafka.historian();
                Consumer<byte[], byte[]> live = kafka.rawConsumer()) {
            assertThat(throttled(historian)).isPositive();
            assertThat(throttled(live)).isNotPositive();
        }
        ReplayQuota.set(kafka, null);
        assertThat(ReplayQuota.get(kafka)).isEmpty();
    }
}
