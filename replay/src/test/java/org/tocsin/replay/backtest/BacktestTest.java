package org.tocsin.replay.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Origin;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.model.TopicTag;
import org.tocsin.query.Query;
import org.tocsin.replay.PastLog;
import org.tocsin.replay.Replay.By;

/** Over a log of an embedded broker: three days of a hundred articles each, one in ten about captured soldiers. */
final class BacktestTest {
    private static final Instant DAY = Instant.parse("2025-01-11T00:00:00Z");

    @TempDir
    private static Path directory;

    private static PastLog log;

    @BeforeAll
    static void fillALog() throws IOException {
        log = PastLog.start(directory);
        for (int i = 0; i < 300; i++) {
            log.put(Topic.ENRICHED, "a" + i, article(i));
        }
        log.putUnreadable(Topic.ENRICHED, null);
        log.written();
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    private static EnrichedArticle article(int number) {
        Instant at = DAY.plus(Duration.ofMinutes(number * 24 * 60 / 100));
        String title =
                number % 10 == 0 ? "Soldiers captured near Kursk" : number % 15 == 1 ? "A battle at Kursk" : "A choir";
        Article article = PastLog.article("a" + number, title, at).withOrigin(Origin.BACKFILL);
        return PastLog.enriched(article, "story-" + number / 20, number % 20 == 0, number + 1);
    }

    private static Backtest.Report run(Backtest.Request request) {
        return new Backtest(log.kafka())
                .run(request, Query::parse, (done, all) -> assertThat(done).isLessThanOrEqualTo(all));
    }

    private static Backtest.Request over(Instant from, Instant to, Subscription... drafts) {
        return new Backtest.Request(List.of(drafts), from, to, By.published, Limits.DEFAULT, null);
    }

    @Test
    void countsMatchesAndAlertsOfARangeByDay() {
        Backtest.Report report =
                run(over(DAY, DAY.plus(Duration.ofDays(2)), Subscription.of("s", "captured", "captured")));

        assertThat(report.articles()).isEqualTo(200);
        assertThat(report.unreadable()).isEqualTo(1);
        assertThat(report.knowledge()).containsExactly("1+0");
        DraftReport draft = report.drafts().getFirst();
        assertThat(draft.matches()).isEqualTo(20);
        assertThat(draft.share()).isEqualTo(0.1);
        assertThat(draft.kinds()).as("one of the two articles of a story").isEqualTo(Map.of("first", 10L));
        assertThat(draft.timeline())
                .containsExactly(new DraftReport.Day("2025-01-11", 10, 5), new DraftReport.Day("2025-01-12", 10, 5));
        assertThat(draft.alerts())
                .extracting(Alert::offset)
                .containsExactly(0L, 20L, 40L, 60L, 80L, 100L, 120L, 140L, 160L, 180L);
        assertThat(draft.alerts().get(1).created())
                .isEqualTo(article(20).article().published());
    }

    @Test
    void ranksMatchesByTheirScore() {
        Backtest.Report report = run(over(
                DAY,
                DAY.plus(Duration.ofDays(3)),
                Subscription.of("s", "score", "SCORE >= 2 (kursk^2, captured^3, soldiers^4)")));

        DraftReport draft = report.drafts().getFirst();
        assertThat(draft.strongest())
                .hasSize(10)
                .allMatch(sample -> sample.strength() == 4.5 && sample.spans().size() == 3);
        assertThat(draft.weakest())
                .hasSize(10)
                .allMatch(sample -> sample.title().equals("A battle at Kursk"));
    }

    @Test
    void saysWhatOneDraftFindsAndAnotherDoesNot() {
        Backtest.Report report = run(over(
                DAY,
                DAY.plus(Duration.ofDays(3)),
                Subscription.of("a", "wide", "kursk"),
                Subscription.of("b", "narrow", "captured")));

        assertThat(report.differences())
                .contains(new Difference("narrow", "wide", 30, 0, List.of()))
                .anySatisfy(one -> {
                    assertThat(one.found()).isEqualTo("wide");
                    assertThat(one.both()).isEqualTo(30);
                    assertThat(one.only()).isEqualTo(20);
                    assertThat(one.examples()).hasSize(5).containsOnly("A battle at Kursk");
                });
    }

    @Test
    void tagsAnewAndKeepsTheStory() {
        Backtest.Request request = new Backtest.Request(
                List.of(Subscription.of("s", "topic", "topic:choirs")),
                DAY,
                DAY.plus(Duration.ofDays(3)),
                By.published,
                Limits.DEFAULT,
                article -> EnrichedArticle.tagged(
                        article,
                        List.of(),
                        article.title().contains("choir")
                                ? List.of(new TopicTag("choirs", 1, 1, 1, List.of()))
                                : List.of(),
                        "1+1"));

        Backtest.Report report = run(request);

        assertThat(report.knowledge()).containsExactly("1+1");
        assertThat(report.drafts().getFirst().matches()).isEqualTo(250);
        assertThat(report.drafts().getFirst().alerts())
                .as("one for each story")
                .hasSize(15)
                .extracting(Alert::story)
                .doesNotHaveDuplicates();
    }

    @Test
    void refusesNoDraftAndAnEmptyRange() {
        assertThatThrownBy(() -> over(DAY, DAY)).hasMessageContaining("range is empty");
        assertThatThrownBy(() -> over(DAY, DAY.plusSeconds(1))).hasMessageContaining("0 drafts");
    }
}
