package org.tocsin.alerts.preview;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.alerts.channel.Problem;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.alerts.subscription.Refused;
import org.tocsin.model.Alert;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Span;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.query.EntityNames;
import org.tocsin.query.MatchResult;
import org.tocsin.query.Query;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;

/**
 * What a subscription would have done with the articles of a time: by a {@link Rehearsal}.
 *
 * @param articles that were looked at
 * @param matches articles that matched
 * @param alerts that would have gone out after story grouping, mutes, caps and digests, a digest counting as one
 * @param latest the last ten matches, latest first
 * @param warning what is remarkable, empty when nothing is
 */
public record Preview(
        long articles, long matches, long alerts, long digests, double share, List<Sample> latest, String warning) {
    /** A subscription that matches more than this share of at least {@link #ENOUGH} articles is warned of. */
    private static final double MUCH = 0.05;

    private static final int ENOUGH = 100;
    private static final int SAMPLES = 10;

    /** An article that matched, and where. */
    public record Sample(
            String article,
            String title,
            Instant published,
            List<Span> spans,
            @Nullable Double score) {}

    /** The articles of a time, in the order of the log. */
    public interface Past {
        void read(Consumer<EnrichedArticle> reader);

        /** Those of the log that were published at {@code from} or later, which were written later still. */
        static Past since(KafkaSettings kafka, Instant from) {
            return reader -> Log.since(kafka, Topic.ENRICHED, from, item -> {
                if (!item.value().article().published().isBefore(from)) {
                    reader.accept(item.value());
                }
            });
        }
    }

    /**
     * Runs {@code subscription} over {@code past}.
     *
     * @throws org.tocsin.query.QueryException with the column, when its query cannot be read
     * @throws Refused when a schedule or quiet hours cannot be kept, or when it has an owner and matches more than the owner's share of all articles
     */
    public static Preview of(Subscription subscription, Limits limits, Past past) {
        return run(subscription, limits, Query::parse, past);
    }

    /** As {@link #of(Subscription, Limits, Past)}, with names of entities read as they are when a query is saved. */
    public static Preview of(Subscription subscription, Limits limits, EntityNames names, Past past) {
        return run(subscription, limits, query -> Query.parse(query, names), past);
    }

    private static Preview run(Subscription subscription, Limits limits, Function<String, Query> queries, Past past) {
        Preview preview;
        try (Run run = new Run(subscription, limits, queries)) {
            past.read(run::take);
            preview = run.end();
        }
        if (!subscription.owner().isEmpty() && preview.articles() >= ENOUGH && preview.share() > limits.matchShare()) {
            throw new Refused(
                    subscription.id(),
                    List.of(new Problem(
                            "query",
                            "it matches %.1f %% of all articles; the limit of an owner is %.0f %%, so make it narrower"
                                    .formatted(preview.share() * 100, limits.matchShare() * 100))));
        }
        return preview;
    }

    private static final class Run implements Rehearsal.Listener, AutoCloseable {
        private final Rehearsal rehearsal;
        private final Deque<Sample> latest = new ArrayDeque<>();
        private long articles;
        private long matches;
        private long alerts;
        private long digests;

        Run(Subscription draft, Limits limits, Function<String, Query> queries) {
            rehearsal = new Rehearsal(List.of(draft), limits, queries, this);
        }

        void take(EnrichedArticle article) {
            articles++;
            rehearsal.take(rehearsal.prepare(article, -1));
        }

        Preview end() {
            rehearsal.end();
            double share = articles == 0 ? 0 : (double) matches / articles;
            String warning = articles >= ENOUGH && share > MUCH
                    ? "the query matches %.1f %% of all articles".formatted(share * 100)
                    : matches == 0 && articles > 0 ? "the query would have matched nothing" : "";
            return new Preview(articles, matches, alerts, digests, share, List.copyOf(latest), warning);
        }

        @Override
        public void close() {
            rehearsal.close();
        }

        @Override
        public void matched(int draft, EnrichedArticle article, MatchResult result, Instant at) {
            matches++;
            latest.addFirst(new Sample(
                    article.article().id(),
                    article.article().title(),
                    article.article().published(),
                    result.spans(),
                    result.score()));
            if (latest.size() > SAMPLES) {
                latest.removeLast();
            }
        }

        @Override
        public void alert(int draft, Alert alert) {
            alerts++;
            if (alert.kind().equals("digest")) {
                digests++;
            }
        }
    }
}
