package org.tocsin.alerts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Destination;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.query.Document;
import org.tocsin.query.Hit;
import org.tocsin.query.MatchResult;
import org.tocsin.query.Query;
import org.tocsin.query.QueryIndex;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.TopicFollower;

/** Every subscription, compiled, as the topic has them now. Thread-safe. */
public final class Subscriptions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

    /** A subscription whose query matched. */
    record Matched(Subscription subscription, MatchResult result) {}

    private final Map<String, Subscription> current = new ConcurrentHashMap<>();
    private final QueryIndex index = new QueryIndex();
    private final KafkaSettings kafka;
    private final TopicFollower<Subscription> follower;

    public Subscriptions(KafkaSettings kafka) {
        this.kafka = kafka;
        follower = new TopicFollower<>(kafka, Topic.SUBSCRIPTIONS, -1, this::apply);
    }

    /** Returns when every subscription of the topic is known. */
    public Subscriptions start() {
        follower.start();
        return this;
    }

    private void apply(ConsumerRecord<String, Subscription> item) {
        Subscription subscription = item.value();
        if (!subscription.enabled()) {
            index.remove(item.key());
            current.remove(item.key());
            return;
        }
        try {
            index.put(item.key(), Query.parse(subscription.query()));
            current.put(item.key(), subscription);
        } catch (IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue("subscription", item.key())
                    .addKeyValue("error", e.getMessage())
                    .log("subscription left out");
        }
    }

    /** The subscriptions that the article matches, by id, each with the reason. */
    List<Matched> match(EnrichedArticle article) {
        if (current.isEmpty()) {
            return List.of();
        }
        Document document = Document.of(article);
        List<Matched> matched = new ArrayList<>();
        for (Hit hit : index.match(document)) {
            Subscription subscription = current.get(hit.id());
            MatchResult result = index.explain(hit.id(), document);
            if (subscription != null && result != null && result.matched()) {
                matched.add(new Matched(subscription, result));
            }
        }
        matched.sort(Comparator.comparing(one -> one.subscription().id()));
        return matched;
    }

    /** The subscription under {@code id}, null when there is none. */
    public @Nullable Subscription get(String id) {
        return current.get(id);
    }

    /** The subscriptions that are switched on. */
    public List<Subscription> list() {
        return current.values().stream()
                .sorted(Comparator.comparing(Subscription::id))
                .toList();
    }

    /** Checks and saves; {@link IllegalArgumentException} say what is wrong. */
    public static void save(KafkaSettings kafka, Subscription subscription) {
        Query.parse(subscription.query());
        for (Destination destination : subscription.destinations()) {
            switch (destination.channel()) {
                case "file", "webhook" -> {
                    if (destination.target().isBlank()) {
                        throw new IllegalArgumentException(
                                "channel " + destination.channel() + " needs a target: a path or an address");
                    }
                }
                default ->
                    throw new IllegalArgumentException(
                            "channel " + destination.channel() + " is unknown; it must be stream, file or webhook");
            }
        }
        try (Producer<String, Subscription> producer = kafka.producer()) {
            producer.send(new ProducerRecord<>(Topic.SUBSCRIPTIONS.name(), subscription.id(), subscription))
                    .get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the subscription was saved", e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("the subscription was not saved: " + e.getMessage(), e);
        }
    }

    /** Saves and waits until this process has read it back. */
    void saveAndAwait(Subscription subscription) {
        save(kafka, subscription);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (System.nanoTime() < end) {
            Subscription now = current.get(subscription.id());
            if (now == null ? !subscription.enabled() : now.equals(subscription)) {
                return;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
        throw new IllegalStateException("the subscription was saved but has not been read back within 10 s");
    }

    @Override
    public void close() {
        follower.close();
    }
}
