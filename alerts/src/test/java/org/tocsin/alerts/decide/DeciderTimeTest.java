package org.tocsin.alerts.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alerts.decide.Matches.NOON;
import static org.tocsin.alerts.decide.Matches.article;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Alert;
import org.tocsin.model.Destination;
import org.tocsin.model.Subscription;

/** What time has to do with alerts: digests, quiet hours, caps, and forgetting. */
final class DeciderTimeTest extends Deciding {
    @Test
    void sendsWhatIsOverTheCapInOneDigestAtTheEndOfTheHour() {
        having("\"perHour\": 1");
        Instant at = NOON.plus(Duration.ofMinutes(40));
        for (int i = 0; i < 130; i++) {
            decider.decide(article("a" + i, "story" + i).build(), at);
        }
        decider.tick(NOON.plus(Duration.ofMinutes(59)));
        assertThat(kinds()).containsExactly("first");
        decider.tick(NOON.plus(Duration.ofHours(1)));
        decider.tick(NOON.plus(Duration.ofHours(1)));
        assertThat(kinds()).containsExactly("first", "digest");
        assertThat(alerts.getLast().items()).hasSize(100);
        assertThat(alerts.getLast().more()).isEqualTo(29);
    }

    @Test
    void holdsInQuietHoursUnlessItMattersMore() {
        String quiet =
                "\"quietHours\": {\"zone\": \"Europe/Kyiv\", \"from\": \"13:00\", \"to\": \"15:00\", \"override\": \"high\"}";
        having(quiet);
        decider.decide(article("a1", "x").build(), NOON);
        assertThat(outcomes()).containsExactly("held");
        assertThat(decisions.getFirst().reason()).isEqualTo("quiet hours");
        decider.tick(Instant.parse("2025-01-11T12:59:59Z"));
        assertThat(alerts).isEmpty();
        decider.tick(Instant.parse("2025-01-11T13:00:00Z"));
        assertThat(kinds()).containsExactly("digest");
        having(quiet + ", \"priority\": \"high\"");
        decider.decide(article("a2", "y").build(), NOON);
        assertThat(kinds()).containsExactly("digest", "first");
    }

    @Test
    void holdsWhatIsOverTheOwnersLimit() {
        Map<String, Subscription> many = new HashMap<>();
        for (int i = 0; i < 5; i++) {
            String id = "s" + i;
            many.put(
                    id,
                    subscription("\"owner\": \"ann\"")
                            .withId(id)
                            .withDestinations(List.of(Destination.of("terminal", ""))));
        }
        Decider limited = Decider.inMemory(many::get, limits, this);
        many.keySet().stream()
                .sorted()
                .forEach(id -> limited.decide(article("a", "x").of(id).build(), NOON));
        assertThat(outcomes()).containsExactly("sent", "sent", "sent", "held", "held");
        limited.tick(NOON.plus(Duration.ofHours(1)));
        assertThat(kinds()).containsExactly("first", "first", "first", "digest", "digest");
    }

    @Test
    void digestsCountAgainstTheCapAndWaitForTheNextHourWhereItIsReached() {
        having("\"schedule\": {\"kind\": \"every\", \"minutes\": 1}, \"perHour\": 3");
        for (int minute = 0; minute < 60; minute++) {
            Instant at = NOON.plus(Duration.ofMinutes(minute));
            decider.tick(at);
            decider.decide(article("a" + minute, "story" + minute).build(), at);
        }
        assertThat(kinds()).containsExactly("digest", "digest", "digest");
        decider.tick(NOON.plus(Duration.ofHours(1)));
        assertThat(alerts).hasSize(4);
        assertThat(alerts.stream().mapToInt(alert -> alert.items().size()).sum())
                .as("nothing is lost")
                .isEqualTo(60);
        assertThat(alerts).extracting(Alert::id).doesNotHaveDuplicates();
    }

    @Test
    void anOwnersDigestsCountAgainstItsLimitToo() {
        for (int i = 0; i < 5; i++) {
            String id = "s" + i;
            subscriptions.put(
                    id,
                    subscription("\"owner\": \"ann\", \"schedule\": {\"kind\": \"every\", \"minutes\": 1}")
                            .withId(id)
                            .withDestinations(List.of(Destination.of("terminal", ""))));
            decider.decide(article("a", "x").of(id).build(), NOON);
        }
        decider.tick(NOON.plus(Duration.ofMinutes(1)));
        assertThat(kinds()).containsExactly("digest", "digest", "digest");
        decider.tick(NOON.plus(Duration.ofMinutes(59)));
        assertThat(alerts).hasSize(3);
        decider.tick(NOON.plus(Duration.ofHours(1)));
        assertThat(alerts).hasSize(5);
    }

    @Test
    void aDigestThatComesLateDoesNotComeIntoQuietHours() {
        String quiet = "\"quietHours\": {\"zone\": \"UTC\", \"from\": \"22:00\", \"to\": \"07:00\"}";
        having("\"schedule\": {\"kind\": \"hourly\"}, " + quiet);
        decider.decide(article("a1", "x").build(), NOON);
        decider.tick(Instant.parse("2025-01-11T23:00:00Z"));
        assertThat(alerts).as("nothing ran at one").isEmpty();
        having("\"perHour\": 1, " + quiet);
        decider.tick(Instant.parse("2025-01-12T06:59:59Z"));
        assertThat(alerts).isEmpty();
        decider.tick(Instant.parse("2025-01-12T07:00:00Z"));
        decider.tick(Instant.parse("2025-01-12T08:00:00Z"));
        assertThat(kinds()).containsExactly("digest");
        assertThat(alerts.getFirst().items()).hasSize(1);
    }

    @Test
    void dropsWhatWaitsForASubscriptionThatWasRemoved() {
        having("\"schedule\": {\"kind\": \"hourly\"}");
        decider.decide(article("a1", "x").build(), NOON);
        subscriptions.clear();
        decider.tick(NOON.plus(Duration.ofHours(2)));
        decider.decide(article("a2", "y").build(), NOON);
        assertThat(alerts).isEmpty();
        assertThat(outcomes()).containsExactly("held", "dropped");
    }

    @Test
    void remembersForThirtyDaysWhatWasToldAndAlertsNoOneAgainForALaterEdit() {
        having("\"send\": []");
        decider.decide(article("a1", "x").build(), NOON);
        Instant later = NOON.plus(Duration.ofDays(29));
        decider.tick(later);
        decider.decide(article("a1", "x").revision(2).build(), later);
        decider.decide(article("a1", "x").revision(3).withdrawn().build(), later);
        assertThat(kinds()).containsExactly("first", "retraction");
        Instant muchLater = later.plus(Duration.ofDays(31));
        decider.tick(muchLater);
        decider.decide(article("a1", "x").revision(4).build(), muchLater);
        assertThat(kinds()).containsExactly("first", "retraction");
        assertThat(outcomes()).containsExactly("sent", "merged", "sent", "dropped");
    }

    @Test
    void catchesUpWithEachDigestAtItsOwnTime() {
        having("\"schedule\": {\"kind\": \"hourly\"}");
        decider.decide(article("a1", "x").build(), NOON);
        decider.decide(article("a2", "y").build(), NOON.plus(Duration.ofMinutes(70)));
        decider.catchUp(NOON.plus(Duration.ofHours(9)));
        assertThat(alerts)
                .extracting(Alert::created)
                .containsExactly(NOON.plus(Duration.ofHours(1)), NOON.plus(Duration.ofHours(2)));
    }
}
