package org.tocsin.replay.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Mention;
import org.tocsin.model.Topic;
import org.tocsin.model.TopicTag;
import org.tocsin.replay.PastLog;

/** Over a log with a story of two articles, one of them edited, an alert about each, and fifty choirs. */
final class RecallTest {
    private static final Instant DAY = Instant.parse("2025-01-11T00:00:00Z");

    @TempDir
    private static Path directory;

    private static PastLog log;

    @BeforeAll
    static void fillALog() throws IOException {
        log = PastLog.start(directory);
        for (int i = 0; i < 50; i++) {
            log.put(PastLog.enriched(
                    PastLog.article("choir" + i, "The choir of Sumy sings in hall " + i, DAY),
                    "choirs",
                    i == 0,
                    i + 1));
        }
        log.put(tagged(PastLog.article("a", "Two North Korean soldiers captured near Kursk", DAY), 60, "dprk-troops"));
        log.put(tagged(
                PastLog.article("b", "Zelensky speaks of prisoners", DAY.plus(Duration.ofHours(1))),
                61,
                "dprk-troops"));
        Article edited = PastLog.article("a", "Two North Korean soldiers captured in Kursk region", DAY)
                .withRevision(2, List.of("title"));
        log.put(tagged(edited, 62, "dprk-troops", "prisoners-of-war"));
        log.put(Topic.ALERTS, "s", PastLog.alert("firsta", "first", "a", "captured", DAY, List.of(), List.of()));
        log.put(Topic.ALERTS, "s", PastLog.alert("sourceb", "source", "b", "captured", DAY, List.of(), List.of()));
        log.put(PastLog.enriched(PastLog.article("m", "Bridge at Izmail closed after blast", DAY), "late", true, 63));
        log.put(Topic.ALERTS, "s", PastLog.alert("firstm", "first", "m", "late", DAY, List.of(), List.of()));
        log.put(merging(
                "n", "Izmail: what is known of the explosion", DAY.plus(Duration.ofDays(1)), "main", "late", 64));
        log.put(PastLog.enriched(PastLog.article("o", "Traffic diverted", DAY), "main", false, 65));
        log.written();
    }

    private static EnrichedArticle merging(
            String id, String title, Instant at, String story, String merged, long number) {
        return new EnrichedArticle(
                PastLog.article(id, title, at),
                List.of(),
                List.of(),
                story,
                false,
                1,
                List.of(merged),
                "",
                number,
                0,
                "1+0");
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    private static EnrichedArticle tagged(Article article, long sequence, String... topics) {
        return new EnrichedArticle(
                article,
                List.of(new Mention("Q423", "North Korea", "place", "title", 4, 16, "North Korean", null, null)),
                Stream.of(topics)
                        .map(topic -> new TopicTag(topic, 1, 9, 8, List.of()))
                        .toList(),
                "captured",
                false,
                1,
                List.of(),
                "",
                sequence,
                0,
                "1+0");
    }

    private static Recall.Finding find(Recall.Report report) {
        return new Recall(log.kafka())
                .of(List.of(report), DAY, DAY.plus(Duration.ofDays(1)), (done, all) -> {})
                .findings()
                .getFirst();
    }

    @Test
    void findsAnArticleByItsAddressWithTagsAndAlerts() {
        Recall.Finding finding = find(new Recall.Report("", "https://wire.example/a", ""));

        Recall.Had had = Objects.requireNonNull(finding.article());
        assertThat(had.title()).as("the latest revision").endsWith("Kursk region");
        assertThat(had.revisions()).isEqualTo(2);
        assertThat(had.topics()).containsExactly("dprk-troops", "prisoners-of-war");
        assertThat(had.entities()).containsExactly("North Korea");
        assertThat(finding.alerts())
                .extracting(Recall.Fired::kind, Recall.Fired::about)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("first", "article"),
                        org.assertj.core.groups.Tuple.tuple("source", "story"));
    }

    @Test
    void findsAnArticleByTheIdThatAnAddressMakes() {
        assertThat(find(new Recall.Report("", "https://m.wire.example/other", "b"))
                        .had())
                .isTrue();
    }

    @Test
    void findsAHeadlineInOtherCaseAndPunctuation() {
        Recall.Finding finding = find(new Recall.Report("TWO NORTH-KOREAN SOLDIERS CAPTURED, NEAR “KURSK”!", "", ""));

        Recall.Had had = Objects.requireNonNull(finding.article());
        assertThat(had.id()).isEqualTo("a");
        assertThat(had.likeness()).isBetween(0.99, 1.0);
        assertThat(had.title()).as("what it is now").endsWith("Kursk region");
        assertThat(had.revisions()).isEqualTo(2);
        assertThat(had.topics()).containsExactly("dprk-troops", "prisoners-of-war");
    }

    @Test
    void saysWhatWasMissedAndWhichStoryIsNearest() {
        Recall.Finding finding = find(new Recall.Report("North Korean soldiers surrender in Sumy", "", ""));

        assertThat(finding.had()).isFalse();
        Recall.Had nearest = Objects.requireNonNull(finding.nearest());
        assertThat(nearest.story())
                .as("rare words weigh more than that Sumy and in stand in fifty titles")
                .isEqualTo("captured");
        assertThat(nearest.likeness()).isLessThan(Recall.SAME);
    }

    @Test
    void missesAnAddressThatIsNotThereAndAHeadlineOfOtherWords() {
        assertThat(find(new Recall.Report("", "https://wire.example/none", "none")))
                .matches(finding -> !finding.had() && finding.nearest() == null);
        assertThat(find(new Recall.Report("Футбол", "", ""))).matches(finding -> finding.nearest() == null);
    }

    @Test
    void findsTheAlertsAboutAStoryThatBecamePartOfTheArticles() {
        Recall.Finding finding = find(new Recall.Report("", "https://wire.example/o", ""));

        assertThat(finding.alerts())
                .extracting(Recall.Fired::alert, Recall.Fired::about)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("firstm", "story"));
        assertThat(Objects.requireNonNull(find(new Recall.Report("", "https://wire.example/m", ""))
                                .article())
                        .story())
                .as("the story that remains, though the article that merged them is of the next day")
                .isEqualTo("main");
    }

    @Test
    void looksOnlyAtTheTimeAskedFor() {
        Recall.Answer answer = new Recall(log.kafka())
                .of(
                        List.of(new Recall.Report("", "https://wire.example/a", "")),
                        DAY.plusSeconds(1),
                        DAY.plus(Duration.ofDays(1)),
                        (done, all) -> {});

        assertThat(answer.had()).isZero();
        assertThat(answer.articles()).isEqualTo(1);
    }
}
