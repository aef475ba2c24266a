package org.tocsin.alerts.decide;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.QuietHours;
import org.tocsin.model.Schedule;

/**
 * When digests are due and when it is quiet, by local clocks: a time of day that daylight saving skips is the moment
 * after the gap, one that comes twice is the first for a digest, and quiet hours end at the next time the clock shows
 * their end.
 */
final class Calendar {
    private Calendar() {}

    /** When a digest that takes in an alert of {@code now} is due; null for alerts at once. */
    static @Nullable Instant due(Schedule schedule, Instant now) {
        return switch (schedule.kind()) {
            case AT_ONCE -> null;
            case EVERY -> {
                long length = Duration.ofMinutes(schedule.minutes()).toSeconds();
                yield Instant.ofEpochSecond((now.getEpochSecond() / length + 1) * length);
            }
            case HOURLY -> now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
            case DAILY -> {
                LocalDate today = today(schedule, now);
                Instant first = at(schedule, today);
                yield first.isAfter(now) ? first : at(schedule, today.plusDays(1));
            }
            case WEEKLY -> {
                DayOfWeek day = DayOfWeek.valueOf(schedule.day().toUpperCase(Locale.ROOT));
                LocalDate next = today(schedule, now).with(TemporalAdjusters.nextOrSame(day));
                Instant first = at(schedule, next);
                yield first.isAfter(now) ? first : at(schedule, next.plusWeeks(1));
            }
        };
    }

    private static LocalDate today(Schedule schedule, Instant now) {
        return now.atZone(ZoneId.of(schedule.zone())).toLocalDate();
    }

    private static Instant at(Schedule schedule, LocalDate day) {
        return moment(day, LocalTime.parse(schedule.at()), ZoneId.of(schedule.zone()))
                .toInstant();
    }

    /** The first moment of the day at which the clock shows {@code time}, or has leapt over it. */
    private static ZonedDateTime moment(LocalDate day, LocalTime time, ZoneId zone) {
        ZoneOffsetTransition change = zone.getRules().getTransition(day.atTime(time));
        return change != null && change.isGap() ? change.getInstant().atZone(zone) : ZonedDateTime.of(day, time, zone);
    }

    /** When the quiet hours end in which {@code now} lies; null when it lies in none. */
    static @Nullable Instant quietUntil(@Nullable QuietHours quiet, Instant now) {
        if (quiet == null) {
            return null;
        }
        ZonedDateTime local = now.atZone(ZoneId.of(quiet.zone()));
        LocalTime from = LocalTime.parse(quiet.from());
        LocalTime to = LocalTime.parse(quiet.to());
        LocalTime time = local.toLocalTime();
        boolean within = from.isBefore(to)
                ? !time.isBefore(from) && time.isBefore(to)
                : !time.isBefore(from) || time.isBefore(to);
        if (!within) {
            return null;
        }
        LocalDate day =
                time.isBefore(to) ? local.toLocalDate() : local.toLocalDate().plusDays(1);
        ZonedDateTime end = moment(day, to, local.getZone());
        return (end.toInstant().isAfter(now) ? end : end.withLaterOffsetAtOverlap()).toInstant();
    }
}
