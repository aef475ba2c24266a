package org.tocsin.replay.compare;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.alerts.preview.Rehearsal;
import org.tocsin.enrich.Tagger;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.enrich.knowledge.TopicNames;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Entity;
import org.tocsin.model.Mention;
import org.tocsin.model.Span;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.model.TopicTag;
import org.tocsin.query.MatchResult;
import org.tocsin.query.Query;
import org.tocsin.replay.Keys;
import org.tocsin.replay.Replay;
import org.tocsin.replay.Retagging;
import org.tocsin.replay.Scan;
import org.tocsin.runtime.KafkaSettings;

/**
 * Tags the articles of a time with old and with new knowledge and tells the difference, in tags and in what subscriptions
 * would have done; stories stay as they were.
 */
public final class Comparison {
    /** More subscriptions are refused. */
    public static final int MAX_SUBSCRIPTIONS = 1_000;

    /**
     * What is asked for.
     *
     * @param from inclusive
     * @param to exclusive
     * @param subscriptions that are tried with both
     */
    public record Request(
            Knowledge old,
            Knowledge fresh,
            List<Subscription> subscriptions,
            Instant from,
            Instant to,
            Replay.By by,
            Limits limits) {
        public Request {
            subscriptions = List.copyOf(subscriptions);
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException(
                        "the range is empty: it begins at " + from + " and ends before " + to);
            }
            if (subscriptions.size() > MAX_SUBSCRIPTIONS) {
                throw new IllegalArgumentException("there are %,d subscriptions; name at most %,d of them"
                        .formatted(subscriptions.size(), MAX_SUBSCRIPTIONS));
            }
        }

