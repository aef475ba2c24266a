package org.tocsin.alerts;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.query.Query;
import org.tocsin.query.QueryException;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.TopicFollower;

/** Every subscription, compiled, as the topic has them now. Thread-safe. */
public final class Subscriptions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

    record Compiled(Subscription subscription, Query query) {}

    private final Map<String, Compiled> current = new ConcurrentHashMap<>();
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
            current.remove(item.key());
            return;
        }
        try {
            current.put(item.key(), new Compiled(subscription, Query.parse(subscription.query())));
        } catch (QueryException e) {
            LOG.atWarn()
                    .addKeyValue("subscription", item.key())
                    .addKeyValue("error", e.getMessage())
                    .log("subscription left out");
        }
    }

    Collection<Compiled> compiled() {
        return current.values();
    }

    /** The subscriptions that are switched on. */
    public java.util.List<Subscription> list() {
        return current.values().stream()
                .map(Compiled::subscription)
                .sorted(java.util.Comparator.comparing(Subscription::id))
                .toList();
    }

    /** Checks and saves; {@link QueryException} or {@link IllegalArgumentException} say what is wrong. */
    public static void save(KafkaSettings kafka, Subscription subscription) {
        Query.parse(subscription.query());
        switch (subscription.channel()) {
            case "stream" -> {}
            case "file", "webhook" -> {
                if (subscription.target().isBlank()) {
                    throw new IllegalArgumentException(
                            "channel " + subscription.channel() + " needs a target: a path or an address");
                }
            }
            default ->
                throw new IllegalArgumentException(
                        "channel " + subscription.channel() + " is unknown; it must be stream, file or webhook");
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
            Compiled now = current.get(subscription.id());
            if (now == null ? !subscription.enabled() : now.subscription().equals(subscription)) {
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
