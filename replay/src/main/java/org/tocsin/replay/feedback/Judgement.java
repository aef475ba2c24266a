package org.tocsin.replay.feedback;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.Feedback;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.model.TopicTag;
import org.tocsin.query.Query;
import org.tocsin.query.QueryException;
import org.tocsin.replay.Scan;
import org.tocsin.runtime.KafkaSettings;

/**
 * An alert and what its reader thought of it. Of several verdicts on one alert the latest counts; one on a digest counts
 * for each of its items; to mute is no verdict.
 *
 * @param query of the subscription as it was when it alerted, empty when the log no longer has it
 * @param topics that the query asks for, not under NOT, and the article carries
 */
public record Judgement(Alert alert, boolean good, String query, List<String> topics) {
    public Judgement {
        topics = List.copyOf(topics);
    }

    /** A judged article as {@code tocsin quality} reads it. */
    public record Label(Article article, String subscription, String query, String verdict, List<String> topics) {
        public Label {
            topics = topics == null ? List.of() : List.copyOf(topics);
        }
    }

    /** Every judged alert, in the order of the log. */
    public static List<Judgement> all(KafkaSettings kafka) {
        Map<String, String> verdicts = new HashMap<>();
        read(kafka, Topic.FEEDBACK, item -> {
            Feedback feedback = item.value();
            if (!feedback.verdict().equals("mute")) {
                verdicts.put(feedback.alert(), feedback.verdict());
            }
        });
        Map<String, String> queries = new HashMap<>();
        read(kafka, Topic.SUBSCRIPTIONS, item -> {
            Subscription one = item.value();
            queries.putIfAbsent(item.key() + " " + one.version(), one.query());
        });
        Map<String, Optional<Query>> parsed = new HashMap<>();
        Map<String, Judgement> judged = new LinkedHashMap<>();
        read(kafka, Topic.ALERTS, item -> {
            Alert sent = item.value();
            for (Alert told : sent.told()) {
                String verdict = verdicts.getOrDefault(told.id(), verdicts.get(sent.id()));
                if (verdict != null) {
                    String query = queries.getOrDefault(sent.subscription() + " " + told.subscriptionVersion(), "");
                    List<String> topics = topics(parsed.computeIfAbsent(query, Judgement::parsed), told);
                    judged.put(told.id(), new Judgement(told, verdict.equals("good"), query, topics));
                }
            }
        });
        return List.copyOf(judged.values());
    }

    private static List<String> topics(Optional<Query> query, Alert alert) {
        return alert.topics().stream()
                .map(TopicTag::id)
                .filter(id -> query.isPresent() && query.get().asksForTopic(id))
                .distinct()
                .toList();
    }

    /** Empty for one that this release does not understand, and where the log no longer has it. */
    private static Optional<Query> parsed(String query) {
        try {
            return query.isEmpty() ? Optional.empty() : Optional.of(Query.parse(query));
        } catch (QueryException e) {
            return Optional.empty();
        }
    }

    /** The judged articles with their text, as far as the log has them, as a labelled set. */
    public static List<Label> labels(KafkaSettings kafka, List<Judgement> judgements) {
        Map<String, List<Judgement>> wanted = new HashMap<>();
        judgements.forEach(one -> wanted.computeIfAbsent(
                        one.alert().article() + " " + one.alert().revision(), key -> new ArrayList<>())
                .add(one));
        Map<Judgement, Label> labels = new HashMap<>();
        read(kafka, Topic.ENRICHED, item -> {
            Article article = item.value().article();
            wanted.getOrDefault(article.id() + " " + article.revision(), List.of())
                    .forEach(one -> labels.put(
                            one,
                            new Label(
                                    article,
                                    one.alert().subscription(),
                                    one.query(),
                                    one.good() ? "good" : "wrong",
                                    one.topics())));
        });
        return judgements.stream().filter(labels::containsKey).map(labels::get).toList();
    }

    private static <V> void read(KafkaSettings kafka, Topic<V> topic, Consumer<Scan.Item<V>> reader) {
        Scan.Outcome _ = Scan.run(kafka, topic, Scan.range(kafka, topic, null), reader, (done, all) -> {});
    }
}
