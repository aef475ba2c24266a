package org.tocsin.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One topic of the log, its key a string, its value the JSON form of one record.
 *
 * @param retention null keeps records for ever
 */
public record Topic<V>(
        String name,
        Class<V> value,
        int partitions,
        @Nullable Duration retention,
        boolean compacted,
        String owner) {
    public static final Topic<Article> ARTICLES = forever("tocsin.articles", Article.class, "ingest");
    public static final Topic<EnrichedArticle> TAGGED = kept("tocsin.tagged", EnrichedArticle.class, 7, "enrich");
    public static final Topic<EnrichedArticle> ENRICHED = forever("tocsin.enriched", EnrichedArticle.class, "enrich");
    public static final Topic<Intake> INTAKE = kept("tocsin.intake", Intake.class, 1, "enrich");
    public static final Topic<Story> STORIES = compacted("tocsin.stories", Story.class, null, "enrich");
    public static final Topic<Trend> TRENDS = compacted("tocsin.trends", Trend.class, Duration.ofDays(90), "enrich");
    public static final Topic<KnowledgeEdit> KNOWLEDGE = forever("tocsin.knowledge", KnowledgeEdit.class, "enrich");

    /** How many parts the feeds are dealt out in among ingest instances, so how many can share the polling. */
    public static final int FEED_PARTITIONS = 12;

    public static final Topic<Feed> FEEDS =
            new Topic<>("tocsin.feeds", Feed.class, FEED_PARTITIONS, null, true, "ingest");
    public static final Topic<FeedStatus> FEED_STATUS =
            new Topic<>("tocsin.feed-status", FeedStatus.class, FEED_PARTITIONS, null, true, "ingest");
    public static final Topic<HubSubscription> FEED_HUBS =
            compacted("tocsin.feed-hubs", HubSubscription.class, null, "ingest");

    /** What was read of a watched folder, by path. */
    public static final Topic<FileImport> IMPORTS = compacted("tocsin.imports", FileImport.class, null, "ingest");

    public static final Topic<Subscription> SUBSCRIPTIONS =
            forever("tocsin.subscriptions", Subscription.class, "alerts");

    /** How many parts subscriptions are dealt out in among instances of alerts, so how many can share the work. */
    public static final int SUBSCRIPTION_PARTITIONS = 4;

    public static final Topic<Match> MATCHES = shared("tocsin.matches", Match.class, 7);
    public static final Topic<Alert> ALERTS = forever("tocsin.alerts", Alert.class, "alerts");
    public static final Topic<Decision> DECISIONS = kept("tocsin.decisions", Decision.class, 90, "alerts");
    public static final Topic<OutboxMessage> OUTBOX = shared("tocsin.outbox", OutboxMessage.class, 30);
    public static final Topic<Delivery> DELIVERIES = shared("tocsin.deliveries", Delivery.class, 30);

    public static final Topic<Feedback> FEEDBACK = forever("tocsin.feedback", Feedback.class, "dashboard");

    /** From which topic the past is read, every switch. */
    public static final Topic<Generation> GENERATIONS = forever("tocsin.generations", Generation.class, "replay");

    /** Who changed what over HTTP. */
    public static final Topic<Audit> AUDIT = forever("tocsin.audit", Audit.class, "all");

    /** Records that could not be read or written: the original bytes; where and why in the headers. */
    public static final Topic<byte[]> DEAD_LETTERS = kept("tocsin.dead-letters", byte[].class, 30, "all");

    /** Every topic, in flow order. */
    public static List<Topic<?>> all() {
        return List.of(
                FEEDS,
                FEED_STATUS,
                FEED_HUBS,
                IMPORTS,
                ARTICLES,
                KNOWLEDGE,
                TAGGED,
                INTAKE,
                ENRICHED,
                STORIES,
                TRENDS,
                SUBSCRIPTIONS,
                MATCHES,
                ALERTS,
                DECISIONS,
                OUTBOX,
                DELIVERIES,
                FEEDBACK,
                GENERATIONS,
                AUDIT,
                DEAD_LETTERS);
    }

    /** What nobody can give again and an alert depends on: on a single broker a power cut must not take it. */
    public static List<Topic<?>> irreplaceable() {
        return List.of(SUBSCRIPTIONS, KNOWLEDGE, OUTBOX);
    }

    private static <V> Topic<V> compacted(String name, Class<V> value, @Nullable Duration retention, String owner) {
        return new Topic<>(name, value, 1, retention, true, owner);
    }

    private static <V> Topic<V> forever(String name, Class<V> value, String owner) {
        return new Topic<>(name, value, 1, null, false, owner);
    }

    private static <V> Topic<V> kept(String name, Class<V> value, int days, String owner) {
        return new Topic<>(name, value, 1, Duration.ofDays(days), false, owner);
    }

    private static <V> Topic<V> shared(String name, Class<V> value, int days) {
        return new Topic<>(name, value, SUBSCRIPTION_PARTITIONS, Duration.ofDays(days), false, "alerts");
    }
}
