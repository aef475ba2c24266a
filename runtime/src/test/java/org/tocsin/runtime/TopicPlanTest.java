package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Topic;
import org.tocsin.runtime.TopicPlan.Change;
import org.tocsin.runtime.TopicPlan.Copies;
import org.tocsin.runtime.TopicPlan.Step;
import org.tocsin.runtime.TopicPlan.Work;

final class TopicPlanTest {
    private static final Copies ONE = new Copies(1, 1);

    @TempDir
    private Path directory;

    private EmbeddedBroker broker;
    private KafkaSettings kafka;

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.start(directory);
        kafka = new KafkaSettings(broker.bootstrap());
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    /** The controller answers before the broker follows; one that starts has followed. */
    private void settle() {
        broker.close();
        start();
    }

    private Step step(Topic<?> topic) {
        return TopicPlan.of(kafka, ONE).steps().stream()
                .filter(step -> step.topic().equals(topic))
                .findFirst()
                .orElseThrow();
    }

    private void create(Topic<?> topic, int partitions, Map<String, String> settings) {
        kafka.administer(admin -> admin.createTopics(List.of(
                        new NewTopic(topic.name(), Optional.of(partitions), Optional.empty()).configs(settings)))
                .all()
                .get(30, TimeUnit.SECONDS));
    }

    @Test
    void createsEveryTopicOnceAndThenKeepsThem() {
        assertThat(TopicPlan.of(kafka, ONE).steps())
                .hasSameSizeAs(Topic.all())
                .allMatch(step -> step.work() == Work.CREATE);

        TopicPlan.of(kafka, ONE).apply(kafka);
        settle();

        assertThat(TopicPlan.of(kafka, ONE).steps())
                .allMatch(step -> step.work() == Work.KEEP && step.replication() == 1);
        TopicPlan.of(kafka, ONE).apply(kafka);
    }

    @Test
    void givesStoresAsManyCopiesAsTheLogHasAndNamesThoseWithFewer() {
        Path state = directory.resolve("state");
        assertThat(kafka.streams("tocsin-x", state, false, "x")).containsEntry("replication.factor", "-1");
        kafka.createTopics();
        settle();
        kafka.createTopics();

        assertThat(kafka.streams("tocsin-x", state, false, "x"))
                .containsEntry("replication.factor", "1")
                .as("what only the brokers say is left to them")
                .doesNotContainKey("topic.min.insync.replicas");
        kafka.create("tocsin-x-changelog");
        kafka.create("somebody-elses-changelog");
        settle();
        assertThat(TopicPlan.of(kafka, ONE).thin()).isEmpty();
        assertThat(TopicPlan.of(kafka, new Copies(3, 2)).thin())
                .hasSize(Topic.all().size() + 1)
                .containsEntry("tocsin-x-changelog", 1)
                .containsEntry("tocsin.articles", 1);
    }

    @Test
    void givesStoresWhatTheTopicsOfTheLogSayThemselves() {
        TopicPlan.of(kafka, ONE).apply(kafka);
        settle();
        kafka.createTopics();

        assertThat(kafka.streams("tocsin-x", directory.resolve("state"), false, "x"))
                .containsEntry("replication.factor", "1")
                .containsEntry("topic.min.insync.replicas", "1");
    }

    @Test
    void asksForEachOfCopiesAndTheirStepByItself() {
        assertThat(TopicPlan.of(kafka, new Copies(0, 1)).wanted()).isEqualTo(new Copies(0, 1));
        TopicPlan.of(kafka, new Copies(0, 1)).apply(kafka);
        settle();

        assertThat(TopicPlan.of(kafka, Copies.AS_BROKERS_DO).wanted()).isEqualTo(new Copies(1, 1));
        assertThat(TopicPlan.of(kafka, new Copies(3, 0)).wanted()).isEqualTo(new Copies(3, 1));
        TopicPlan tooFew = TopicPlan.of(kafka, new Copies(0, 2));
        assertThatThrownBy(tooFew::wanted).isInstanceOf(Refusal.class).hasMessageContaining("do not go together");
    }

    @Test
    void writesThroughWhatNobodyCanGiveAgain() {
        kafka.createTopics();
        broker.writeThrough(Topic.irreplaceable());
        for (Topic<?> topic : List.of(Topic.OUTBOX, Topic.SUBSCRIPTIONS, Topic.KNOWLEDGE)) {
            KafkaSettings.await(topic.name(), () -> "1".equals(flushMessages(topic)));
        }
        assertThat(flushMessages(Topic.ARTICLES)).isEqualTo(String.valueOf(Long.MAX_VALUE));
    }

