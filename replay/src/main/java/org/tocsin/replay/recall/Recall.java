package org.tocsin.replay.recall;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Mention;
import org.tocsin.model.Topic;
import org.tocsin.model.TopicTag;
import org.tocsin.replay.Replay;
import org.tocsin.replay.Scan;
import org.tocsin.runtime.KafkaSettings;

/**
 * Says of outside reports which the monitor had, when, how they were tagged and which alerts fired. A report with an
 * address was had when an article of that address, or of the id that it makes, is in the log; one with a headline alone
 * when a title is like it by at least {@link #SAME}.
 */
public final class Recall {
    /** More reports are refused. */
    public static final int MAX_REPORTS = 100_000;

    private static final int MAX_ENTITIES = 20;

    /** From this likeness on a title says the same as a headline. */
    public static final double SAME = 0.7;

    /**
     * Something that others report.
     *
     * @param headline empty when only the address is known
     * @param url canonical, empty when only the headline is known
     * @param id that an article of that address has, empty without one
     */
    public record Report(String headline, String url, String id) {}

    /**
     * An article of the log, in its latest revision.
     *
     * @param ingested when its first revision came
     * @param story that its own has become part of, or its own
     * @param likeness of a title that it has or had to the headline, 0 to 1; 1 when found by address
     */
    public record Had(
            String id,
            int revisions,
            String title,
            String url,
            String source,
            String language,
            Instant published,
            Instant ingested,
            String story,
            List<String> topics,
            List<String> entities,
            double likeness) {
        public Had {
            topics = List.copyOf(topics);
            entities = List.copyOf(entities);
        }

        private Had like(double by) {
            return new Had(
                    id, revisions, title, url, source, language, published, ingested, story, topics, entities, by);
        }

        private Had since(Instant first) {
            return new Had(
                    id, revisions, title, url, source, language, published, first, story, topics, entities, likeness);
        }
    }

    /**
     * An alert about the article or about its story.
     *
     * @param about {@code article} or {@code story}
     */
    public record Fired(
            String alert, String subscription, String subscriptionName, String kind, Instant created, String about) {}

    /**
     * The answer to one report.
     *
     * @param article null when it was missed
     * @param alerts about it, in the order of the log
     * @param nearest for a missed headline the article whose title is most like it, which tells the nearest story; null
     *     when no title has a word of it
     */
    public record Finding(
            Report report,
            @Nullable Had article,
            List<Fired> alerts,
            @Nullable Had nearest) {
        public Finding {
            alerts = List.copyOf(alerts);
        }

        public boolean had() {
            return article != null;
        }
    }

    /**
     * What came of it.
     *
     * @param articles that the log has of the range
     * @param unreadable records of the log passed over
     * @param removed records that the log no longer has
     * @param missing articles that are not there though later ones are
     */
    public record Answer(List<Finding> findings, long articles, long unreadable, long removed, long missing) {
        public Answer {
            findings = List.copyOf(findings);
        }

        public long had() {
            return findings.stream().filter(Finding::had).count();
        }
    }

    private final KafkaSettings kafka;

    public Recall(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** Reads the articles published from {@code from} to {@code to} and all alerts. */
    public Answer of(List<Report> reports, Instant from, Instant to, Replay.Progress progress) {
        if (reports.size() > MAX_REPORTS) {
            throw new IllegalArgumentException(
                    "%,d reports were given; split the list, it may hold %,d".formatted(reports.size(), MAX_REPORTS));
        }
        Search search = new Search(reports);
        Scan.Range range = Scan.range(kafka, Topic.ENRICHED, null);
        long all = 2 * range.length();
        Scan.Outcome scan = Scan.run(
                kafka,
                Topic.ENRICHED,
                range,
                item -> {
                    EnrichedArticle enriched = Scan.lean(item, false);
                    Instant time = enriched.article().published();
                    boolean looked = !time.isBefore(from) && time.isBefore(to);
                    return looked || !enriched.storyMerged().isEmpty() ? Search.Titled.of(enriched, looked) : null;
                },
                search::take,
                (done, half) -> progress.read(done, all));
        List<Optional<Match>> matches =
                IntStream.range(0, reports.size()).mapToObj(search::best).toList();
        Map<String, Had> latest =
                latest(range, matches, search.merges(), (done, half) -> progress.read(range.length() + done, all));
        List<@Nullable Had> found = new ArrayList<>();
        List<@Nullable Had> near = new ArrayList<>();
        for (Optional<Match> match : matches) {
            Had best = match.map(one -> one.of(latest)).orElse(null);
            boolean had = best != null && best.likeness() >= SAME;
            found.add(had ? best : null);
            near.add(had ? null : best);
        }
        Map<String, List<Fired>> byArticle = new HashMap<>();
        Map<String, List<Fired>> byStory = new HashMap<>();
        alerts(found, search.merges(), byArticle, byStory);
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            Had article = found.get(i);
            findings.add(new Finding(
                    reports.get(i),
                    article,
                    article == null ? List.of() : fired(article, byArticle, byStory),
                    near.get(i)));
        }
        return new Answer(findings, search.articles(), scan.unreadable(), scan.removed(), scan.missing());
    }

