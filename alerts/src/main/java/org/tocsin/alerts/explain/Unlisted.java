package org.tocsin.alerts.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.tocsin.model.Alert;
import org.tocsin.model.Alerts;
import org.tocsin.model.Decision;
import org.tocsin.model.Match;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;

/**
 * Alerts that are held and in no record of {@code tocsin.alerts}: they wait for their digest, or came after the hundred that
 * it lists. Made again from their match.
 */
final class Unlisted {
    private Unlisted() {}

    /** The alert of that id, empty when none is held under it or its match is no longer in the log. */
    static Optional<Alert> find(KafkaSettings kafka, String id) {
        List<Decision> decisions = new ArrayList<>();
        Log.read(kafka, Topic.DECISIONS, 0, item -> {
            if (item.value().alert().equals(id) && item.value().outcome().equals("held")) {
                decisions.add(item.value());
            }
        });
        if (decisions.isEmpty()) {
            return Optional.empty();
        }
        Decision held = decisions.getFirst();
        List<Subscription> versions = new ArrayList<>();
        Log.read(kafka, Topic.SUBSCRIPTIONS, 0, item -> {
            if (item.key().equals(held.subscription()) && isOf(held, item)) {
                versions.add(item.value());
            }
        });
        if (versions.isEmpty()) {
            return Optional.empty();
        }
        Subscription version = held.subscriptionVersion() == 0 ? versions.getLast() : versions.getFirst();
        List<Alert> made = new ArrayList<>();
        Log.read(kafka, Topic.MATCHES, 0, item -> {
            if (made.isEmpty() && of(held, item.value())) {
                Alerts.again(id, item.value(), version, held.at()).ifPresent(made::add);
            }
        });
        return made.stream().findFirst();
    }

    /** Whether a version of the subscription is that of the decision; what no query decided on was told by the latest. */
    private static boolean isOf(Decision held, ConsumerRecord<String, Subscription> saved) {
        return held.subscriptionVersion() == 0
                ? saved.timestamp() <= held.at().toEpochMilli()
                : saved.value().version() == held.subscriptionVersion();
    }

    /** The digest that counts it without listing it, empty while it waits. */
    static Optional<String> digest(KafkaSettings kafka, Alert alert) {
        List<String> digests = new ArrayList<>();
        Log.read(kafka, Topic.ALERTS, 0, item -> {
            Alert one = item.value();
            if (one.subscription().equals(alert.subscription())
                    && one.more() > 0
                    && !one.created().isBefore(alert.created())) {
                digests.add(one.id());
            }
        });
        return digests.stream().findFirst();
    }

    private static boolean of(Decision held, Match match) {
        String whose = held.subscriptionVersion() == 0 ? "" : held.subscription();
        return match.subscription().equals(whose)
                && match.article().article().id().equals(held.article())
                && match.article().article().revision() == held.revision();
    }
}
