package org.tocsin.replay;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.model.Topic;
import org.tocsin.model.Trend;
import org.tocsin.query.Query;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.TimeOrder;

/**
 * Tells the past again in the order of its time: every article, alert or trend of a range once. Reads with a consumer of
 * its own that commits nothing; what it reads goes to an {@link Output} and nowhere else.
 */
public final class Replay {
    /** What is told. */
    public enum Kind {
        articles,
        enriched,
        alerts,
        trends;

        /**
         * {@link IllegalArgumentException} names what was asked for and this has not.
         *
         * @param by whether a time was chosen
         * @param revisions whether revisions were
         */
        public void check(boolean by, boolean revisions) {
            boolean ofArticles = this == articles || this == enriched;
            if (by && !ofArticles) {
                throw new IllegalArgumentException("by is refused: " + this + " have one time, which counts");
            }
            if (revisions && !ofArticles) {
                throw new IllegalArgumentException("revisions is refused: " + this + " have none");
            }
        }
    }

    /** Which of an article's times counts. An alert has only that of its making, a trend only that of its window. */
    public enum By {
        published,
        ingested
    }

    /**
     * What is asked for.
     *
     * @param from inclusive
     * @param to exclusive
     * @param query null for all; only of articles and enriched articles
     * @param allRevisions every revision, else of each article only the latest of the range
     * @param speed how many times as fast as it was; infinity for as fast as possible
     * @param mark write {@code origin: replay}, so that whoever reads it can tell
     */
    public record Request(
            Kind kind,
            Instant from,
            Instant to,
            By by,
            @Nullable Query query,
            boolean allRevisions,
            double speed,
            boolean mark) {
        public Request {
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException(
                        "the range is empty: it begins at " + from + " and ends before " + to);
            }
            if (!(speed > 0)) {
                throw new IllegalArgumentException("speed " + speed + " is refused; it must be above 0");
            }
            if (query != null && kind != Kind.articles && kind != Kind.enriched) {
                throw new IllegalArgumentException("a query chooses among articles; of " + kind + " give only a range");
            }
        }
    }

    /**
     * The counts of a replay.
     *
     * @param read records read, unreadable ones among them
     * @param told records handed to the output
     * @param unreadable records passed over because they are not of the topic's form
     * @param removed records that the log no longer has, of any time
     * @param missing articles that are not there though later ones are
     */
    public record Outcome(long read, long told, long unreadable, long removed, long missing) {}

    /** Hears how far a replay is. */
    public interface Progress {
        /** So many of how many records are done; an exception ends it. */
        void read(long done, long all);

        /** The first half of a work that reads records and then does as much again with them. */
        default Progress firstHalf() {
            return (done, all) -> read(done, 2 * all);
        }

        /** The second half of a work whose first half has read {@code records}, by the share of what is to be done in it. */
        default Progress secondHalf(long records) {
            return (done, all) -> read(records + (all == 0 ? records : records * done / all), 2 * records);
        }
    }

    /**
     * A time as people write it, a day (UTC) or an instant of the years 0 to 9999; {@link IllegalArgumentException} for
     * anything else.
     *
     * @param name what it is the time of
     */
    public static Instant time(String name, String text) {
        try {
            Instant time = text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : Instant.parse(text);
            int year = time.atOffset(ZoneOffset.UTC).getYear();
            if (year >= 0 && year <= 9999) {
                return time;
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    name + " " + text + " is no time; write 2025-01-11 or 2025-01-11T09:30:00Z", e);
        }
        throw new IllegalArgumentException(name + " " + text + " is refused; its year must be from 0 to 9999");
    }

    private final KafkaSettings kafka;

    public Replay(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** Runs to the end; what comes after the start is not told. */
    public Outcome run(Request request, Output output, Progress progress) throws IOException {
        return switch (request.kind()) {
            case articles, enriched -> articles(request, output, progress);
            case alerts ->
                plain(
                        request,
                        Topic.ALERTS,
                        request.from(), // an alert is written after it was made
                        Alert::created,
                        alert -> alert.id() + alert.subscription(),
                        output,
                        progress);
            case trends ->
                plain(
                        request,
                        Topic.TRENDS,
                        null,
                        Trend::windowStart,
                        trend -> trend.dimension()
                                + ' '
                                + trend.key()
                                + ' '
                                + trend.windowStart()
                                + ' '
                                + trend.windowSeconds(),
                        output,
                        progress);
        };
    }

    private Outcome articles(Request request, Output output, Progress progress) throws IOException {
        Query query = request.query();
        Asking asking = query == null ? null : new Asking(query);
        // an article is written after it was taken in, so those taken in later than a time lie behind its offset
        Instant from = request.by() == By.ingested ? request.from() : null;
        Latest latest = new Latest();
        try (TimeOrder order = new TimeOrder()) {
            Scan.Range range = Scan.range(kafka, Topic.ENRICHED, from);
            Scan.Outcome scan = Scan.run(
                    kafka,
                    Topic.ENRICHED,
                    range,
                    item -> candidate(request, asking, item),
                    one -> {
                        boolean newest = latest.add(
                                Keys.of(one.article()),
                                one.revision(),
                                one.item().partition(),
                                one.item().offset());
                        if (one.json() != null && (newest || request.allRevisions())) {
                            order.add(entry(one.item(), one.time(), one.article(), one.json()));
                        }
                    },
                    progress.firstHalf());
            long told = tell(
                    request,
                    order,
                    output,
                    progress.secondHalf(range.length()),
                    entry -> request.allRevisions() || counts(latest, entry));
            return new Outcome(scan.read(), told, scan.unreadable(), scan.removed(), scan.missing());
        }
    }

    /** An article of the range, and how it would be told; null where the query does not match. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    private record Candidate(
            Scan.Item<EnrichedArticle> item, String article, int revision, Instant time, byte @Nullable [] json) {}

    private static @Nullable Candidate candidate(
            Request request, @Nullable Asking asking, Scan.Item<EnrichedArticle> item) {
        Article article = Asking.read(asking, item).article();
        Instant time = request.by() == By.published ? article.published() : article.ingested();
        if (!in(request, time)) {
            return null;
        }
        byte[] json = asking == null || asking.matches(item) ? json(request, item) : null;
        return new Candidate(item, article.id(), article.revision(), time, json);
    }

    private static boolean counts(Latest latest, TimeOrder.Entry entry) {
        return latest.is(Keys.of(entry.key()), entry.partition(), entry.offset());
    }

    private static byte[] json(Request request, Scan.Item<EnrichedArticle> item) {
        if (request.kind() == Kind.articles) {
            Article article = Scan.lean(item, false).article();
            return Json.bytes(request.mark() ? article.withOrigin(Origin.REPLAY) : article);
        }
        return request.mark()
                ? Json.bytes(item.value().withArticle(item.value().article().withOrigin(Origin.REPLAY)))
                : item.json();
    }

    private <V> Outcome plain(
            Request request,
            Topic<V> topic,
            @Nullable Instant since,
            Function<V, Instant> time,
            Function<V, String> identity,
            Output output,
            Progress progress)
            throws IOException {
        Latest latest = new Latest();
        try (TimeOrder order = new TimeOrder()) {
            Scan.Range range = Scan.range(kafka, topic, since);
            Scan.Outcome scan = Scan.run(
                    kafka,
                    topic,
                    range,
                    item -> {
                        Instant at = time.apply(item.value());
                        if (in(request, at)) {
                            String key = identity.apply(item.value());
                            latest.put(Keys.of(key), item.partition(), item.offset());
                            order.add(entry(item, at, key, Json.bytes(item.value())));
                        }
                    },
                    progress.firstHalf());
            long told =
                    tell(request, order, output, progress.secondHalf(range.length()), entry -> counts(latest, entry));
            return new Outcome(scan.read(), told, scan.unreadable(), scan.removed(), scan.missing());
        }
    }

    private static boolean in(Request request, Instant time) {
        return !time.isBefore(request.from()) && time.isBefore(request.to());
    }

    private static TimeOrder.Entry entry(Scan.Item<?> item, Instant time, String key, byte[] json) {
        return new TimeOrder.Entry(time, item.partition(), item.offset(), key, json);
    }

    private static long tell(
            Request request, TimeOrder order, Output output, Progress progress, Predicate<TimeOrder.Entry> wanted)
            throws IOException {
        Pace pace = new Pace(request.speed());
        long[] told = new long[1];
        long[] passed = new long[1];
        order.drain(entry -> {
            progress.read(passed[0]++, order.size());
            if (wanted.test(entry)) {
                pace.await(entry.time());
                output.take(entry.key(), entry.json());
                told[0]++;
            }
        });
        progress.read(order.size(), order.size());
        output.finish();
        return told[0];
    }
}
