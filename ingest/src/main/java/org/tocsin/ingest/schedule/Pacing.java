package org.tocsin.ingest.schedule;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.ingest.feed.FeedItem;
import org.tocsin.ingest.feed.ParsedFeed;
import org.tocsin.model.Feed;
import org.tocsin.model.FeedStatus;
import org.tocsin.runtime.http.Answer;

/**
 * When a feed is asked again. After an answer: half the mean gap between its last {@value #WINDOW} items, now counted as the
 * end of the last gap, so that a feed that falls silent is asked ever less; where items bear no dates, less by a half when
 * something was new and more by a half when nothing was. Never sooner than the publisher's {@code max-age} and {@code ttl},
 * nor in the hours and on the days that it asks to skip. After a failure: twice as long as before, with jitter, at most two hours while it was good within a week, and never
 * sooner than {@code Retry-After}. All within a floor and a ceiling; only a {@code Retry-After} may exceed the ceiling, up to
 * {@link #MAX_RETRY_AFTER}.
 *
 * @param floor shortest interval
 * @param ceiling longest interval
 * @param initial interval of a feed of which nothing is known
 */
record Pacing(Duration floor, Duration ceiling, Duration initial, RandomGenerator random) {
    static final int WINDOW = 20;
    static final Duration MAX_RETRY_AFTER = Duration.ofDays(7);

    /** A feed that was good within this time is not given up: it is tried at least every {@link #RECENT_FAILURE}. */
    private static final Duration LATELY = Duration.ofDays(7);

    private static final Duration RECENT_FAILURE = Duration.ofHours(2);
    private static final int MAX_DOUBLINGS = 12;
    private static final Pattern MAX_AGE = Pattern.compile("(?i)(?:^|[,\\s])max-age\\s*=\\s*\"?(\\d{1,9})");

    /** What the dates of a file say of how often it publishes: {@code count} items since {@code since}. */
    record Rate(Instant since, int count) {}

    static Rate rate(ParsedFeed feed, Instant now) {
        List<Instant> latest = feed.items().stream()
                .map(item -> published(item))
                .filter(Objects::nonNull)
                .filter(date -> !date.isAfter(now.plus(Duration.ofHours(1))))
                .sorted(Comparator.reverseOrder())
                .limit(WINDOW)
                .toList();
        return latest.size() < 2 ? new Rate(Instant.EPOCH, 0) : new Rate(latest.getLast(), latest.size());
    }

    static @org.jspecify.annotations.Nullable Instant published(FeedItem item) {
        return item.published() == null ? item.updated() : item.published();
    }

    /** The interval after a good answer. */
    Duration interval(Feed feed, FeedStatus known, Rate rate, boolean news, Instant now) {
        if (feed.interval() > 0) {
            return within(Duration.ofSeconds(feed.interval()));
        }
        if (rate.count() > 0) {
            return within(Duration.between(rate.since(), now).dividedBy(2L * rate.count()));
        }
        Duration before = known.interval() > 0 ? Duration.ofSeconds(known.interval()) : initial;
        return within(
                known.lastGood() == null
                        ? before
                        : news ? before.dividedBy(2) : before.multipliedBy(3).dividedBy(2));
    }

    /** When to come again after a good answer. */
    Instant afterGood(Duration interval, Duration asked, List<Integer> skipHours, List<String> skipDays, Instant now) {
        // a tenth to either side, so that feeds that were added together do not stay together
        Duration jittered = scaled(interval, 0.9 + 0.2 * random.nextDouble());
        Duration wait = max(max(jittered, floor), asked.compareTo(ceiling) > 0 ? ceiling : asked);
        return allowed(now.plus(wait), skipHours, skipDays);
    }

    /** When to come again after the {@code failures}th failure in a row. */
    Instant afterFailure(FeedStatus known, int failures, Duration retryAfter, Instant now) {
        Duration base = known.interval() > 0 ? Duration.ofSeconds(known.interval()) : initial;
        Duration doubled = base.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
        boolean lately = known.lastGood() != null && known.lastGood().isAfter(now.minus(LATELY));
        Duration most = lately && RECENT_FAILURE.compareTo(ceiling) < 0 ? RECENT_FAILURE : ceiling;
        Duration wait = scaled(min(within(doubled), most), 0.75 + 0.25 * random.nextDouble());
        Duration told = retryAfter.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : retryAfter;
        // those who were told the same moment do not all come in it
        return now.plus(max(max(wait, floor), scaled(told, 1 + 0.1 * random.nextDouble())));
    }

    /** How long an answer may be kept, as its header says. */
    static Duration maxAge(Answer.Received answer) {
        Matcher age = MAX_AGE.matcher(answer.header("cache-control"));
        return age.find() ? Duration.ofSeconds(Long.parseLong(age.group(1))) : Duration.ZERO;
    }

    /** {@code Retry-After}, in seconds or as a date. */
    static Duration retryAfter(Answer.Received answer, Instant now) {
        String text = answer.header("retry-after").strip();
        if (text.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
        } catch (DateTimeParseException e) {
            return Duration.ZERO;
        }
    }

    private static Instant allowed(Instant due, List<Integer> skipHours, List<String> skipDays) {
        if (skipHours.size() >= 24 || skipDays.size() >= 7) {
            return due;
        }
        ZonedDateTime at = due.atZone(ZoneOffset.UTC);
        for (int hours = 0; hours <= 24 * 7; hours++) {
            DayOfWeek day = at.getDayOfWeek();
            if (!skipHours.contains(at.getHour()) && !skipDays.contains(day.name())) {
                return at.toInstant();
            }
            at = at.truncatedTo(ChronoUnit.HOURS).plusHours(1);
        }
        return due;
    }

    private Duration within(Duration interval) {
        return interval.compareTo(floor) < 0 ? floor : interval.compareTo(ceiling) > 0 ? ceiling : interval;
    }

    private static Duration min(Duration first, Duration second) {
        return first.compareTo(second) <= 0 ? first : second;
    }

    private static Duration max(Duration first, Duration second) {
        return first.compareTo(second) >= 0 ? first : second;
    }

    private static Duration scaled(Duration duration, double factor) {
        return Duration.ofMillis(Math.round(duration.toMillis() * factor));
    }
}
