package org.tocsin.alerts.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Priority;
import org.tocsin.model.QuietHours;
import org.tocsin.model.Schedule;

/** Local clocks; in Kyiv they went forward on 30 March 2025 at 03:00 and back on 26 October 2025 at 04:00. */
final class CalendarTest {
    private static final String KYIV = "Europe/Kyiv";

    private static List<String> dues(Schedule schedule, String from, int count) {
        List<String> dues = new ArrayList<>();
        Instant at = Instant.parse(from);
        for (int i = 0; i < count; i++) {
            at = Objects.requireNonNull(Calendar.due(schedule, at));
            dues.add(String.valueOf(at));
        }
        return dues;
    }

    @Test
    void aDailyDigestKeepsItsLocalTimeOverBothChanges() {
        Schedule daily = new Schedule(Schedule.Kind.DAILY, 0, "08:30", "", KYIV);
        assertThat(dues(daily, "2025-03-29T00:00:00Z", 3))
                .containsExactly("2025-03-29T06:30:00Z", "2025-03-30T05:30:00Z", "2025-03-31T05:30:00Z");
        assertThat(dues(daily, "2025-10-25T00:00:00Z", 3))
                .containsExactly("2025-10-25T05:30:00Z", "2025-10-26T06:30:00Z", "2025-10-27T06:30:00Z");
    }

    @Test
    void aTimeThatIsSkippedComesAfterTheGapAndOneThatComesTwiceCountsOnce() {
        Schedule daily = new Schedule(Schedule.Kind.DAILY, 0, "03:30", "", KYIV);
        assertThat(dues(daily, "2025-03-29T02:00:00Z", 2))
                .containsExactly("2025-03-30T01:00:00Z", "2025-03-31T00:30:00Z");
        assertThat(dues(daily, "2025-10-25T12:00:00Z", 2))
                .containsExactly("2025-10-26T00:30:00Z", "2025-10-27T01:30:00Z");
    }

    @Test
    void aWeeklyDigestComesOnItsDay() {
        Schedule weekly = new Schedule(Schedule.Kind.WEEKLY, 0, "09:00", "monday", KYIV);
        assertThat(dues(weekly, "2025-03-24T07:00:00Z", 2))
                .containsExactly("2025-03-31T06:00:00Z", "2025-04-07T06:00:00Z");
    }

    @Test
    void digestsByTheMinuteAndTheHourFollowEachOther() {
        assertThat(dues(new Schedule(Schedule.Kind.EVERY, 15, "", "", ""), "2025-01-11T12:07:30Z", 2))
                .containsExactly("2025-01-11T12:15:00Z", "2025-01-11T12:30:00Z");
        assertThat(dues(new Schedule(Schedule.Kind.HOURLY, 0, "", "", ""), "2025-01-11T12:00:00Z", 1))
                .containsExactly("2025-01-11T13:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-11T19:59:59Z, ",
        "2025-01-11T20:00:00Z, 2025-01-12T05:00:00Z",
        "2025-01-12T04:59:59Z, 2025-01-12T05:00:00Z",
        "2025-01-12T05:00:00Z, ",
        "2025-03-29T21:00:00Z, 2025-03-30T04:00:00Z",
        "2025-10-25T21:00:00Z, 2025-10-26T05:00:00Z"
    })
    void quietHoursOverMidnightEndInTheMorning(String at, @Nullable String end) {
        QuietHours quiet = new QuietHours(KYIV, "22:00", "07:00", Priority.URGENT);
        assertThat(Calendar.quietUntil(quiet, Instant.parse(at))).isEqualTo(end == null ? null : Instant.parse(end));
    }

    @Test
    void quietHoursThatEndInTheHourThatIsSkippedEndWithIt() {
        QuietHours quiet = new QuietHours(KYIV, "22:00", "03:30", Priority.URGENT);
        assertThat(Calendar.quietUntil(quiet, Instant.parse("2025-03-30T00:30:00Z")))
                .isEqualTo(Instant.parse("2025-03-30T01:00:00Z"));
        assertThat(Calendar.quietUntil(quiet, Instant.parse("2025-03-30T01:00:00Z")))
                .isNull();
    }

    @Test
    void quietHoursThatEndInTheRepeatedHourEndTwice() {
        QuietHours quiet = new QuietHours(KYIV, "22:00", "03:30", Priority.URGENT);
        assertThat(Calendar.quietUntil(quiet, Instant.parse("2025-10-26T00:10:00Z")))
                .isEqualTo("2025-10-26T00:30:00Z");
        assertThat(Calendar.quietUntil(quiet, Instant.parse("2025-10-26T01:10:00Z")))
                .isEqualTo("2025-10-26T01:30:00Z");
    }
}
