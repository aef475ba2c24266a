package org.tocsin.replay.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.model.KnowledgeEdit;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.query.Query;
import org.tocsin.replay.PastLog;
import org.tocsin.replay.Replay.By;

/** Over 300 articles, a tenth of lighthouses and as many of ferries, none of which the shipped topics are about. */
final class ComparisonTest {
    private static final Instant DAY = Instant.parse("2025-01-11T00:00:00Z");
    private static final String TOPIC = """
            id: lighthouses
            name: Lighthouses
            query: SCORE >= 5 (lighthouse^4, beacon^4, lit^3, "first time"^3)
            """;
    private static final String ENTITY = """
            id: tocsin:ferry-line
            type: organization
            names:
              en:
              - Blue Ferry Line
            """;

    @TempDir
    private static Path directory;

    private static PastLog log;

    @BeforeAll
    static void fillALog() throws IOException {
        log = PastLog.start(directory);
        for (int i = 0; i < 300; i++) {
            String title = i % 10 == 0
                    ? "A lighthouse is lit for the first time in years"
                    : i % 10 == 5 ? "The Blue Ferry Line sails again" : "A choir sang in the evening";
            log.put(PastLog.enriched(
                    PastLog.article("a" + i, title, DAY.plus(Duration.ofMinutes(i))), "story-" + i, true, i + 1));
        }
        log.putUnreadable(Topic.ENRICHED, null);
        put(Subscription.of("lights", "Lights", "topic:lighthouses"));
        put(Subscription.of("choirs", "Choirs", "choir"));
        put(Subscription.of("ferries", "Ferries", "entity:tocsin:ferry-line"));
        put(Subscription.of("broken", "Broken", "(choir"));
        put(Subscription.of("gone", "Gone", "choir"));
        put(Subscription.of("gone", "Gone", "choir").withdrawn().withVersion(2));
        Files.writeString(directory.resolve("lighthouses.yaml"), TOPIC);
        Files.writeString(Files.createDirectory(directory.resolve("lines")).resolve("ferries.yaml"), ENTITY);
        log.written();
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    private static void put(Subscription subscription) {
        log.put(Topic.SUBSCRIPTIONS, subscription.id(), subscription);
    }

    private static Comparison.Report compare(String old, String fresh) {
        return new Comparison(log.kafka())
                .run(
                        new Comparison.Request(
                                KnowledgeOf.named(log.kafka(), old),
                                KnowledgeOf.named(log.kafka(), fresh),
                                Comparison.subscriptions(log.kafka()),
                                DAY,
                                DAY.plus(Duration.ofMinutes(200)),
                                By.published,
                                Limits.DEFAULT),
                        Query::parse,
                        (done, all) -> {});
    }

    private static Comparison.Effect effect(Comparison.Report report, String subscription) {
        return report.subscriptions().stream()
                .filter(one -> one.change().id().equals(subscription))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void findsNoDifferenceBetweenTheSame() {
        Comparison.Report report = compare("shipped", "now");

        assertThat(report.articles()).isEqualTo(200);
        assertThat(report.unreadable()).isEqualTo(1);
        assertThat(report.changed()).isZero();
        assertThat(report.topics()).isEmpty();
        assertThat(report.entities()).isEmpty();
        assertThat(report.subscriptions())
                .extracting(one -> one.change().id())
                .containsExactly("choirs", "ferries", "lights", "broken");
        assertThat(effect(report, "choirs").alertsAfter()).isEqualTo(160);
        assertThat(effect(report, "broken").problem()).isNotEmpty();
    }

    @Test
    void findsExactlyAPlantedTopicAndWhatItChangesForSubscriptions() {
        Comparison.Report report =
                compare("now", directory.resolve("lighthouses.yaml").toString());

        assertThat(report.changed()).isEqualTo(20);
        assertThat(report.entities()).isEmpty();
        Change topic = report.topics().getFirst();
        assertThat(report.topics()).hasSize(1);
        assertThat(topic.id()).isEqualTo("lighthouses");
        assertThat(topic.name()).isEqualTo("Lighthouses");
        assertThat(List.of(topic.before(), topic.after(), topic.gained(), topic.lost()))
                .containsExactly(0L, 20L, 20L, 0L);
        assertThat(topic.gains())
                .hasSize(10)
                .allMatch(one ->
                        one.title().startsWith("A lighthouse") && one.words().contains("lighthouse"));
        Comparison.Effect lights = effect(report, "lights");
        assertThat(lights.change().gained()).isEqualTo(20);
        assertThat(List.of(lights.alertsBefore(), lights.alertsAfter(), lights.alertsGained(), lights.alertsLost()))
                .containsExactly(0L, 20L, 20L, 0L);
        assertThat(effect(report, "choirs").change().any()).isFalse();
    }

    @Test
    void findsExactlyAPlantedEntityTheOtherWayRound() {
        Comparison.Report report = compare(directory.resolve("lines").toString(), "now");

        assertThat(report.topics()).isEmpty();
        assertThat(report.entities())
                .filteredOn(one -> one.id().equals("tocsin:ferry-line"))
                .singleElement()
                .satisfies(one -> assertThat(List.of(one.before(), one.lost(), one.gained()))
                        .containsExactly(20L, 20L, 0L));
        assertThat(report.changed()).isEqualTo(20);
        assertThat(effect(report, "ferries").alertsLost()).isEqualTo(20);
    }

    @Test
    void knowsKnowledgeByItsVersion() {
        Knowledge now = KnowledgeOf.named(log.kafka(), "now");
        var topic = now.item("kursk").orElseThrow();
        log.put(Topic.KNOWLEDGE, "kursk", new KnowledgeEdit("kursk", topic.version(), null, null, true, Instant.EPOCH));
        log.written();
        String shipped = now.version();
        String edited = shipped.replace("+0", "+1");

        assertThat(KnowledgeOf.named(log.kafka(), edited).version()).isEqualTo(edited);
        assertThat(KnowledgeOf.named(log.kafka(), edited)
                        .item("kursk")
                        .orElseThrow()
                        .source())
                .isEqualTo(Knowledge.Source.REMOVED);
        assertThat(KnowledgeOf.named(log.kafka(), shipped)
                        .item("kursk")
                        .orElseThrow()
                        .source())
                .isEqualTo(Knowledge.Source.SHIPPED);
        assertThatThrownBy(() -> KnowledgeOf.named(log.kafka(), shipped.replace("+0", "+7")))
                .hasMessageContaining("the latest is " + edited);
        assertThatThrownBy(() -> KnowledgeOf.named(log.kafka(), "99999+0")).hasMessageContaining("another release");
        assertThatThrownBy(() -> KnowledgeOf.named(log.kafka(), "nowhere")).hasMessageContaining("no folder");
    }
}
