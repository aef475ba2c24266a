package org.tocsin.alerts;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Stage;
import org.tocsin.runtime.StreamsStage;

/** The stages of this module: subscriptions first, so that nothing is matched against half of them. */
public final class AlertStages {
    private AlertStages() {}

    public static List<Stage> create(KafkaSettings kafka, Path state, String instance) {
        Subscriptions subscriptions = new Subscriptions(kafka);
        return List.of(
                new SubscriptionApi(kafka, subscriptions),
                new StreamsStage(
                        "match",
                        MatchTopology.build(subscriptions),
                        kafka.streams("tocsin-match", state, false, instance + "-match")),
                new StreamsStage(
                        "decide",
                        DecideTopology.build(subscriptions::get, InstantSource.system()),
                        kafka.streams("tocsin-decide", state, true, instance + "-decide")),
                new Courier(kafka));
    }
}
