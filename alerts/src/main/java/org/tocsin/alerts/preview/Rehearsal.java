package org.tocsin.alerts.preview;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tocsin.alerts.decide.Decider;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.alerts.subscription.SubscriptionCheck;
import org.tocsin.alerts.subscription.Subscriptions;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.Decision;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Match;
import org.tocsin.model.Origin;
import org.tocsin.model.Subscription;
import org.tocsin.query.Document;
import org.tocsin.query.Explanation;
import org.tocsin.query.Hit;
import org.tocsin.query.MatchResult;
import org.tocsin.query.Query;
import org.tocsin.query.QueryIndex;
import org.tocsin.runtime.TimeOrder;

/**
 * Drafts of subscriptions tried on articles of the past: matched by the index and decided by the {@link Decider} that live
 * operation uses, each draft as if it were the only one. Articles that came as history count as if they had come live, at
 * the time of their publication. What is decided goes to a listener and nowhere else.
 *
 * <p>{@link #prepare} is pure and thread-safe; {@link #take} is neither and wants the articles in the order of the log. They
 * are decided on at the {@link #end}, in the order of time.
 */
public final class Rehearsal implements AutoCloseable {
    /** Longest time that an alert may be held: a week, and the quiet hours after it. */
    private static final Duration LONGEST_HOLD = Duration.ofDays(8);

    /** What hears of the drafts, by their number in the order given. */
    public interface Listener {
        /** At {@code at} the draft matched; the article is without its text, mentions and evidence. */
        void matched(int draft, EnrichedArticle article, MatchResult result, Instant at);

        /** The alert would have gone out at {@link Alert#created}. */
        void alert(int draft, Alert alert);
    }

    /** An article of the log and why each of the drafts matches it. */
    public record Prepared(EnrichedArticle article, long offset, Map<Integer, MatchResult> matches) {
        public Prepared {
            matches = Map.copyOf(matches);
        }
    }

    /** What is decided on: an article as matches have it, and why each of the drafts matches it. */
    private record Arrival(EnrichedArticle article, long offset, Map<Integer, MatchResult> matches) {}

    private final List<Subscription> drafts;
    private final QueryIndex index = new QueryIndex();
    private final List<Explanation> explanations = new ArrayList<>();
    private final List<Decider> deciders = new ArrayList<>();
    private final Listener listener;
    private final boolean words;
    private final List<Boolean> tags;
    private final TimeOrder order = new TimeOrder();
    private Instant lastLive = Instant.EPOCH;
    private long taken;

    /**
     * @param queries reads a query
     * @throws org.tocsin.query.QueryException with the column, when one cannot be read
     * @throws org.tocsin.alerts.subscription.Refused with the field, when a schedule or quiet hours cannot be kept
     */
    public Rehearsal(List<Subscription> given, Limits limits, Function<String, Query> queries, Listener listener) {
        this.listener = listener;
        drafts = given.stream()
                .map(draft -> draft.id().isEmpty() ? draft.withId("preview") : draft)
                // what it would do is asked of one that is paused until that is known
                .map(draft -> draft.paused() ? draft.paused(false).withVersion(draft.version()) : draft)
                .toList();
        List<Query> read =
                drafts.stream().map(draft -> queries.apply(draft.query())).toList();
        drafts.forEach(SubscriptionCheck::requireTimes);
        words = read.stream().anyMatch(Query::asksForWords);
        tags = read.stream().map(Query::asksForTags).toList();
        for (int i = 0; i < drafts.size(); i++) {
            Subscription draft = drafts.get(i);
            Query query = read.get(i);
            index.put(String.valueOf(i), query);
            explanations.add(index.explanation(query));
            deciders.add(Decider.inMemory(id -> draft, limits, new Decided(i)));
        }
    }

    private final class Decided implements Decider.Listener {
        private final int draft;

        Decided(int draft) {
            this.draft = draft;
        }

        @Override
        public void alert(Alert alert, Subscription to) {
            listener.alert(draft, alert);
        }

