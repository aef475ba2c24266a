package org.tocsin.model;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How polling of one feed goes.
 *
 * @param url where permanent redirects have led, empty while the defined address holds
 * @param etag validator of the last good answer, empty when it had none
 * @param lastModified validator of the last good answer, empty when it had none
 * @param bodyHash of the last answer that was read
 * @param title as the feed gives it
 * @param polled last attempt
 * @param lastGood last attempt that succeeded, null before the first
 * @param due next attempt
 * @param interval seconds that it is now polled at, before jitter
 * @param failures attempts that failed in a row
 * @param reason why the last attempt failed, empty when it did not
 * @param ended whether the publisher has ended it; it is asked no more
 * @param published when its newest item appeared, null when it has had none
 * @param rateSince since when {@code rateCount} items have appeared
 * @param ttl minutes that the publisher asks to wait
 * @param skipHours hours of the day, UTC, in which it asks not to be polled
 * @param skipDays days on which it asks not to be polled, as {@code SUNDAY}
 * @param items how many new or changed items have been taken from it
 * @param seen marks of items that were taken, the newest file's first
 */
public record FeedStatus(
        String id,
        String url,
        String etag,
        String lastModified,
        String bodyHash,
        String title,
        Instant polled,
        @Nullable Instant lastGood,
        Instant due,
        int interval,
        int failures,
        String reason,
        boolean ended,
        @Nullable Instant published,
        Instant rateSince,
        int rateCount,
        int ttl,
        List<Integer> skipHours,
        List<String> skipDays,
        long items,
        List<String> seen) {
    /** A feed is silent when it has had nothing new for this many times its usual gap, and for a week. */
    private static final int SILENT_GAPS = 10;

    public FeedStatus {
        id = id == null ? "" : id;
        url = url == null ? "" : url;
        etag = etag == null ? "" : etag;
        lastModified = lastModified == null ? "" : lastModified;
        bodyHash = bodyHash == null ? "" : bodyHash;
        title = title == null ? "" : title;
        polled = polled == null ? Instant.EPOCH : polled;
        due = due == null ? Instant.EPOCH : due;
        reason = reason == null ? "" : reason;
        rateSince = rateSince == null ? Instant.EPOCH : rateSince;
        skipHours = skipHours == null ? List.of() : List.copyOf(skipHours);
        skipDays = skipDays == null ? List.of() : List.copyOf(skipDays);
        seen = seen == null ? List.of() : List.copyOf(seen);
    }

    /** A feed of which nothing is known yet; due at once. */
    public static FeedStatus unknown(String id) {
        return new FeedStatus(
                id,
                "",
                "",
                "",
                "",
                "",
                Instant.EPOCH,
                null,
                Instant.EPOCH,
                0,
                0,
                "",
                false,
                null,
                Instant.EPOCH,
                0,
                0,
                List.of(),
                List.of(),
                0,
                List.of());
    }

    /** One of {@code new}, {@code ok}, {@code silent}, {@code failing}, {@code ended}. */
    public String health(Instant now) {
        if (ended) {
            return "ended";
        }
        if (failures > 0) {
            return "failing";
        }
        if (lastGood == null) {
            return "new";
        }
        Duration quiet = published == null ? Duration.ZERO : Duration.between(published, now);
        Duration usual = rateCount == 0 || published == null
                ? Duration.ZERO
                : Duration.between(rateSince, published).dividedBy(rateCount).multipliedBy(SILENT_GAPS);
        return quiet.compareTo(Duration.ofDays(7)) > 0 && quiet.compareTo(usual) > 0 ? "silent" : "ok";
    }

    /** Moved for good; the validators belonged to the former address. */
    public FeedStatus movedTo(String address) {
        return address.equals(url)
                ? this
                : new FeedStatus(
                        id,
                        address,
                        etag,
                        lastModified,
                        bodyHash,
                        title,
                        polled,
                        lastGood,
                        due,
                        interval,
                        failures,
                        reason,
                        ended,
                        published,
                        rateSince,
                        rateCount,
                        ttl,
                        skipHours,
                        skipDays,
                        items,
                        seen);
    }

    /** Another answer was read. */
    public FeedStatus withBody(String hash) {
        return new FeedStatus(
                id,
                url,
                etag,
                lastModified,
                hash,
                title,
                polled,
                lastGood,
                due,
                interval,
                failures,
                reason,
                ended,
                published,
                rateSince,
                rateCount,
                ttl,
                skipHours,
                skipDays,
                items,
                seen);
    }

    /** More items were taken. */
    public FeedStatus withSeen(List<String> marks, long total) {
        return new FeedStatus(
                id,
                url,
                etag,
                lastModified,
                bodyHash,
                title,
                polled,
                lastGood,
                due,
                interval,
                failures,
                reason,
                ended,
                published,
                rateSince,
                rateCount,
                ttl,
                skipHours,
                skipDays,
                total,
                marks);
    }

    /** What the file says of itself. */
    public FeedStatus hinted(String name, int minutes, Collection<Integer> hours, Collection<DayOfWeek> days) {
        return new FeedStatus(
                id,
                url,
                etag,
                lastModified,
                bodyHash,
                name,
                polled,
                lastGood,
                due,
                interval,
                failures,
                reason,
                ended,
                published,
                rateSince,
                rateCount,
                minutes,
                hours.stream().sorted().toList(),
                days.stream().sorted().map(DayOfWeek::name).toList(),
                items,
                seen);
    }

    /** After an attempt that succeeded; a null {@code latest} leaves the newest item as it was. */
    public FeedStatus good(
            String tag,
            String modified,
            Instant now,
            Instant next,
            int seconds,
            Instant since,
            int count,
            @Nullable Instant latest) {
        Instant newest = latest == null || (published != null && published.isAfter(latest)) ? published : latest;
        return new FeedStatus(
                id, url, tag, modified, bodyHash, title, now, now, next, seconds, 0, "", false, newest, since, count,
                ttl, skipHours, skipDays, items, seen);
    }

    /** After an attempt that failed. */
    public FeedStatus failed(String why, Instant now, Instant next) {
        return new FeedStatus(
                id,
                url,
                etag,
                lastModified,
                bodyHash,
                title,
                now,
                lastGood,
                next,
                interval,
                failures + 1,
                why,
                ended,
                published,
                rateSince,
                rateCount,
                ttl,
                skipHours,
                skipDays,
                items,
                seen);
    }

    /** Asked no more. */
    public FeedStatus ended(String why, Instant now) {
        return new FeedStatus(
                id,
                url,
                etag,
                lastModified,
                bodyHash,
                title,
                now,
                lastGood,
                now,
                interval,
                failures,
                why,
                true,
                published,
                rateSince,
                rateCount,
                ttl,
                skipHours,
                skipDays,
                items,
                seen);
    }

    /** Items a day by what its latest ones say, to a tenth; null when they do not say it. */
    public @Nullable Double perDay(Instant now) {
        double days = Math.max(Duration.between(rateSince, now).toMinutes(), 60) / 1440.0;
        return rateCount == 0 ? null : Math.round(rateCount / days * 10) / 10.0;
    }
}
