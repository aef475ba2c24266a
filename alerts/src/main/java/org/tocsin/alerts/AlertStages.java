package org.tocsin.alerts;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiFunction;
import org.tocsin.alerts.channel.Channels;
import org.tocsin.alerts.channel.FilePlaces;
import org.tocsin.alerts.decide.DecideTopology;
import org.tocsin.alerts.decide.DecisionCounts;
import org.tocsin.alerts.deliver.Courier;
import org.tocsin.alerts.inbox.InboxApi;
import org.tocsin.alerts.match.MatchTopology;
import org.tocsin.alerts.subscription.Secrets;
import org.tocsin.alerts.subscription.SubscriptionApi;
import org.tocsin.alerts.subscription.SubscriptionCheck;
import org.tocsin.alerts.subscription.Subscriptions;
import org.tocsin.query.EntityNames;
import org.tocsin.query.Query;
import org.tocsin.runtime.DataDirectory;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Settings;
import org.tocsin.runtime.Stage;
import org.tocsin.runtime.StreamsStage;

/** The stages of this module: subscriptions first, so that nothing is matched against half of them. */
public final class AlertStages {
    private AlertStages() {}

    /**
     * The stages of one process.
     *
     * @param names asked when a subscription is saved, for the ids of the entities that its query names
     */
    public static List<Stage> create(
            KafkaSettings kafka, Settings settings, Path state, String instance, EntityNames names) {
        AlertSettings own = AlertSettings.of(settings);
        Secrets secrets = Secrets.open(settings.data(), own.secretKey());
        Channels channels = channels(kafka, settings, own, ofSubscribers(settings, own), secrets);
        Subscriptions subscriptions = Subscriptions.matching(kafka, check(channels, secrets, own, names));
        DecisionCounts counts = new DecisionCounts();
        return List.of(
                new SubscriptionApi(kafka, subscriptions),
                new InboxApi(kafka, subscriptions, names),
                new StreamsStage(
                        "match",
                        MatchTopology.build(subscriptions::match),
                        kafka.streams("tocsin-match", state, false, instance + "-match")),
                new StreamsStage(
                        "decide",
                        DecideTopology.build(subscriptions, own.limits(), counts, InstantSource.system()),
                        kafka.streams("tocsin-decide", state, true, instance + "-decide"),
                        List.of(counts)),
                new Courier(kafka, channels, secrets, instance, InstantSource.system()));
    }

    /**
     * What the API has of this module, in a process that neither matches nor delivers: subscriptions, alerts and deliveries are
     * kept in the log, and other processes work on them. Without a {@code secret-key}, which those must have too, it takes no
     * secrets.
     *
     * @param names asked when a subscription is saved, for the ids of the entities that its query names
     */
    public static List<Stage> served(KafkaSettings kafka, Settings settings, EntityNames names) {
        AlertSettings own = AlertSettings.of(settings);
        Secrets secrets = secrets(settings, own, false);
        Channels channels = channels(kafka, settings, own, ofSubscribers(settings, own), secrets);
        Subscriptions subscriptions = Subscriptions.editing(kafka, check(channels, secrets, own, names));
        return List.of(new SubscriptionApi(kafka, subscriptions), new InboxApi(kafka, subscriptions, names));
    }

    /**
     * Subscriptions for a command: read and changed, not matched. To be started and closed.
     *
     * @param names asked when a subscription is saved, for the ids of the entities that its query names
     */
    public static Editor editor(KafkaSettings kafka, Settings settings, EntityNames names) {
        return reading(kafka, settings, names, Subscriptions::editing);
    }

    /** Subscriptions as the stages have them, without the stages; returns when all are in the index. */
    public static Editor matcher(KafkaSettings kafka, Settings settings) {
        return reading(kafka, settings, name -> List.of(), Subscriptions::matching);
    }

    private static Editor reading(
            KafkaSettings kafka,
            Settings settings,
            EntityNames names,
            BiFunction<KafkaSettings, SubscriptionCheck, Subscriptions> how) {
        AlertSettings own = AlertSettings.of(settings);
        // on a cluster a key of this directory is one that nobody who delivers has, unless an instance runs on it
        boolean delivers = settings.bootstrap().isEmpty()
                || DataDirectory.running(settings.data()).isPresent();
        Secrets secrets = secrets(settings, own, delivers);
        Channels channels = channels(kafka, settings, own, FilePlaces.ANYWHERE, secrets);
        return new Editor(how.apply(kafka, check(channels, secrets, own, names)).start(), channels);
    }

    /** @param delivers whether the key of the data directory is that of who delivers, so that none need be among the settings */
    private static Secrets secrets(Settings settings, AlertSettings own, boolean delivers) {
        return delivers || !own.secretKey().isBlank()
                ? Secrets.open(settings.data(), own.secretKey())
                : Secrets.ofNobodyElse(settings.data());
    }

    private static Channels channels(
            KafkaSettings kafka, Settings settings, AlertSettings own, FilePlaces files, Secrets secrets) {
        return new Channels(kafka, settings.outgoing(), own.mail(), files, secrets::token);
    }

    /** Where subscriptions that come over HTTP may have files. */
    private static FilePlaces ofSubscribers(Settings settings, AlertSettings own) {
        return FilePlaces.within(settings.data().resolve("alert-files"), own.files());
    }

    private static SubscriptionCheck check(Channels channels, Secrets secrets, AlertSettings own, EntityNames names) {
        return new SubscriptionCheck(channels, secrets, own.limits(), query -> Query.parse(query, names));
    }

    /** Subscriptions and what checking them needs. */
    public record Editor(Subscriptions subscriptions, Channels channels) implements AutoCloseable {
        @Override
        public void close() {
            subscriptions.close();
            channels.close();
        }
    }
}
