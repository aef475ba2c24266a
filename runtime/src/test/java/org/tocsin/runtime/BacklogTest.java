package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Delivery;
import org.tocsin.model.Topic;

/** Pages of a topic with several partitions, latest first, from memory and from a real log. */
@Timeout(120)
final class BacklogTest {
    private static final long START = Instant.parse("2025-01-11T00:00:00Z").toEpochMilli();

    @TempDir
    private static Path directory;

    private static EmbeddedBroker broker;
    private static KafkaSettings kafka;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(directory);
        kafka = new KafkaSettings(broker.bootstrap());
        kafka.createTopics();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private static Topic<Delivery> topic(String name) {
        Topic<Delivery> topic = new Topic<>("tocsin.test-" + name, Delivery.class, 3, null, false, "alerts");
        kafka.create(topic);
        return topic;
    }

    private static Backlog<String, Delivery> backlog(Topic<Delivery> topic, int kept) {
        return new Backlog<>(topic, kept, () -> kafka.consumer(topic.value(), ""));
    }

    /** Writes one to the log and lets it into the backlog. */
    private static void write(
            Producer<String, Delivery> producer, Topic<Delivery> topic, Backlog<String, Delivery> into, int number)
            throws Exception {
        Delivery one = new Delivery("a" + number, "s", "e", 1, "delivered", "", 0, Instant.EPOCH);
        RecordMetadata place = producer.send(
                        new ProducerRecord<>(topic.name(), number * 7 % 3, START + number, "k", one))
                .get(30, TimeUnit.SECONDS);
        into.post(new ConsumerRecord<>(
                topic.name(),
                place.partition(),
                place.offset(),
                place.timestamp(),
                TimestampType.CREATE_TIME,
                0,
                0,
                "k",
                one,
                new RecordHeaders(),
                Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 1_000})
    void everyRecordStandsOnOnePageWhileOthersCome(int kept) throws Exception {
        Topic<Delivery> topic = topic("kept-" + kept);
        Backlog<String, Delivery> backlog = backlog(topic, kept);
        try (Producer<String, Delivery> producer = kafka.producer()) {
            List<String> wanted = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                write(producer, topic, backlog, i);
                if (i % 2 == 0) {
                    wanted.addFirst("a" + i);
                }
            }
            List<String> paged = new ArrayList<>();
            String cursor = "";
            for (int pages = 0; cursor != null; pages++) {
                assertThat(pages).isLessThan(60);
                Backlog.Page<String, Delivery> page = backlog.page(
                        cursor,
                        null,
                        7,
                        4,
                        1_000,
                        some -> some.stream()
                                .filter(post ->
                                        Integer.parseInt(post.value().alert().substring(1)) % 2 == 0)
                                .toList());
                page.values().forEach(one -> paged.add(one.alert()));
                cursor = page.next();
                write(producer, topic, backlog, 100 + 2 * pages);
            }
            assertThat(paged).isEqualTo(wanted);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 1_000})
    void beginsWithTheLatestOfATime(int kept) throws Exception {
        Topic<Delivery> topic = topic("at-" + kept);
        Backlog<String, Delivery> backlog = backlog(topic, kept);
        try (Producer<String, Delivery> producer = kafka.producer()) {
            for (int i = 0; i < 60; i++) {
                write(producer, topic, backlog, i);
            }
        }
        for (int last : new int[] {-1, 0, 31, 58, 59, 1_000}) {
            Instant at = Instant.ofEpochMilli(START + last);
            List<String> expected = new ArrayList<>();
            for (int i = Math.min(last, 59); i >= 0; i--) {
                expected.add("a" + i);
            }
            List<String> paged = new ArrayList<>();
            String cursor = "";
            while (cursor != null) {
                Backlog.Page<String, Delivery> page = backlog.page(cursor, at, 7, 4, 1_000, some -> some);
                page.values().forEach(one -> paged.add(one.alert()));
                cursor = page.next();
            }
            assertThat(paged).as("at %d", last).isEqualTo(expected);
        }
    }

    @Test
    void endsAPageWhenItHasLookedAtEnough() throws Exception {
        Topic<Delivery> topic = topic("scan");
        Backlog<String, Delivery> backlog = backlog(topic, 0);
        try (Producer<String, Delivery> producer = kafka.producer()) {
            for (int i = 0; i < 60; i++) {
                write(producer, topic, backlog, i);
            }
        }
        Backlog.Page<String, Delivery> page = backlog.page("", null, 10, 5, 20, some -> List.of());
        assertThat(page.items()).isEmpty();
        assertThat(page.next()).isNotNull();
    }
}