    private static List<Fired> fired(
            Had article, Map<String, List<Fired>> byArticle, Map<String, List<Fired>> byStory) {
        Map<String, Fired> all = new LinkedHashMap<>();
        byArticle.getOrDefault(article.id(), List.of()).forEach(one -> all.put(one.alert() + one.subscription(), one));
        byStory.getOrDefault(article.story(), List.of())
                .forEach(one -> all.putIfAbsent(one.alert() + one.subscription(), one));
        return List.copyOf(all.values());
    }

    private void alerts(
            List<@Nullable Had> found,
            Merges merges,
            Map<String, List<Fired>> byArticle,
            Map<String, List<Fired>> byStory) {
        Set<String> articles = new HashSet<>();
        Set<String> stories = new HashSet<>();
        for (Had one : found) {
            if (one != null) {
                articles.add(one.id());
                stories.add(one.story());
            }
        }
        stories.remove("");
        BiConsumer<Alert, Alert> note = (sent, told) -> {
            if (articles.contains(told.article())) {
                byArticle
                        .computeIfAbsent(told.article(), key -> new ArrayList<>())
                        .add(of(sent, told, "article"));
            }
            String story = merges.remaining(told.story());
            if (stories.contains(story)) {
                byStory.computeIfAbsent(story, key -> new ArrayList<>()).add(of(sent, told, "story"));
            }
        };
        Scan.Outcome _ = Scan.run(
                kafka,
                Topic.ALERTS,
                Scan.range(kafka, Topic.ALERTS, null),
                item -> item.value().told().forEach(told -> note.accept(item.value(), told)),
                (done, all) -> {});
    }

    private static Fired of(Alert sent, Alert told, String about) {
        return new Fired(told.id(), sent.subscription(), sent.subscriptionName(), told.kind(), sent.created(), about);
    }

    /** What the log now says of the articles that matched; of each the latest revision, and when the first one came. */
    private Map<String, Had> latest(
            Scan.Range range, List<Optional<Match>> matches, Merges merges, Replay.Progress progress) {
        Set<String> wanted =
                matches.stream().flatMap(Optional::stream).map(Match::id).collect(Collectors.toSet());
        Map<String, Had> latest = new HashMap<>();
        Scan.Outcome _ = Scan.run(
                kafka,
                Topic.ENRICHED,
                range,
                item -> wanted.contains(item.key()) ? had(item.value(), merges) : null,
                had -> latest.merge(had.id(), had, Recall::later),
                progress);
        return latest;
    }

    private static Had later(Had one, Had other) {
        Had newer = other.revisions() > one.revisions() ? other : one;
        Instant first = one.ingested().isBefore(other.ingested()) ? one.ingested() : other.ingested();
        return newer.since(first);
    }

    private static Had had(EnrichedArticle enriched, Merges merges) {
        Article article = enriched.article();
        return new Had(
                article.id(),
                article.revision(),
                article.title(),
                article.url(),
                article.source().name(),
                article.language(),
                article.published(),
                article.ingested(),
                merges.remaining(enriched.story()),
                enriched.topics().stream().map(TopicTag::id).toList(),
                enriched.mentions().stream()
                        .map(Mention::name)
                        .distinct()
                        .limit(MAX_ENTITIES)
                        .toList(),
                1);
    }

    /** The article that answers a report best; of likeness 1 when it has the report's address. */
    record Match(String id, double likeness) {
        /** As the log has it; null when it has it no longer. */
        @Nullable
        Had of(Map<String, Had> latest) {
            Had had = latest.get(id);
            return had == null ? null : had.like(likeness);
        }
    }
}
