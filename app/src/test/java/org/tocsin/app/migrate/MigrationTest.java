package org.tocsin.app.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Topic;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;
import org.tocsin.runtime.Refusal;
import org.tocsin.runtime.TopicConfigs;
import org.tocsin.runtime.TopicPlan;

final class MigrationTest {
    private static final TopicPartition PLAIN = new TopicPartition(Topic.ARTICLES.name(), 0);
    private static final TopicPartition EXACT = new TopicPartition(Topic.ENRICHED.name(), 0);
    private static final TopicPartition CHANGELOG = new TopicPartition("tocsin-decide-told-changelog", 1);
    private static final String GROUP = "tocsin-match";

    @TempDir
    private Path directory;

    private EmbeddedBroker old;
    private EmbeddedBroker fresh;
    private KafkaSettings from;
    private KafkaSettings to;

    @BeforeEach
    void fill() throws Exception {
        old = EmbeddedBroker.start(Files.createDirectory(directory.resolve("old")));
        fresh = EmbeddedBroker.start(Files.createDirectory(directory.resolve("fresh")));
        from = new KafkaSettings(old.bootstrap());
        to = new KafkaSettings(fresh.bootstrap());
        from.createTopics();
        from.administer(admin -> admin.createTopics(
                        List.of(new NewTopic(CHANGELOG.topic(), Optional.of(2), Optional.empty())
                                .configs(Map.of("cleanup.policy", "compact", "segment.bytes", "1048576"))))
                .all()
                .get(30, TimeUnit.SECONDS));
        try (Producer<byte[], byte[]> plain = from.rawProducer("");
                Producer<byte[], byte[]> exact = from.rawProducer("filling")) {
            // alone, so that no later batch overtakes it while the topic is new
            plain.send(record(PLAIN, 0)).get();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 1; i < 3_000; i++) {
                sent.add(plain.send(record(PLAIN, i)));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
            exact.initTransactions();
            for (int round = 0; round < 40; round++) {
                exact.beginTransaction();
                for (int i = 0; i <= round % 4; i++) {
                    var _ = exact.send(record(EXACT, i));
                    var _ = exact.send(record(CHANGELOG, i));
                }
                exact.commitTransaction();
            }
            exact.beginTransaction();
            for (int i = 0; i < 100; i++) {
                var _ = exact.send(record(EXACT, i));
            }
            exact.flush();
            exact.abortTransaction();
            exact.beginTransaction();
            var _ = exact.send(record(EXACT, 0));
            exact.commitTransaction();
        }
        from.administer(admin -> admin.deleteRecords(Map.of(PLAIN, RecordsToDelete.beforeOffset(70)))
                .all()
                .get(30, TimeUnit.SECONDS));
        from.administer(admin -> admin.alterConsumerGroupOffsets(
                        GROUP, Map.of(EXACT, new OffsetAndMetadata(17, "a note about time")))
                .all()
                .get(30, TimeUnit.SECONDS));
    }

    private static ProducerRecord<byte[], byte[]> record(TopicPartition to, int number) {
        byte[] value = ("value " + number).getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(
                to.topic(),
                to.partition(),
                1_700_000_000_000L + number,
                ("key " + number).getBytes(StandardCharsets.UTF_8),
                number % 10 == 9 ? null : value,
                List.of(new RecordHeader("why", value)));
    }

    @AfterEach
    void stop() {
        old.close();
        fresh.close();
    }

    private Migration migration() {
        return new Migration(from, to, TopicPlan.Copies.AS_BROKERS_DO, InstantSource.system());
    }

