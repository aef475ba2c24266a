package org.tocsin.alerts.decide;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Alert;
import org.tocsin.model.Decision;
import org.tocsin.model.Json;
import org.tocsin.model.Subscription;

/** A decider in memory, what it is asked about and what came of it. */
abstract class Deciding implements Decider.Listener {
    final Map<String, Subscription> subscriptions = new HashMap<>();
    final List<Alert> alerts = new ArrayList<>();
    final List<Decision> decisions = new ArrayList<>();
    final Limits limits = new Limits(10, 1_000, 3, 4, 0.2);
    final Decider decider = Decider.inMemory(subscriptions::get, limits, this);

    /** Of the last alert, with where it goes. */
    @Nullable
    Subscription to;

    @Override
    public void alert(Alert alert, Subscription subscription) {
        alerts.add(alert);
        to = subscription;
    }

    @Override
    public void decision(Decision decision) {
        decisions.add(decision);
    }

    static Subscription subscription(String json) {
        return Json.mapper()
                .readValue(
                        "{\"id\": \"s\", \"query\": \"captured\", \"version\": 1, " + json + "}", Subscription.class);
    }

    void having(String json) {
        subscriptions.put("s", subscription(json));
    }

    List<String> kinds() {
        return alerts.stream().map(Alert::kind).toList();
    }

    List<String> outcomes() {
        return decisions.stream().map(Decision::outcome).toList();
    }
}
