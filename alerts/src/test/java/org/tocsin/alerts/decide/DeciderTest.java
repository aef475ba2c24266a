package org.tocsin.alerts.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alerts.decide.Matches.NOON;
import static org.tocsin.alerts.decide.Matches.article;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Alert;
import org.tocsin.model.Decision;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Match;
import org.tocsin.model.Origin;
import org.tocsin.model.Subscription;

final class DeciderTest extends Deciding {
    private static Arguments expecting(String what, String subscription, String kinds, String outcomes, Matches... in) {
        return Arguments.of(what, subscription, kinds, outcomes, List.of(in));
    }

    /** Each case: what happens, the subscription, the alerts expected, the outcomes expected. */
    static Stream<Arguments> cases() {
        Matches first = article("a1", "x");
        String news = "\"send\": []";
        String all = "\"send\": [\"everything\"]";
        String updates = "\"send\": [\"updates\"]";
        return Stream.of(
                expecting("one article", news, "first", "sent", first),
                expecting("the same revision again, as after a restart", news, "first", "sent dropped", first, first),
                expecting("another article of the story", news, "first", "sent merged", first, article("a2", "x")),
                expecting("another story", news, "first first", "sent sent", first, article("a2", "y")),
                expecting("an edited headline", news, "first", "sent merged", first, first.revision(2)),
                expecting(
                        "an edited headline with a new clause",
                        news,
                        "first",
                        "sent merged",
                        first,
                        first.revision(2).because("kursk")),
                expecting(
                        "a headline edited back and forth",
                        news,
                        "first",
                        "sent merged merged dropped",
                        first,
                        first.revision(2),
                        first.revision(3),
                        first.revision(2)),
                expecting(
                        "an edited headline where updates are wanted",
                        updates,
                        "first update",
                        "sent sent",
                        first,
                        first.revision(2)),
                expecting(
                        "an edit that no longer matches where updates are wanted, twice",
                        updates,
                        "first update",
                        "sent sent",
                        first,
                        first.revision(2).of(""),
                        first.revision(2).of("")),
                expecting(
                        "an edit that matches, said to everyone after that",
                        updates,
                        "first update",
                        "sent sent",
                        first,
                        first.revision(2),
                        first.revision(2).of("")),
                expecting(
                        "an edit that no longer matches, and one that matches again",
                        updates,
                        "first update update",
                        "sent sent sent",
                        first,
                        first.revision(2).of(""),
                        first.revision(3)),
                expecting(
                        "an edit that no longer matches",
                        news,
                        "first",
                        "sent",
                        first,
                        first.revision(2).of("")),
                expecting(
                        "an edit that no longer matches of an article that was merged",
                        updates,
                        "first",
                        "sent merged",
                        first,
                        article("a2", "x"),
                        article("a2", "x").revision(2).of("")),
                expecting(
                        "an edit that no longer matches of a story that is muted",
                        updates + ", \"mutes\": [{\"kind\": \"topic\", \"value\": \"sport\"}]",
                        "first",
                        "sent",
                        first,
                        first.revision(2).of("").about("sport")),
                expecting(
                        "an edit that matches of a story that is muted, said to everyone after that",
                        updates + ", \"mutes\": [{\"kind\": \"topic\", \"value\": \"sport\"}]",
                        "first",
                        "sent dropped",
                        first,
                        first.revision(2).about("sport"),
                        first.revision(2).of("").about("sport")),
                expecting(
                        "a near-duplicate in another story, as after days of silence, and the next of that story",
                        news,
                        "first first",
                        "sent merged sent",
                        first,
                        article("a2", "y").repeating("a1"),
                        article("a3", "y")),
                expecting(
                        "an update of an article that was merged",
                        updates,
                        "first",
                        "sent merged merged",
                        first,
                        article("a2", "x"),
                        article("a2", "x").revision(2)),
                expecting("a revision that is the first to match", news, "first", "sent", first.revision(3)),
                expecting(
                        "a clause that had not matched",
                        news,
                        "first news",
                        "sent sent",
                        first,
                        article("a2", "x").because("kursk")),
                expecting(
                        "a clause that has matched by now",
                        news,
                        "first news",
                        "sent sent merged",
                        first,
                        article("a2", "x").because("kursk"),
                        article("a3", "x").because("kursk")),
                expecting(
                        "a topic that had not matched",
                        news,
                        "first news",
                        "sent sent",
                        first,
                        article("a2", "x").about("exchange")),
                expecting(
                        "another source",
                        news,
                        "first",
                        "sent merged",
                        first,
                        article("a2", "x").from("dw")),
                expecting(
                        "another source where sources are wanted",
                        "\"send\": [\"sources\"]",
                        "first source",
                        "sent sent merged",
                        first,
                        article("a2", "x").from("dw"),
                        article("a3", "x").from("dw")),
                expecting(
                        "everything",
                        all,
                        "first news update",
                        "sent sent sent",
                        first,
                        article("a2", "x"),
                        article("a2", "x").revision(2)),
                expecting(
                        "a near-duplicate with a new clause from another source",
                        all,
                        "first",
                        "sent merged",
                        first,
                        article("a2", "x").repeating("a1").because("kursk").from("dw")),
                expecting(
                        "a clause that only a merged near-duplicate had",
                        news,
                        "first news",
                        "sent merged sent",
                        first,
                        article("a2", "x").repeating("a1").because("kursk"),
                        article("a3", "x").because("kursk")),
                expecting(
                        "a clause that only an edited article had",
                        news,
                        "first news",
                        "sent merged sent",
                        first,
                        first.revision(2).because("kursk"),
                        article("a3", "x").because("kursk")),
                expecting(
                        "the own report of a source of a merged near-duplicate",
                        "\"send\": [\"sources\"]",
                        "first source",
                        "sent merged sent",
                        first,
                        article("a2", "x").repeating("a1").from("dw"),
                        article("a3", "x").from("dw")),
                expecting(
                        "a near-duplicate of what this subscription was not told",
                        news,
                        "first",
                        "sent",
                        first.repeating("a0")),
                expecting(
                        "a near-duplicate with a new clause of an article that was kept from this subscription",
                        "\"mutes\": [{\"kind\": \"source\", \"value\": \"dw\"}]",
                        "first news",
                        "sent dropped sent",
                        first,
                        article("a2", "x").because("kursk").from("dw"),
                        article("a3", "x").because("kursk").repeating("a2")),
                expecting(
                        "a near-duplicate of an article that was kept from this subscription",
                        "\"mutes\": [{\"kind\": \"source\", \"value\": \"dw\"}]",
                        "first",
                        "sent dropped merged",
                        first,
                        article("a2", "x").from("dw"),
                        article("a3", "x").repeating("a2")),
                expecting(
                        "stories that have become one",
                        news,
                        "first first",
                        "sent sent merged",
                        first,
                        article("a2", "y"),
                        article("a3", "y").merging("x")),
                expecting(
                        "a story that took in one that had alerted",
                        news,
                        "first",
                        "sent merged",
                        first,
                        article("a3", "y").merging("x")),
                expecting(
                        "an edit that came to be in another story, and the first article of that one",
                        news,
                        "first first",
                        "sent merged sent",
                        first,
                        article("a1", "y").revision(2),
                        article("a2", "y")),
                expecting("history", news, "", "dropped", first.origin(Origin.BACKFILL)),
                expecting("a replay", news, "", "dropped", first.origin(Origin.REPLAY)),
                expecting("a late article", news, "first", "sent", first.origin(Origin.LATE)),
                expecting(
                        "a withdrawal",
                        news,
                        "first retraction",
                        "sent sent",
                        first,
                        first.revision(2).withdrawn()),
                expecting(
                        "a withdrawal twice",
                        news,
                        "first retraction",
                        "sent sent dropped",
                        first,
                        first.revision(2).withdrawn(),
                        first.revision(2).withdrawn()),
                expecting(
                        "the withdrawal of an article that was merged",
                        news,
                        "first",
                        "sent merged dropped",
                        first,
                        article("a2", "x"),
                        article("a2", "x").revision(2).withdrawn()),
                expecting(
                        "the withdrawal of an article that never matched",
                        news,
                        "first",
                        "sent",
                        first,
                        article("a9", "x").withdrawn()),
                expecting("a paused subscription", "\"paused\": true", "", "dropped", first),
                expecting("an expired subscription", "\"expires\": \"2025-01-11T11:59:59Z\"", "", "dropped", first),
                expecting(
                        "a muted story",
                        "\"mutes\": [{\"kind\": \"story\", \"value\": \"x\"}]",
                        "first",
                        "dropped sent",
                        first,
                        article("a2", "y")),
                expecting(
                        "a muted source",
                        "\"mutes\": [{\"kind\": \"source\", \"value\": \"bbc.example\"}]",
                        "first",
                        "dropped sent",
                        first,
                        article("a2", "x").from("dw")),
                expecting(
                        "a muted source of which a part is meant",
                        "\"mutes\": [{\"kind\": \"source\", \"value\": \"BBC.Example\"}]",
                        "first",
                        "dropped sent",
                        first.from("news.bbc"),
                        article("a2", "x").from("dw")),
                expecting(
                        "a muted topic",
                        "\"mutes\": [{\"kind\": \"topic\", \"value\": \"sport\"}]",
                        "first",
                        "sent dropped",
                        first,
                        article("a2", "y").about("sport")),
                expecting(
                        "a mute that is over",
                        "\"mutes\": [{\"kind\": \"story\", \"value\": \"x\", \"until\": \"2025-01-11T12:00:00Z\"}]",
                        "first",
                        "sent",
                        first),
                expecting(
                        "a cap",
                        "\"perHour\": 2",
                        "first first",
                        "sent sent held",
                        first,
                        article("a2", "y"),
                        article("a3", "z")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void alertsAsTheTableSays(String what, String json, String kinds, String outcomes, List<Matches> in) {
        having(json);
        in.forEach(match -> decider.decide(match.build(), NOON));
        assertThat(String.join(" ", kinds())).isEqualTo(kinds);
        assertThat(String.join(" ", outcomes())).isEqualTo(outcomes);
        assertThat(alerts).extracting(Alert::id).doesNotHaveDuplicates();
    }

    @Test
    void namesTheAlertThatCoversAMergedMatch() {
        having("\"send\": []");
        decider.decide(article("a1", "x").build(), NOON);
        decider.decide(article("a2", "x").build(), NOON);
        assertThat(decisions.getLast().alert()).isEqualTo(alerts.getFirst().id());
    }

    @Test
    void namesTheAlertOfTheOriginalThatCoversACopyInAnotherStory() {
        having("\"send\": []");
        decider.decide(article("a1", "x").build(), NOON);
        decider.decide(article("a2", "y").repeating("a1").build(), NOON);
        assertThat(decisions.getLast().alert()).isEqualTo(alerts.getFirst().id());
    }

    @Test
    void namesWhatCoversAnEditThatCameToBeInAnotherStory() {
        having("\"send\": []");
        decider.decide(article("a1", "x").build(), NOON);
        decider.decide(article("a1", "y").revision(2).build(), NOON);
        assertThat(decisions.getLast().alert()).isEqualTo(alerts.getFirst().id());
    }

    @Test
    void aWithdrawalReachesWhoeverGotTheArticleThoughItIsMutedSince() {
        having("\"send\": []");
        decider.decide(article("a1", "x").build(), NOON);
        having("\"version\": 7, \"mutes\": [{\"kind\": \"story\", \"value\": \"x\"}]");
        EnrichedArticle withdrawn =
                article("a1", "x").revision(2).withdrawn().build().article();
        decider.decide(new Match("", 0, withdrawn, 5, List.of(), null, 0), NOON);
        assertThat(kinds()).containsExactly("first", "retraction");
        assertThat(alerts.getLast().subscriptionVersion()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"paused\": true", "\"expires\": \"2024-01-01T00:00:00Z\""})
    void aWithdrawalReachesTheInboxAloneOfWhoGetsNothingAnyMore(String since) {
        String to = "\"destinations\": [{\"channel\": \"webhook\", \"target\": \"https://a.example/\"}]";
        having(to);
        decider.decide(article("a1", "x").build(), NOON);
        assertThat(Objects.requireNonNull(this.to).destinations()).hasSize(1);
        having(to + ", " + since);
        decider.decide(article("a1", "x").revision(2).withdrawn().build(), NOON);
        decider.decide(article("a2", "y").build(), NOON);
        assertThat(kinds()).containsExactly("first", "retraction");
        assertThat(Objects.requireNonNull(this.to).destinations()).isEmpty();
        assertThat(outcomes()).containsExactly("sent", "sent", "dropped");
    }

    @Test
    void saysForHowManyAMatchIs() {
        having("\"send\": []");
        Match withdrawal = article("a1", "x").revision(2).withdrawn().build();
        assertThat(decider.decide(withdrawal, NOON)).isZero();
        assertThat(decider.decide(article("a1", "x").build(), NOON)).isEqualTo(1);
        assertThat(decider.decide(withdrawal, NOON)).isEqualTo(1);
        assertThat(decisions).hasSize(2);
    }

    @Test
    void keepsItsIdWhateverTheVersionOfTheSubscription() {
        having("\"send\": []");
        decider.decide(article("a1", "x").build(), NOON);
        List<Alert> again = new ArrayList<>();
        Decider other = Decider.inMemory(
                id -> subscription("\"name\": \"other\", \"priority\": \"high\""), limits, new Decider.Listener() {
                    @Override
                    public void alert(Alert alert, Subscription subscription) {
                        again.add(alert);
                    }

                    @Override
                    public void decision(Decision decision) {}
                });
        other.decide(article("a7", "x").build(), NOON.plusSeconds(99));
        assertThat(again.getFirst().id()).isEqualTo(alerts.getFirst().id());
    }

    @Test
    void aChangedSubscriptionDoesNotPageAgain() {
        having("\"send\": []");
        decider.decide(article("a1", "x").build(), NOON);
        having("\"name\": \"new name\"");
        decider.decide(article("a1", "x").build(), NOON);
        decider.decide(article("a2", "x").build(), NOON);
        assertThat(kinds()).containsExactly("first");
    }

    @Test
    void saysHowLateAnArticleCame() {
        having("\"send\": []");
        decider.decide(article("a1", "x").origin(Origin.LATE).build(), NOON);
        assertThat(alerts.getFirst().lateBy()).isEqualTo(Duration.ofHours(9).toSeconds());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void decidesOnceOnEveryMatchAndAlertsUnderOneIdEach(long seed) {
        Random random = new Random(seed);
        List<String> variants = List.of(
                "\"send\": []",
                "\"send\": [\"everything\"]",
                "\"perHour\": 2",
                "\"schedule\": {\"kind\": \"every\", \"minutes\": 7}",
                "\"mutes\": [{\"kind\": \"source\", \"value\": \"dw\"}]",
                "\"quietHours\": {\"zone\": \"UTC\", \"from\": \"12:10\", \"to\": \"12:30\"}");
        for (int i = 0; i < variants.size(); i++) {
            subscriptions.put("s" + i, subscription(variants.get(i)).withId("s" + i));
        }
        int matches = 0;
        Instant now = NOON;
        for (int i = 0; i < 2_000; i++) {
            now = now.plusSeconds(random.nextInt(5));
            decider.tick(now);
            Matches match = article("a" + random.nextInt(200), "x" + random.nextInt(40))
                    .of("s" + random.nextInt(variants.size()))
                    .revision(1 + random.nextInt(3))
                    .from(random.nextBoolean() ? "dw" : "bbc")
                    .because("clause" + random.nextInt(3));
            decider.decide(match.build(), now);
            matches++;
        }
        decider.tick(now.plus(Duration.ofHours(2)));
        assertThat(decisions).hasSize(matches);
        assertThat(alerts).extracting(Alert::id).doesNotHaveDuplicates();
        Map<String, Long> counts =
                decisions.stream().collect(Collectors.groupingBy(Decision::outcome, Collectors.counting()));
        assertThat(counts.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(matches);
        long single =
                alerts.stream().filter(alert -> !alert.kind().equals("digest")).count();
        long listed = alerts.stream()
                .mapToLong(alert -> alert.items().size() + alert.more())
                .sum();
        assertThat(single).isEqualTo(counts.get("sent"));
        assertThat(listed).isEqualTo(counts.get("held"));
        assertThat(new HashSet<>(alerts.stream()
                        .flatMap(alert -> alert.told().stream())
                        .map(Alert::id)
                        .toList()))
                .hasSize((int)
                        alerts.stream().mapToLong(alert -> alert.told().size()).sum());
    }
}