    private static Migration.Compared of(Migration.Outcome outcome, TopicPartition partition) {
        return outcome.partitions().stream()
                .filter(one -> one.partition().equals(partition))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void givesEveryRecordItsOffsetAlsoWhenItIsCutShortAgainAndAgain() {
        Migration.Outcome outcome = null;
        for (int most = 1; outcome == null; most += 25) {
            int[] steps = {most};
            try {
                outcome = migration()
                        .run(
                                (done, all) -> {
                                    if (--steps[0] == 0) {
                                        throw new IllegalStateException("cut short");
                                    }
                                },
                                () -> {});
            } catch (IllegalStateException e) {
                assertThat(most).isLessThan(2_000);
            }
        }
        assertThat(outcome.equal()).isTrue();
        assertThat(of(outcome, PLAIN).target()).matches(extent -> extent.start() == 70 && extent.end() == 3_000);
        assertThat(of(outcome, PLAIN).target().records()).isEqualTo(2_930);
        // 100 in 40 transactions with a marker each, 100 and a marker aborted, one and a marker
        assertThat(of(outcome, EXACT).target()).matches(extent -> extent.records() == 101 && extent.end() == 243);
        assertThat(of(outcome, CHANGELOG).target().records()).isEqualTo(100);
        assertThat(outcome.groups()).isEqualTo(1);

        TopicPlan.of(to, TopicPlan.Copies.AS_BROKERS_DO)
                .steps()
                .forEach(step -> assertThat(step.work()).as(step.toString()).isEqualTo(TopicPlan.Work.KEEP));
        Topics topics = to.administer(Topics::of);
        assertThat(topics.settings().get(CHANGELOG.topic()))
                .isEqualTo(Map.of("cleanup.policy", "compact", "segment.bytes", "1048576"));
        assertThat(to.administer(Groups::of).committed().get(GROUP))
                .isEqualTo(Map.of(EXACT, new OffsetAndMetadata(17, "a note about time")));
    }

    @Test
    void givesTopicsWhatTheClusterIsToldToHave() throws Exception {
        String usual = "tocsin-decide-usual-changelog";
        from.administer(admin -> admin.createTopics(List.of(new NewTopic(usual, Optional.of(1), Optional.empty())
                        .configs(Map.of("cleanup.policy", "compact", "segment.bytes", "16777216"))))
                .all()
                .get(30, TimeUnit.SECONDS));
        TopicConfigs configs = new TopicConfigs(
                Map.of("compression.type", "", "max.message.bytes", "8388608", "segment.bytes", "52428800"));
        to = new KafkaSettings(fresh.bootstrap(), Map.of(), configs);

        assertThat(migration().run((done, all) -> {}, () -> {}).equal()).isTrue();

        Map<String, Map<String, String>> settings = to.administer(Topics::of).settings();
        assertThat(settings.get(PLAIN.topic()))
                .containsEntry("max.message.bytes", "8388608")
                .doesNotContainKey("compression.type");
        assertThat(settings.get(usual)).isEqualTo(Map.of("cleanup.policy", "compact", "segment.bytes", "52428800"));
        assertThat(settings.get(CHANGELOG.topic())).as("was set on purpose").containsEntry("segment.bytes", "1048576");
    }

    @Test
    void seesWhatDiffersAndGoesNowhereWhereOtherDataIs() throws Exception {
        assertThatThrownBy(() -> migration().check((done, all) -> {}))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("has no topic");
        to.createTopics();
        try (Producer<byte[], byte[]> other = to.rawProducer("")) {
            other.send(record(EXACT, 1)).get(30, TimeUnit.SECONDS);
        }
        assertThatThrownBy(() -> migration().run((done, all) -> {}, () -> {}))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("holds other data, 1 records in tocsin.enriched-0");
        assertThat(to.administer(Topics::of).counts()).doesNotContainKey(CHANGELOG.topic());

        to.administer(admin -> admin.deleteTopics(List.of(EXACT.topic())).all().get(30, TimeUnit.SECONDS));
        assertThat(migration().run((done, all) -> {}, () -> {}).equal()).isTrue();
        assertThatThrownBy(() -> migration().run((done, all) -> {}, () -> {}))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("was moved to the cluster");
        assertThat(migration().check((done, all) -> {}).equal()).isTrue();
        to.administer(admin -> admin.alterConsumerGroupOffsets(GROUP, Map.of(EXACT, new OffsetAndMetadata(18)))
                .all()
                .get(30, TimeUnit.SECONDS));
        to.administer(admin -> admin.deleteRecords(Map.of(PLAIN, RecordsToDelete.beforeOffset(71)))
                .all()
                .get(30, TimeUnit.SECONDS));
        Migration.Outcome outcome = migration().check((done, all) -> {});
        assertThat(outcome.equal()).isFalse();
        assertThat(outcome.groupsThatDiffer()).containsExactly(GROUP);
        assertThat(outcome.partitions().stream().filter(one -> !one.equal()))
                .extracting(Migration.Compared::partition)
                .containsExactly(PLAIN);
    }

    private List<Boolean> toldFinished() {
        List<Boolean> told = new ArrayList<>();
        Log.read(to, Migration.MIGRATIONS, 0, item -> told.add(item.value().finished()));
        return told;
    }

    @Test
    void leavesTheOldLogBeforeTheClusterIsToldAndEndsWhenItWasCutShortThere() {
        assertThatThrownBy(() -> migration().run((done, all) -> {}, () -> {
                    assertThat(toldFinished()).containsExactly(false);
                    throw new IllegalStateException("cut short");
                }))
                .hasMessage("cut short");
        assertThat(toldFinished()).containsExactly(false);

        assertThat(migration().run((done, all) -> {}, () -> {}).equal()).isTrue();
        assertThat(toldFinished()).endsWith(false, true);
    }

    @Test
    void endsWhatWasCutShortAfterTopicsHadBegunToDropRecordsAgainUnlessTheOldLogWentOn() throws Exception {
        migration().run((done, all) -> {}, () -> {});
        String source =
                from.administer(admin -> admin.describeCluster().clusterId().get(30, TimeUnit.SECONDS));
        Migration.Standing cutShort = new Migration.Standing(source, true, false, Instant.EPOCH);
        try (Producer<String, Migration.Standing> producer = to.producer()) {
            producer.send(new ProducerRecord<>(Migration.MIGRATIONS.name(), source, cutShort))
                    .get(30, TimeUnit.SECONDS);
            to.administer(admin -> admin.deleteRecords(Map.of(PLAIN, RecordsToDelete.beforeOffset(100)))
                    .all()
                    .get(30, TimeUnit.SECONDS));
            List<String> left = new ArrayList<>();

            assertThat(migration()
                            .run((done, all) -> {}, () -> left.add("old log"))
                            .equal())
                    .isTrue();
            assertThat(left).containsExactly("old log");
            assertThat(toldFinished()).endsWith(true);

            producer.send(new ProducerRecord<>(Migration.MIGRATIONS.name(), source, cutShort))
                    .get(30, TimeUnit.SECONDS);
        }
        try (Producer<byte[], byte[]> plain = from.rawProducer("")) {
            plain.send(record(PLAIN, 3_000)).get(30, TimeUnit.SECONDS);
        }
        Migration.Outcome outcome = migration().run((done, all) -> {}, () -> {});
        assertThat(of(outcome, PLAIN).target().end()).isEqualTo(3_001);
        assertThat(outcome.equal()).as("it has dropped what the old log has").isFalse();
    }

    @Test
    void waitsOnceForAllPartitionsThatAreShort() throws Exception {
        String many = "of-a-user";
        from.administer(admin -> admin.createTopics(List.of(new NewTopic(many, Optional.of(12), Optional.empty())))
                .all()
                .get(30, TimeUnit.SECONDS));
        try (Producer<byte[], byte[]> plain = from.rawProducer("")) {
            for (int i = 0; i < 12; i++) {
                plain.send(record(new TopicPartition(many, i), i)).get(30, TimeUnit.SECONDS);
            }
        }
        Topics topics = from.administer(Topics::of);
        to.administer(admin -> topics.create(admin, TopicPlan.Copies.AS_BROKERS_DO));

        Migration.Outcome outcome =
                assertTimeout(Duration.ofMinutes(2), () -> migration().check((done, all) -> {}));

        assertThat(outcome.partitions().stream().filter(one -> !one.equal()))
                .hasSizeGreaterThanOrEqualTo(15)
                .allSatisfy(one -> assertThat(one.target().records()).isZero());
    }
}
