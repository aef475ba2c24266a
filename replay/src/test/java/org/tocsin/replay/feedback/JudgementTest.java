package org.tocsin.replay.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Alert;
import org.tocsin.model.Feedback;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.model.TopicTag;
import org.tocsin.replay.PastLog;

/** Over five alerts of two months and a digest, most of them judged. */
final class JudgementTest {
    private static final Instant JANUARY = Instant.parse("2025-01-11T00:00:00Z");
    private static final Instant FEBRUARY = Instant.parse("2025-02-11T00:00:00Z");

    @TempDir
    private static Path directory;

    private static PastLog log;

    @BeforeAll
    static void fillALog() throws IOException {
        log = PastLog.start(directory);
        log.put(
                Topic.SUBSCRIPTIONS,
                "s",
                Subscription.of(
                        "s", "Kursk", "topic:(Kursk OR peace-talks) OR captured OR (war AND NOT topic:sanctions)"));
        for (String id : List.of("a", "b", "c", "d", "e")) {
            log.put(PastLog.enriched(PastLog.article(id, "Title of " + id, JANUARY), "", false, 1));
        }
        log.put(Topic.ALERTS, "s", alert("alert-a", "a", JANUARY, List.of()));
        log.put(Topic.ALERTS, "s", alert("alert-b", "b", JANUARY, List.of()));
        log.put(Topic.ALERTS, "s", alert("alert-c", "c", FEBRUARY, List.of()));
        log.put(
                Topic.ALERTS,
                "s",
                alert(
                        "digest",
                        "",
                        FEBRUARY,
                        List.of(
                                alert("alert-d", "d", FEBRUARY, List.of()),
                                alert("alert-lost", "lost", FEBRUARY, List.of()))));
        log.put(Topic.ALERTS, "s", alert("alert-e", "e", FEBRUARY, List.of()));
        judge("alert-a", "good");
        judge("alert-b", "good");
        judge("alert-b", "wrong");
        judge("alert-c", "good");
        judge("alert-c", "mute");
        judge("digest", "good");
        judge("alert-unknown", "wrong");
        log.written();
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    private static void judge(String alert, String verdict) {
        log.put(Topic.FEEDBACK, alert, new Feedback(alert, verdict, FEBRUARY.plus(Duration.ofDays(1))));
    }

    private static Alert alert(String id, String article, Instant at, List<Alert> items) {
        return PastLog.alert(
                id,
                items.isEmpty() ? "first" : "digest",
                article,
                "",
                at,
                List.of(
                        new TopicTag(id.equals("alert-b") ? "casualties" : "kursk", 1, 9, 8, List.of()),
                        new TopicTag("sanctions", 1, 9, 8, List.of())),
                items);
    }

    @Test
    void takesTheLatestVerdictAndThoseOnDigestsForTheirItems() {
        assertThat(Judgement.all(log.kafka()))
                .extracting(one -> one.alert().id() + " " + one.good())
                .containsExactly("alert-a true", "alert-b false", "alert-c true", "alert-d true", "alert-lost true");
    }

    @Test
    void countsPrecisionBySubscriptionAndNamedTopicOverTime() {
        List<Precision> all = Precision.of(Judgement.all(log.kafka()), Precision.Every.month);

        assertThat(all)
                .extracting(one -> one.of() + " " + one.id() + " " + one.period() + " " + one.good() + "/"
                        + (one.good() + one.wrong()))
                .containsExactly(
                        "subscription s all 4/5",
                        "subscription s 2025-01-01 1/2",
                        "subscription s 2025-02-01 3/3",
                        "topic kursk all 4/4",
                        "topic kursk 2025-01-01 1/1",
                        "topic kursk 2025-02-01 3/3");
        assertThat(all.getFirst().precision()).isEqualTo(0.8);
        // as the worked example of four in five comes out: 0.376 to 0.964
        assertThat(all.getFirst().low()).isCloseTo(0.376, within(0.001));
        assertThat(all.getFirst().high()).isCloseTo(0.964, within(0.001));
    }

    @Test
    void labelsTheArticlesThatTheLogStillHas() {
        assertThat(Judgement.labels(log.kafka(), Judgement.all(log.kafka())))
                .extracting(one -> one.article().id() + " " + one.verdict() + " " + one.topics())
                .containsExactly("a good [kursk]", "b wrong []", "c good [kursk]", "d good [kursk]");
    }
}
