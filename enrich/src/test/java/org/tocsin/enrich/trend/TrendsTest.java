package org.tocsin.enrich.trend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.TopicTag;
import org.tocsin.model.Trend;

final class TrendsTest {
    private static final Instant NOON = Instant.parse("2025-01-11T12:00:00Z");

    private final Map<String, Hour> stored = new HashMap<>();
    private final Trends trends = new Trends(new Trends.Hours() {
        @Override
        public @Nullable Hour get(String key, Instant start) {
            return stored.get(key + start);
        }

        @Override
        public void put(String key, Instant start, Hour hour) {
            byte[] bytes = Hour.serde().serializer().serialize("", hour);
            stored.put(key + start, Hour.serde().deserializer().deserialize("", bytes));
        }
    });
    private int number;

    private double count(String source, Instant published, String duplicateOf) {
        Article article = new Article(
                "" + number++,
                1,
                "",
                "t",
                "",
                "",
                "en",
                List.of(),
                new Source(source, source, "", "", ""),
                published,
                NOON.plus(Duration.ofDays(1)),
                Origin.LIVE,
                false,
                List.of(),
                "",
                "");
        return trends.count(new EnrichedArticle(
                article,
                List.of(),
                List.of(new TopicTag("kursk", 1, 1, 1, List.of())),
                "s",
                false,
                1,
                List.of(),
                duplicateOf,
                1,
                0,
                ""));
    }

    private List<Long> counts(int seconds, Instant start) {
        return trends.changes(Integer.MAX_VALUE).stream()
                .filter(trend -> trend.dimension().equals("topic"))
                .filter(trend ->
                        trend.windowSeconds() == seconds && trend.windowStart().equals(start))
                .map(Trend::count)
                .toList();
    }

    @Test
    void countsByMinuteHourAndDayAndCorrectsThePast() {
        count("a", NOON.plusSeconds(61), "");
        count("a", NOON.plusSeconds(119), "");
        count("b", NOON.minusSeconds(7_200), "");
        assertThat(counts(60, NOON.plusSeconds(60))).containsExactly(2L);
        count("c", NOON.plusSeconds(90), "");
        assertThat(counts(3_600, NOON)).containsExactly(3L);
        count("c", NOON.plusSeconds(90), "");
        assertThat(counts(86_400, Instant.parse("2025-01-11T00:00:00Z"))).containsExactly(5L);
        assertThat(trends.changes(Integer.MAX_VALUE)).isEmpty();
    }

    @Test
    void givesOutAFewKeysAtATimeThoseFirstThatHaveWaitedLongest() {
        count("a", NOON, "");
        count("b", NOON.plusSeconds(60), "");
        int waiting = trends.waiting();
        List<String> first =
                trends.changes(2).stream().map(Trend::dimension).distinct().toList();
        assertThat(first).containsExactly("language", "source");
        assertThat(trends.waiting()).isEqualTo(waiting - 2);
        count("a", NOON, "");
        assertThat(trends.changes(1).getFirst().dimension())
                .as("what changed again goes behind the rest")
                .isEqualTo("topic");
        assertThat(trends.changes(Integer.MAX_VALUE)).extracting(Trend::key).contains("a", "b", "en");
        assertThat(trends.waiting()).isZero();
    }

    private void everyHour(Duration back, int articles) {
        for (Instant hour = NOON.minus(back); hour.isBefore(NOON.minusSeconds(3_600)); hour = hour.plus(Trends.HOUR)) {
            for (int i = 0; i < articles; i++) {
                count("a", hour.plusSeconds(60L * i), "");
            }
        }
    }

    private double hour(int articles) {
        double last = 0;
        for (int i = 0; i < articles; i++) {
            last = count(i % 2 == 0 ? "a" : "b", NOON.plusSeconds(60L + i), "");
        }
        return last;
    }

    @Test
    void wantsTwoPublishersForABurstAndTakesCopiesForNone() {
        everyHour(Duration.ofHours(30), 1);
        double one = 0;
        for (int i = 0; i < 12; i++) {
            one = count("a", NOON.plusSeconds(i), "");
        }
        assertThat(one).isZero();
        assertThat(count("b", NOON.plusSeconds(20), "0")).isZero();
        assertThat(count("b", NOON.plusSeconds(30), ""))
                .isCloseTo(2 * (Math.sqrt(14.375) - Math.sqrt(1.375)), within(1e-9));
    }

    @Test
    void countsNoPublisherWhoseArticlesAreOutOfTheWindow() {
        everyHour(Duration.ofHours(30), 1);
        count("b", NOON.minusSeconds(3_600), "");
        double last = 0;
        for (int i = 0; i < 20; i++) {
            last = count("a", NOON.plusSeconds(59 * 60 + i), "");
        }
        assertThat(last).isZero();
    }

    @Test
    void hasNoUsualBeforeAQuarterOfADayIsKnown() {
        everyHour(Duration.ofHours(6), 1);
        assertThat(hour(20)).as("five hours of the log").isZero();
    }

    @Test
    void comparesWithTheHoursThatAreKnownWhereThereIsNoDayYet() {
        everyHour(Duration.ofHours(14), 3);
        assertThat(hour(20)).isCloseTo(2 * (Math.sqrt(20.375) - Math.sqrt(3.375)), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6})
    void callsNoSteadyNewsABurstInAnyWeek(int weeks) {
        everyHour(Duration.ofDays(7L * weeks).plusHours(3), 20);
        assertThat(hour(20)).isZero();
        assertThat(hour(30)).isCloseTo(2 * (Math.sqrt(50.375) - Math.sqrt(20.375)), within(1e-9));
    }

    @Test
    void comparesWithTheSameHourOfThatWeekday() {
        for (int week = 1; week <= 4; week++) {
            for (int i = 0; i < 60; i++) {
                count("a", NOON.minus(Duration.ofDays(7L * week)).plus(Duration.ofMinutes(3L * i - 60)), "");
            }
        }
        everyHour(Duration.ofHours(30), 1);
        assertThat(hour(20)).isZero();
    }

    @Test
    void countsLateArticlesIntoTheUsual() {
        everyHour(Duration.ofHours(30), 1);
        double before = hour(20);
        for (int i = 0; i < 240; i++) {
            count("a", NOON.minus(Duration.ofHours(10)).plusSeconds(i), "");
        }
        double after = count("b", NOON.plusSeconds(90), "");
        assertThat(before).isGreaterThan(5);
        assertThat(after).isCloseTo(2 * (Math.sqrt(21.375) - Math.sqrt(11.375)), within(1e-9));
    }

    @Test
    void countsWhatIsPublishedInTheFutureWhenItCame() {
        count("a", Instant.parse("2099-01-01T00:00:00Z"), "");
        assertThat(trends.changes(Integer.MAX_VALUE))
                .allMatch(trend -> !trend.windowStart().isAfter(NOON.plus(Duration.ofDays(1))));
    }
}
