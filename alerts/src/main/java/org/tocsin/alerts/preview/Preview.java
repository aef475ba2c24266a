package org.tocsin.alerts.preview;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.alerts.decide.Decider;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.model.Alert;
import org.tocsin.model.Decision;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Match;
import org.tocsin.model.Origin;
import org.tocsin.model.Span;
import org.tocsin.model.Subscription;
import org.tocsin.query.Document;
import org.tocsin.query.EntityNames;
import org.tocsin.query.MatchResult;
import org.tocsin.query.Query;
import org.tocsin.query.QueryIndex;

/**
 * What a subscription would have done with the articles of a time: matched by the index and decided by the {@link Decider}
 * that live operation uses. Articles that came as history count as if they had come live.
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
    }

    /**
     * Runs {@code subscription} over {@code past}.
     *
     * @throws org.tocsin.query.QueryException with the column, when its query cannot be read
     * @throws IllegalArgumentException when it has an owner and matches more than the owner's share of all articles
     */
    public static Preview of(Subscription subscription, Limits limits, Past past) {
        return run(subscription, limits, Query::parse, past);
    }

    /** As {@link #of(Subscription, Limits, Past)}, with names of entities read as they are when a query is saved. */
    public static Preview of(Subscription subscription, Limits limits, EntityNames names, Past past) {
        return run(subscription, limits, query -> Query.parse(query, names), past);
    }

    private static Preview run(Subscription subscription, Limits limits, Function<String, Query> queries, Past past) {
        Run run = new Run(subscription, limits, queries);
        past.read(run::take);
        Preview preview = run.end();
        if (!subscription.owner().isEmpty() && preview.articles() >= ENOUGH && preview.share() > limits.matchShare()) {
            throw new IllegalArgumentException(
                    "the query matches %.1f %% of all articles; the limit of an owner is %.0f %%, so make it narrower"
                            .formatted(preview.share() * 100, limits.matchShare() * 100));
        }
        return preview;
    }

    private static final class Run implements Decider.Listener {
        private final Subscription subscription;
        private final QueryIndex index = new QueryIndex();
        private final Decider decider;
        private final Deque<Sample> latest = new ArrayDeque<>();
        private Instant now = Instant.EPOCH;
        private long articles;
        private long matches;
        private long alerts;
        private long digests;

        Run(Subscription given, Limits limits, Function<String, Query> queries) {
            subscription = given.id().isEmpty() ? given.withId("preview") : given;
            index.put(subscription.id(), queries.apply(subscription.query()));
            decider = Decider.inMemory(id -> subscription, limits, this);
        }

        void take(EnrichedArticle article) {
            articles++;
            Instant at = article.article().origin() == Origin.BACKFILL
                    ? article.article().published()
                    : article.article().ingested();
            now = at.isAfter(now) ? at : now;
            decider.catchUp(now);
            EnrichedArticle live = article.article().origin() == Origin.BACKFILL
                    ? article.withArticle(article.article().withOrigin(Origin.LIVE))
                    : article;
            if (live.article().retracted()) {
                decider.decide(new Match("", 0, live.digest(), -1, List.of(), null, 0), now);
                return;
            }
            Document document = Document.of(live);
            MatchResult result = index.match(document).isEmpty() ? null : index.explain(subscription.id(), document);
            if (result != null && result.matched()) {
                matches++;
                latest.addFirst(new Sample(
                        live.article().id(),
                        live.article().title(),
                        live.article().published(),
                        result.spans(),
                        result.score()));
                if (latest.size() > SAMPLES) {
                    latest.removeLast();
                }
                decider.decide(
                        new Match(
                                subscription.id(),
                                subscription.version(),
                                live.digest(),
                                -1,
                                result.spans(),
                                result.score(),
                                result.threshold()),
                        now);
            }
        }

        Preview end() {
            decider.catchUp(now.plus(Duration.ofDays(8)));
            double share = articles == 0 ? 0 : (double) matches / articles;
            String warning = articles >= ENOUGH && share > MUCH
                    ? "the query matches %.1f %% of all articles".formatted(share * 100)
                    : matches == 0 && articles > 0 ? "the query would have matched nothing" : "";
            return new Preview(articles, matches, alerts, digests, share, List.copyOf(latest), warning);
        }

        @Override
        public void alert(Alert alert, Subscription to) {
            alerts++;
            if (alert.kind().equals("digest")) {
                digests++;
            }
        }

        @Override
        public void decision(Decision decision) {}
    }
}
