package org.tocsin.alerts.inbox;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tocsin.model.Alert;

/**
 * The latest alerts of the subscriptions whose feeds were asked for last, so that what others get takes nothing from them. Of
 * one that was not asked for before they are looked up. Thread-safe.
 */
final class Latest {
    private final int each;
    private final Map<String, List<Alert>> bySubscription;
    private final Function<String, List<Alert>> lookUp;

    /**
     * @param each alerts of a subscription
     * @param most subscriptions
     * @param lookUp the alerts of a subscription that there are, the latest first
     */
    Latest(int each, int most, Function<String, List<Alert>> lookUp) {
        this.each = each;
        this.lookUp = lookUp;
        bySubscription = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, List<Alert>> eldest) {
                return size() > most;
            }
        });
    }

    /** Takes an alert that has come. */
    void come(Alert alert) {
        bySubscription.computeIfPresent(alert.subscription(), (id, known) -> joined(List.of(alert), known));
    }

    /** The alerts of a subscription, the latest first. One is looked up at a time. */
    synchronized List<Alert> of(String subscription) {
        List<Alert> known = bySubscription.get(subscription);
        if (known != null) {
            return known;
        }
        // what comes while they are looked up is joined to them
        bySubscription.put(subscription, List.of());
        List<Alert> found = lookUp.apply(subscription);
        return bySubscription.merge(subscription, found, this::joined);
    }

    private List<Alert> joined(List<Alert> later, List<Alert> earlier) {
        List<Alert> all = new ArrayList<>(later);
        earlier.stream()
                .filter(alert -> later.stream().noneMatch(one -> one.id().equals(alert.id())))
                .forEach(all::add);
        return all.stream().limit(each).toList();
    }
}
