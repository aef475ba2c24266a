package org.tocsin.replay.backtest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.alerts.preview.Rehearsal;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.query.MatchResult;
import org.tocsin.query.Query;
import org.tocsin.replay.Replay;
import org.tocsin.replay.Retagging;
import org.tocsin.replay.Scan;
import org.tocsin.runtime.KafkaSettings;

/**
 * Runs drafts of subscriptions over the enriched articles of a time, in the order in which live operation decided on them,
 * through the same matching, stories, schedules and caps, each draft as if it had been saved at the beginning of that time
 * and were the only one of its owner.
 */
public final class Backtest {
    /** More drafts are refused. */
    public static final int MAX_DRAFTS = 50;

    /**
     * What is asked for.
     *
     * @param from inclusive
     * @param to exclusive
     * @param tag tags an article anew, thread-safe; null takes the tags that it was given then
     */
    public record Request(
            List<Subscription> drafts,
            Instant from,
            Instant to,
            Replay.By by,
            Limits limits,
            @Nullable Function<Article, EnrichedArticle> tag) {
        public Request {
            drafts = List.copyOf(drafts);
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException(
                        "the range is empty: it begins at " + from + " and ends before " + to);
            }
            if (drafts.isEmpty() || drafts.size() > MAX_DRAFTS) {
                throw new IllegalArgumentException(drafts.size() + " drafts were given; it must be 1 to " + MAX_DRAFTS);
            }
        }

        /** The same with articles that are tagged anew. */
        public Request withTags(Function<Article, EnrichedArticle> tagger) {
            return new Request(drafts, from, to, by, limits, tagger);
        }

        private boolean has(Article article) {
            Instant time = by == Replay.By.published ? article.published() : article.ingested();
            return !time.isBefore(from) && time.isBefore(to);
        }
    }

    /**
     * What came of it.
     *
     * @param articles revisions of articles in the range
     * @param unreadable records of the log passed over
     * @param removed records that the log no longer has, of any time
     * @param missing articles that are not there though later ones are
     * @param knowledge versions of knowledge that the articles are tagged with
     * @param differences for each draft and each other, what one finds and the other does not
     */
    public record Report(
            Instant from,
            Instant to,
            long articles,
            long unreadable,
            long removed,
            long missing,
            Set<String> knowledge,
            List<DraftReport> drafts,
            List<Difference> differences) {
        public Report {
            drafts = List.copyOf(drafts);
            differences = List.copyOf(differences);
        }
    }

    private final KafkaSettings kafka;

    public Backtest(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /**
     * Runs to the end.
     *
     * @param queries reads the query of a draft
     */
    public Report run(Request request, Function<String, Query> queries, Replay.Progress progress) {
        Ledger ledger = new Ledger(request.drafts());
        Instant since = request.by() == Replay.By.ingested ? request.from() : null;
        Set<String> knowledge = new TreeSet<>();
        boolean mentions = request.tag() == null
                && request.drafts().stream()
                        .anyMatch(draft -> queries.apply(draft.query()).asksForMentions());
        Scan.Outcome outcome;
        try (Rehearsal rehearsal = new Rehearsal(request.drafts(), request.limits(), queries, ledger)) {
            outcome = Scan.run(
                    kafka,
                    Topic.ENRICHED,
                    Scan.range(kafka, Topic.ENRICHED, since),
                    item -> {
                        EnrichedArticle then = Scan.lean(item, mentions);
                        return request.has(then.article()) ? prepared(request, rehearsal, then, item) : null;
                    },
                    prepared -> {
                        knowledge.add(prepared.article().knowledgeVersion());
                        ledger.next(prepared);
                        rehearsal.take(prepared);
                    },
                    progress);
            rehearsal.end();
        }
        return new Report(
                request.from(),
                request.to(),
                ledger.articles(),
                outcome.unreadable(),
                outcome.removed(),
                outcome.missing(),
                knowledge,
                ledger.reports(),
                ledger.differences());
    }

    private static Rehearsal.Prepared prepared(
            Request request, Rehearsal rehearsal, EnrichedArticle then, Scan.Item<EnrichedArticle> item) {
        return request.tag() == null
                ? rehearsal.prepare(then, item::value, item.offset())
                : rehearsal.prepare(Retagging.of(then, request.tag()), item.offset());
    }

    /** Writes down what a rehearsal says. */
    private static final class Ledger implements Rehearsal.Listener {
        private final List<DraftLedger> drafts = new ArrayList<>();
        private final Difference.Table differences;
        private long articles;

        Ledger(List<Subscription> given) {
            given.forEach(draft -> drafts.add(new DraftLedger(draft)));
            differences = new Difference.Table(given);
        }

        void next(Rehearsal.Prepared prepared) {
            articles++;
            differences.add(prepared.matches().keySet(), prepared.article().article());
        }

        @Override
        public void matched(int draft, EnrichedArticle article, MatchResult result, Instant at) {
            drafts.get(draft).matched(article, result, at);
        }

        @Override
        public void alert(int draft, Alert alert) {
            drafts.get(draft).alert(alert);
        }

        long articles() {
            return articles;
        }

        List<DraftReport> reports() {
            return drafts.stream().map(draft -> draft.report(articles)).toList();
        }

        List<Difference> differences() {
            return differences.all();
        }
    }
}
