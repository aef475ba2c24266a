package org.tocsin.alerts.explain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Alert;
import org.tocsin.model.Decision;
import org.tocsin.model.Delivery;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Span;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.query.Document;
import org.tocsin.query.MatchResult;
import org.tocsin.query.Query;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;

/**
 * An alert with what the log says of it, and the match that caused it run again: the article from its offset, or by id and
 * revision where offsets have moved, against the subscription in the version of that time.
 *
 * @param query as the subscription had it then
 * @param again the result of running it now; null when article or subscription are no longer in the log
 * @param same whether it has the spans and the score that the alert holds
 * @param covers decisions on matches that were merged into this alert
 * @param deliveries attempts to deliver it
 */
public record Explanation(
        Alert alert,
        String query,
        @Nullable MatchResult again,
        boolean same,
        String difference,
        List<Decision> covers,
        List<Delivery> deliveries) {
    private static final TopicPartition ARTICLES = new TopicPartition(Topic.ENRICHED.name(), 0);

    /** What the log has on some alerts, each topic read once for all of them. */
    private record Context(
            Map<String, List<Decision>> covers,
            Map<String, List<Delivery>> deliveries,
            Map<String, Subscription> subscriptions) {
        /** {@code sent} has the alerts that went out under each id: of a digest its items, of any other itself. */
        static Context of(KafkaSettings kafka, List<Alert> alerts, Map<String, Set<String>> sent) {
            Context context = new Context(new HashMap<>(), new HashMap<>(), new HashMap<>());
            Set<String> ids = alerts.stream().map(Alert::id).collect(Collectors.toSet());
            Log.read(kafka, Topic.DECISIONS, 0, item -> {
                Decision one = item.value();
                if (one.outcome().equals("merged") && ids.contains(one.alert())) {
                    context.covers
                            .computeIfAbsent(one.alert(), id -> new ArrayList<>())
                            .add(one);
                }
            });
            Log.read(kafka, Topic.DELIVERIES, 0, item -> {
                Delivery one = item.value();
                for (String told : sent.getOrDefault(one.alert(), Set.of())) {
                    context.deliveries
                            .computeIfAbsent(told, id -> new ArrayList<>())
                            .add(one.brief());
                }
            });
            // the first record of a version counts
            Log.read(
                    kafka,
                    Topic.SUBSCRIPTIONS,
                    0,
                    item -> context.subscriptions.putIfAbsent(
                            item.key() + ' ' + item.value().version(), item.value()));
            return context;
        }

        @Nullable
        Subscription subscription(Alert alert) {
            return subscriptions.get(alert.subscription() + ' ' + alert.subscriptionVersion());
        }
    }

    /** Explains the alert of that id, sent or held; of a digest, each of its items. Empty when there is no such alert. */
    public static List<Explanation> of(KafkaSettings kafka, String id) {
        List<Alert> found = new ArrayList<>();
        Map<String, Set<String>> sent = new HashMap<>();
        Log.read(kafka, Topic.ALERTS, 0, item -> {
            for (Alert told : item.value().told()) {
                if (told.id().equals(id) || item.value().id().equals(id)) {
                    found.add(told);
                    sent.computeIfAbsent(item.value().id(), each -> new HashSet<>())
                            .add(told.id());
                }
            }
        });
        if (found.isEmpty()) {
            Unlisted.find(kafka, id).ifPresent(alert -> {
                found.add(alert);
                Unlisted.digest(kafka, alert).ifPresent(digest -> sent.put(digest, Set.of(id)));
            });
        }
        List<Alert> alerts = found.stream().distinct().toList();
        if (alerts.isEmpty()) {
            return List.of();
        }
        Context context = Context.of(kafka, alerts, sent);
        try (Consumer<String, EnrichedArticle> articles = kafka.consumer(EnrichedArticle.class, "")) {
            articles.assign(List.of(ARTICLES));
            return alerts.stream()
                    .map(alert -> explain(kafka, alert, context, articles))
                    .toList();
        }
    }

    private static Explanation explain(
            KafkaSettings kafka, Alert alert, Context context, Consumer<String, EnrichedArticle> articles) {
        List<Decision> covers = context.covers().getOrDefault(alert.id(), List.of());
        List<Delivery> deliveries = context.deliveries().getOrDefault(alert.id(), List.of());
        Subscription subscription = context.subscription(alert);
        String query = subscription == null ? "" : subscription.query();
        if (alert.offset() < 0 || alert.kind().equals("retraction")) {
            return new Explanation(alert, query, null, true, "no query decides on this kind", covers, deliveries);
        }
        Optional<EnrichedArticle> article = article(kafka, alert, articles);
        if (subscription == null || article.isEmpty()) {
            String missing = subscription == null ? "the subscription's version" : "the article";
            return new Explanation(alert, query, null, false, missing + " is no longer in the log", covers, deliveries);
        }
        MatchResult again = Query.parse(query).match(Document.of(article.get()));
        String difference = difference(alert, again);
        return new Explanation(alert, query, again, difference.isEmpty(), difference, covers, deliveries);
    }

    private static Optional<EnrichedArticle> article(
            KafkaSettings kafka, Alert alert, Consumer<String, EnrichedArticle> articles) {
        articles.seek(ARTICLES, alert.offset());
        for (var item : articles.poll(Duration.ofSeconds(5))) {
            if (item.offset() == alert.offset() && is(item.value(), alert)) {
                return Optional.of(item.value());
            }
        }
        List<EnrichedArticle> found = new ArrayList<>();
        Log.read(kafka, Topic.ENRICHED, 0, item -> {
            if (found.isEmpty() && is(item.value(), alert)) {
                found.add(item.value());
            }
        });
        return found.stream().findFirst();
    }

    private static boolean is(@Nullable EnrichedArticle article, Alert alert) {
        return article != null
                && article.article().id().equals(alert.article())
                && article.article().revision() == alert.revision();
    }

    private static String difference(Alert alert, MatchResult again) {
        if (!again.matched()) {
            // an update may be of an edit after which the query matched no more
            return alert.kind().equals("update") && alert.why().isEmpty() ? "" : "the query does not match now";
        }
        if (!Objects.equals(alert.score(), again.score())) {
            return "the score was %s and is %s now".formatted(alert.score(), again.score());
        }
        List<Span> lost = new ArrayList<>(alert.why());
        lost.removeAll(again.spans());
        List<Span> won = new ArrayList<>(again.spans());
        won.removeAll(alert.why());
        return lost.isEmpty() && won.isEmpty()
                ? ""
                : "%d spans are no longer found, %d are new".formatted(lost.size(), won.size());
    }
}