    private String flushMessages(Topic<?> topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        return kafka.administer(admin -> Objects.requireNonNull(admin.describeConfigs(List.of(resource))
                        .all()
                        .get(30, TimeUnit.SECONDS)
                        .get(resource))
                .get("flush.messages")
                .value());
    }

    @Test
    void showsAndSetsASettingThatDiffersWhichAStartLeavesAlone() {
        create(Topic.TRENDS, 1, Map.of("cleanup.policy", "compact,delete", "retention.ms", "1000"));
        kafka.createTopics();
        settle();

        assertThat(step(Topic.TRENDS).work()).isEqualTo(Work.CHANGE);
        assertThat(step(Topic.TRENDS).changes()).containsEntry("retention.ms", new Change("1000", "7776000000"));
        TopicPlan.of(kafka, ONE).apply(kafka);
        settle();
        assertThat(step(Topic.TRENDS).work()).isEqualTo(Work.KEEP);
    }

    @Test
    void leavesToTheClusterWhatItIsToldToAndRefusesRecordsThatATopicDoesNotTake() {
        TopicConfigs configs =
                TopicConfigs.of(List.of("compression.type=", "max.message.bytes=1048576", "segment.bytes=52428800"));
        KafkaSettings before = new KafkaSettings(broker.bootstrap(), Map.of(), configs);
        TopicPlan.of(before, ONE).apply(before);
        settle();
        KafkaSettings managed = new KafkaSettings(broker.bootstrap(), Map.of(), configs);

        assertThat(TopicPlan.of(managed, ONE).steps()).allMatch(step -> step.work() == Work.KEEP);
        assertThat(step(Topic.ARTICLES).changes())
                .as("what is set otherwise")
                .containsEntry("max.message.bytes", new Change("1048576", "16777216"))
                .containsEntry("compression.type", new Change("producer", "zstd"))
                .hasSize(2);

        byte[] tooLarge = new byte[1 << 20];
        try (Producer<String, byte[]> producer = managed.bytesProducer()) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(Topic.ARTICLES.name(), "a", tooLarge))
                            .get(30, TimeUnit.SECONDS))
                    .satisfies(error -> assertThat(KafkaTrouble.of(error))
                            .startsWith("a record is larger than the Kafka cluster takes")
                            .contains("topic-configs", "which is larger than 1048576"));
        }
    }

    @Test
    void refusesWhatWouldMisplaceKeysOrDeleteRecords() {
        create(Topic.FEEDS, 3, Map.of("cleanup.policy", "compact"));
        create(Topic.ARTICLES, 1, Map.of("cleanup.policy", "compact"));
        settle();

        assertThat(step(Topic.FEEDS).reason()).isEqualTo("it has 3 partitions and needs 12");
        assertThat(step(Topic.ARTICLES).reason()).isEqualTo("its cleanup.policy is compact and must be delete");
        assertThatThrownBy(() -> TopicPlan.of(kafka, ONE).apply(kafka))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("tocsin.feeds: it has 3 partitions and needs 12")
                .hasMessageContaining("tocsin.articles: its cleanup.policy");
        assertThatThrownBy(kafka::createTopics).isInstanceOf(Refusal.class);
        assertThat(step(Topic.ALERTS).work())
                .as("nothing is done where a topic is refused")
                .isEqualTo(Work.CREATE);
    }

    @Test
    void refusesPartitionsThatWereAddedToAnyTopic() {
        TopicPlan.of(kafka, ONE).apply(kafka);
        kafka.administer(admin -> admin.createPartitions(Topic.all().stream()
                        .collect(Collectors.toMap(
                                Topic::name, topic -> NewPartitions.increaseTo(topic.partitions() + 1))))
                .all()
                .get(30, TimeUnit.SECONDS));
        settle();

        List<String> reasons = Topic.all().stream()
                .map(topic -> "%s: it has %d partitions and needs %d"
                        .formatted(topic.name(), topic.partitions() + 1, topic.partitions()))
                .toList();
        assertThatThrownBy(kafka::createTopics)
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(String.join("; ", reasons))
                .hasMessageContaining("lost or misplaced");
        assertThatThrownBy(() -> TopicPlan.of(kafka, ONE).apply(kafka)).isInstanceOf(Refusal.class);
    }

    @Test
    void saysThatNoBrokerAnswersAndWhichCopiesCannotBe() {
        assertThatThrownBy(() -> TopicPlan.of(new KafkaSettings("127.0.0.1:1"), ONE))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("no Kafka broker answers at 127.0.0.1:1");
        assertThatThrownBy(() -> new Copies(2, 3)).isInstanceOf(Refusal.class).hasMessageContaining("2");
        assertThatThrownBy(() -> TopicPlan.of(kafka, new Copies(3, 2)).apply(kafka))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Unable to replicate the partition 3 time(s)");
    }
}
