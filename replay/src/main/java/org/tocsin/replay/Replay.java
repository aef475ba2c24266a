package org.tocsin.replay;

import java.io.IOException;
import java.time.Instant;
import java.util.function.Function;
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
        trends
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
        /** Records of how many have been read. */
        void read(long done, long all);
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
            Scan.Outcome scan = Scan.run(
                    kafka,
                    Topic.ENRICHED,
                    Scan.range(kafka, Topic.ENRICHED, from),
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
                    progress);
            long told = tell(request, order, output, entry -> request.allRevisions() || counts(latest, entry));
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
            Scan.Outcome scan = Scan.run(
                    kafka,
                    topic,
                    Scan.range(kafka, topic, since),
                    item -> {
                        Instant at = time.apply(item.value());
                        if (in(request, at)) {
                            String key = identity.apply(item.value());
                            latest.put(Keys.of(key), item.partition(), item.offset());
                            order.add(entry(item, at, key, Json.bytes(item.value())));
                        }
                    },
                    progress);
            long told = tell(request, order, output, entry -> counts(latest, entry));
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
            Request request, TimeOrder order, Output output, java.util.function.Predicate<TimeOrder.Entry> wanted)
            throws IOException {
        Pace pace = new Pace(request.speed());
        long[] told = new long[1];
        order.drain(entry -> {
            if (wanted.test(entry)) {
                pace.await(entry.time());
                output.take(entry.key(), entry.json());
                told[0]++;
            }
        });
        output.finish();
        return told[0];
    }
}
