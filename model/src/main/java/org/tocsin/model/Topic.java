package org.tocsin.model;

import java.time.Duration;
import java.util.List;

/**
 * One topic of the log, its key a string, its value the JSON form of one record.
 *
 * @param retention null keeps records for ever
 */
public record Topic<V>(
        String name, Class<V> value, int partitions, Duration retention, boolean compacted, String owner) {
    public static final Topic<Article> ARTICLES = forever("tocsin.articles", Article.class, "ingest");
    public static final Topic<EnrichedArticle> TAGGED = kept("tocsin.tagged", EnrichedArticle.class, 7, "enrich");
    public static final Topic<EnrichedArticle> ENRICHED = forever("tocsin.enriched", EnrichedArticle.class, "enrich");
    public static final Topic<Intake> INTAKE = kept("tocsin.intake", Intake.class, 1, "enrich");
    public static final Topic<Story> STORIES = new Topic<>("tocsin.stories", Story.class, 1, null, true, "enrich");
    public static final Topic<Subscription> SUBSCRIPTIONS =
            forever("tocsin.subscriptions", Subscription.class, "alerts");
    public static final Topic<Match> MATCHES = kept("tocsin.matches", Match.class, 7, "alerts");
    public static final Topic<Alert> ALERTS = forever("tocsin.alerts", Alert.class, "alerts");
    public static final Topic<OutboxMessage> OUTBOX = kept("tocsin.outbox", OutboxMessage.class, 30, "alerts");
    public static final Topic<Delivery> DELIVERIES = kept("tocsin.deliveries", Delivery.class, 30, "alerts");

    /** Every topic, in flow order. */
    public static List<Topic<?>> all() {
        return List.of(ARTICLES, TAGGED, ENRICHED, INTAKE, STORIES, SUBSCRIPTIONS, MATCHES, ALERTS, OUTBOX, DELIVERIES);
    }

    private static <V> Topic<V> forever(String name, Class<V> value, String owner) {
        return new Topic<>(name, value, 1, null, false, owner);
    }

    private static <V> Topic<V> kept(String name, Class<V> value, int days, String owner) {
        return new Topic<>(name, value, 1, Duration.ofDays(days), false, owner);
    }
}