        @Override
        public void decision(Decision decision) {}
    }

    /** Matches an article as it would be if it came live. */
    public Prepared prepare(EnrichedArticle article, long offset) {
        return prepare(article, () -> article, offset);
    }

    /**
     * As above. Most articles match no draft and need not be read whole for that.
     *
     * @param lean the article without the evidence of its topics, and without its mentions unless a draft looks at them
     * @param whole all of it; asked for when a draft matches that looks at tags
     */
    public Prepared prepare(EnrichedArticle lean, Supplier<EnrichedArticle> whole, long offset) {
        if (lean.article().retracted()) {
            return new Prepared(lean, offset, Map.of());
        }
        EnrichedArticle article = lean;
        EnrichedArticle live = live(article);
        Document document =
                Document.of(words ? live : live.withArticle(live.article().withText("", "", "")));
        List<Hit> hits = index.match(document);
        if (hits.isEmpty()) {
            return new Prepared(article, offset, Map.of());
        }
        boolean evidence = hits.stream().anyMatch(hit -> tags.get(Integer.parseInt(hit.id())));
        if (evidence) {
            article = whole.get();
        }
        if (!words || evidence) {
            document = document.with(live(article));
        }
        Map<Integer, MatchResult> matches = new HashMap<>();
        for (Hit hit : hits) {
            int draft = Integer.parseInt(hit.id());
            MatchResult result = explanations.get(draft).of(document, Integer.MAX_VALUE);
            if (result.matched()) {
                matches.put(draft, result);
            }
        }
        return new Prepared(article, offset, matches);
    }

    private static EnrichedArticle live(EnrichedArticle article) {
        return article.article().origin().alerts()
                ? article
                : article.withArticle(article.article().withOrigin(Origin.LIVE));
    }

    /** Takes the next article of the log; what becomes of it is said at the end. */
    public void take(Prepared prepared) {
        EnrichedArticle given = prepared.article();
        Instant at = at(given.article());
        taken++;
        if (!prepared.matches().isEmpty() || concernsReaders(given.article())) {
            Arrival arrival = new Arrival(live(given).digest(), prepared.offset(), prepared.matches());
            order.add(new TimeOrder.Entry(at, 0, taken, "", Json.bytes(arrival)));
        }
    }

    /** When it is decided on: what came live in the order of the log, whatever its clocks say; nothing before it was out. */
    private Instant at(Article article) {
        if (article.origin().alerts()) {
            lastLive = article.ingested().isAfter(lastLive) ? article.ingested() : lastLive;
            return lastLive;
        }
        return article.published().isAfter(article.ingested()) ? article.ingested() : article.published();
    }

    /** Decides on all that was taken, and lets time pass until all that is held has gone out. To be called once. */
    public void end() {
        Instant[] last = {Instant.EPOCH};
        try {
            order.drain(entry -> {
                last[0] = entry.time();
                decide(Json.read(entry.json(), Arrival.class), entry.time());
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        deciders.forEach(decider -> decider.catchUp(last[0].plus(LONGEST_HOLD)));
    }

    private void decide(Arrival arrival, Instant now) {
        deciders.forEach(decider -> decider.catchUp(now));
        EnrichedArticle article = arrival.article();
        new TreeMap<>(arrival.matches()).forEach((draft, result) -> {
            listener.matched(draft, article, result, now);
            Match match = new Subscriptions.Matched(drafts.get(draft), result).match(article, arrival.offset());
            deciders.get(draft).decide(match, now);
        });
        if (concernsReaders(article.article())) {
            Match everyone = Match.ofNoQuery(article, arrival.offset());
            deciders.forEach(decider -> decider.decide(everyone, now));
        }
    }

    /** Whether who got the article may have to hear of this whatever its text says now. */
    private static boolean concernsReaders(Article article) {
        return article.retracted() || article.revision() > 1;
    }

    @Override
    public void close() {
        order.close();
    }
}