        private boolean has(Article article) {
            Instant time = by == Replay.By.published ? article.published() : article.ingested();
            return !time.isBefore(from) && time.isBefore(to);
        }
    }

    /**
     * What one subscription would do.
     *
     * @param change of the articles that match
     * @param alertsGained alerts that only the new knowledge sends
     * @param alertsLost alerts that only the old sends
     * @param problem why it could not be tried, empty when it was
     */
    public record Effect(
            Change change, long alertsBefore, long alertsAfter, long alertsGained, long alertsLost, String problem) {}

    /**
     * What came of it.
     *
     * @param old version of the old knowledge
     * @param fresh version of the new
     * @param articles revisions of articles in the range
     * @param changed those whose topics or entities differ
     * @param topics that some article gains or loses, the most first
     * @param entities the same of entities
     * @param subscriptions all that were asked for
     * @param unreadable records of the log passed over
     * @param removed records that the log no longer has, of any time
     * @param missing articles that are not there though later ones are
     */
    public record Report(
            Instant from,
            Instant to,
            String old,
            String fresh,
            long articles,
            long changed,
            List<Change> topics,
            List<Change> entities,
            List<Effect> subscriptions,
            long unreadable,
            long removed,
            long missing) {
        public Report {
            topics = List.copyOf(topics);
            entities = List.copyOf(entities);
            subscriptions = List.copyOf(subscriptions);
        }
    }

    /** One article with both. */
    private record Both(Rehearsal.Prepared old, Rehearsal.Prepared fresh) {}

    private final KafkaSettings kafka;

    public Comparison(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** The subscriptions that are in force, by id. */
    public static List<Subscription> subscriptions(KafkaSettings kafka) {
        Map<String, Subscription> latest = new TreeMap<>();
        Scan.Outcome _ = Scan.run(
                kafka,
                Topic.SUBSCRIPTIONS,
                Scan.range(kafka, Topic.SUBSCRIPTIONS, null),
                item -> {
                    Subscription one = item.value().withId(item.key());
                    // the first record of a version counts
                    latest.merge(item.key(), one, (before, next) -> next.version() > before.version() ? next : before);
                },
                (done, all) -> {});
        return latest.values().stream().filter(Subscription::enabled).toList();
    }

    /**
     * Runs to the end.
     *
     * @param queries reads the query of a subscription
     */
    public Report run(Request request, Function<String, Query> queries, Replay.Progress progress) {
        Map<String, String> problems = new HashMap<>();
        List<Subscription> tried = request.subscriptions().stream()
                .filter(one -> {
                    try {
                        Query _ = queries.apply(one.query());
                        return true;
                    } catch (IllegalArgumentException e) {
                        problems.put(one.id(), String.valueOf(e.getMessage()));
                        return false;
                    }
                })
                .toList();
        Sent oldSent = new Sent(tried.size());
        Sent freshSent = new Sent(tried.size());
        Pair pair = new Pair(request.old(), request.fresh());
        Tables tables = new Tables(tried, TopicNames.of(request.fresh(), request.old()));
        Scan.Outcome outcome;
        try (Rehearsal old = new Rehearsal(tried, request.limits(), queries, oldSent);
                Rehearsal fresh = new Rehearsal(tried, request.limits(), queries, freshSent)) {
            outcome = Scan.run(
                    kafka,
                    Topic.ENRICHED,
                    Scan.range(kafka, Topic.ENRICHED, request.by() == Replay.By.ingested ? request.from() : null),
                    item -> request.has(item.value().article())
                            ? pair.prepare(item.value(), item.offset(), old, fresh)
                            : null,
                    both -> {
                        tables.add(both);
                        old.take(both.old());
                        fresh.take(both.fresh());
                    },
                    progress);
            old.end();
            fresh.end();
        }
        List<Effect> effects = new ArrayList<>();
        for (int i = 0; i < tried.size(); i++) {
            effects.add(effect(
                    tables.queries.of(tried.get(i).id(), tried.get(i).name()),
                    oldSent.alerts.get(i),
                    freshSent.alerts.get(i),
                    ""));
        }
        for (Subscription one : request.subscriptions()) {
            if (problems.containsKey(one.id())) {
                Change none = new Change(one.id(), one.name(), 0, 0, 0, 0, List.of(), List.of());
                effects.add(effect(none, Set.of(), Set.of(), problems.getOrDefault(one.id(), "")));
            }
        }
        return new Report(
                request.from(),
                request.to(),
                request.old().version(),
                request.fresh().version(),
                tables.articles,
                tables.changed,
                tables.topics.changes(),
                tables.entities.changes(),
                effects,
                outcome.unreadable(),
                outcome.removed(),
                outcome.missing());
    }

    private static Effect effect(Change change, Set<Long> before, Set<Long> after, String problem) {
        long both = before.stream().filter(after::contains).count();
        return new Effect(change, before.size(), after.size(), after.size() - both, before.size() - both, problem);
    }

    /** The alerts of each subscription by a number made of their id, which both knowledges give to the same alert. */
    private static final class Sent implements Rehearsal.Listener {
        private final List<Set<Long>> alerts = new ArrayList<>();

        Sent(int subscriptions) {
            for (int i = 0; i < subscriptions; i++) {
                alerts.add(new HashSet<>());
            }
        }

        @Override
        public void matched(int draft, EnrichedArticle article, MatchResult result, Instant at) {}

        @Override
        public void alert(int draft, Alert alert) {
            alerts.get(draft).add(Keys.of(alert.id()));
        }
    }

    /** Tags with both, the names of entities once where both know the same. Thread-safe. */
    private static final class Pair {
        private final Knowledge old;
        private final Knowledge fresh;
        private final Tagger oldTagger;
        private final Tagger freshTagger;
        private final boolean sameEntities;

        Pair(Knowledge old, Knowledge fresh) {
            this.old = old;
            this.fresh = fresh;
            oldTagger = new Tagger(old);
            freshTagger = new Tagger(fresh);
            sameEntities = entities(old).equals(entities(fresh));
        }

        private static Map<String, Optional<Entity>> entities(Knowledge knowledge) {
            return knowledge.items().stream()
                    .filter(item -> item.kind().equals("entity"))
                    .collect(Collectors.toMap(Knowledge.Item::id, item -> Optional.ofNullable(item.entity())));
        }

        Both prepare(EnrichedArticle then, long offset, Rehearsal oldRehearsal, Rehearsal freshRehearsal) {
            EnrichedArticle before = Retagging.of(then, oldTagger::tag);
            EnrichedArticle after = !sameEntities
                    ? Retagging.of(then, freshTagger::tag)
                    : Retagging.of(
                            then,
                            _ -> EnrichedArticle.tagged(
                                    before.article(), before.mentions(), fresh.topics(named(before)), fresh.version()));
            Rehearsal.Prepared one = oldRehearsal.prepare(before, offset);
            boolean same = ids(before.topics()).equals(ids(after.topics()))
                    && (sameEntities || before.mentions().equals(after.mentions()));
            return new Both(
                    one,
                    same
                            ? new Rehearsal.Prepared(after, offset, one.matches())
                            : freshRehearsal.prepare(after, offset));
        }

        private EnrichedArticle named(EnrichedArticle tagged) {
            return EnrichedArticle.tagged(tagged.article(), tagged.mentions(), List.of(), old.version());
        }

        private static Set<String> ids(List<TopicTag> topics) {
            return topics.stream().map(TopicTag::id).collect(Collectors.toSet());
        }
    }

    /** Counts the differences. */
    private static final class Tables {
        private final List<Subscription> tried;
        private final TopicNames names;
        private final Change.Table topics = new Change.Table();
        private final Change.Table entities = new Change.Table();
        private final Change.Table queries = new Change.Table();
        private long articles;
        private long changed;

        Tables(List<Subscription> tried, TopicNames names) {
            this.tried = tried;
            this.names = names;
        }

        void add(Both both) {
            Article article = both.fresh().article().article();
            Map<String, Change.Thing> oldTopics = topics(both.old().article());
            Map<String, Change.Thing> freshTopics = topics(both.fresh().article());
            Map<String, Change.Thing> oldEntities = entities(both.old().article());
            Map<String, Change.Thing> freshEntities = entities(both.fresh().article());
            articles++;
            if (!oldTopics.keySet().equals(freshTopics.keySet())
                    || !oldEntities.keySet().equals(freshEntities.keySet())) {
                changed++;
            }
            topics.add(article, oldTopics, freshTopics);
            entities.add(article, oldEntities, freshEntities);
            queries.add(
                    article, matched(both.old().matches()), matched(both.fresh().matches()));
        }

        private Map<String, Change.Thing> topics(EnrichedArticle article) {
            Map<String, Change.Thing> things = new LinkedHashMap<>();
            article.topics()
                    .forEach(
                            tag -> things.put(tag.id(), new Change.Thing(names.name(tag.id()), words(tag.evidence()))));
            return things;
        }

        private static Map<String, Change.Thing> entities(EnrichedArticle article) {
            Map<String, Change.Thing> things = new LinkedHashMap<>();
            for (Mention mention : article.mentions()) {
                things.putIfAbsent(mention.key(), new Change.Thing(mention.name(), List.of(mention.surface())));
            }
            return things;
        }

        private Map<String, Change.Thing> matched(Map<Integer, MatchResult> matches) {
            Map<String, Change.Thing> things = new LinkedHashMap<>();
            matches.forEach((number, result) -> things.put(
                    tried.get(number).id(), new Change.Thing(tried.get(number).name(), words(result.spans()))));
            return things;
        }

        private static List<String> words(List<Span> spans) {
            return spans.stream().map(Span::text).toList();
        }
    }
}
