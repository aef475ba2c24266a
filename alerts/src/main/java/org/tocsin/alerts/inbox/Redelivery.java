package org.tocsin.alerts.inbox;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.tocsin.alerts.channel.Channels;
import org.tocsin.alerts.deliver.DispatchProcessor;
import org.tocsin.alerts.subscription.Routed;
import org.tocsin.model.Alert;
import org.tocsin.model.Delivery;
import org.tocsin.model.Destination;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;

/**
 * Delivers alerts of the log again, under their ids, to where their subscription sends now. It asks for it in
 * {@code tocsin.deliveries}, where whoever keeps the queue of the endpoint puts them behind what is new and tries them as
 * often; the outcomes stand there as attempt 0.
 */
public final class Redelivery {
    /** Alerts that one call may send again. */
    public static final int MOST = 10_000;

    private final KafkaSettings kafka;
    private final Function<String, @Nullable Subscription> subscriptions;
    private final InstantSource clock = InstantSource.system();

    public Redelivery(KafkaSettings kafka, Function<String, @Nullable Subscription> subscriptions) {
        this.kafka = kafka;
        this.subscriptions = subscriptions;
    }

    /**
     * What was done.
     *
     * @param alerts of the log that were wanted, at most {@link #MOST}
     * @param messages asked for them
     * @param more whether there are more than that
     */
    public record Done(int alerts, int messages, boolean more) {}

    /** Asks for the alerts that are {@code wanted}, the oldest {@link #MOST}. */
    public Done again(Predicate<Alert> wanted) {
        List<Alert> found = new ArrayList<>();
        boolean[] more = {false};
        Log.read(kafka, Topic.ALERTS, 0, item -> {
            if (wanted.test(item.value())) {
                more[0] = found.size() == MOST;
                if (!more[0]) {
                    found.add(item.value());
                }
            }
        });
        int messages = 0;
        try (Producer<String, Delivery> producer = kafka.producer()) {
            int partitions = producer.partitionsFor(Topic.DELIVERIES.name()).size();
            for (Alert alert : found) {
                Subscription subscription = subscriptions.apply(alert.subscription());
                if (subscription == null) {
                    continue;
                }
                int partition = Routed.partition(subscription, partitions);
                List<Destination> sent = subscription.destinations().stream()
                        .filter(destination -> Channels.sends(destination.channel()))
                        .toList();
                for (Destination destination : sent) {
                    String endpoint = DispatchProcessor.endpoint(subscription.id(), destination);
                    var _ = producer.send(new ProducerRecord<>(
                            Topic.DELIVERIES.name(),
                            partition,
                            alert.id(),
                            Delivery.asked(alert, endpoint, clock.instant())));
                    messages++;
                }
            }
            producer.flush();
        }
        return new Done(found.size(), messages, more[0]);
    }
}
