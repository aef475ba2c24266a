package org.tocsin.alerts;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.Decision;
import org.tocsin.model.Destination;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Match;
import org.tocsin.model.OutboxMessage;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.runtime.JsonSerde;

/**
 * {@code tocsin.matches} → decide → {@code tocsin.alerts}, {@code tocsin.decisions} and {@code tocsin.outbox}, exactly
 * once: the first article of
 * a story alerts, a later one only when it brings a topic or clause that had not matched before, a later revision never. Per subscription: matches = sent + merged + dropped.
 */
final class DecideTopology {
    private DecideTopology() {}

    static Topology build(Function<String, @Nullable Subscription> subscriptions, InstantSource clock) {
        return new Topology()
                .addSource(
                        "matches",
                        Serdes.String().deserializer(),
                        JsonSerde.deserializer(Match.class),
                        Topic.MATCHES.name())
                .addProcessor("decide", () -> new Decide(subscriptions, clock), "matches")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore("alerted"), Serdes.String(), JsonSerde.of(Alerted.class)),
                        "decide")
                .addSink(
                        "alerts",
                        Topic.ALERTS.name(),
                        Serdes.String().serializer(),
                        JsonSerde.<Alert>serializer(),
                        "decide")
                .addSink(
                        "decisions",
                        Topic.DECISIONS.name(),
                        Serdes.String().serializer(),
                        JsonSerde.<Decision>serializer(),
                        "decide")
                .addSink(
                        "outbox",
                        Topic.OUTBOX.name(),
                        Serdes.String().serializer(),
                        JsonSerde.<OutboxMessage>serializer(),
                        "decide");
    }

    private static final class Decide implements Processor<String, Match, String, Object> {
        private final Function<String, @Nullable Subscription> subscriptions;
        private final InstantSource clock;
        private ProcessorContext<String, Object> context;
        private KeyValueStore<String, Alerted> alerted;

        Decide(Function<String, @Nullable Subscription> subscriptions, InstantSource clock) {
            this.subscriptions = subscriptions;
            this.clock = clock;
        }

        @Override
        public void init(ProcessorContext<String, Object> given) {
            context = given;
            alerted = given.getStateStore("alerted");
        }

        @Override
        public void process(Record<String, Match> input) {
            Match match = input.value();
            String key = match.subscription() + "|" + match.article().story();
            Alerted stored = alerted.get(key);
            Alerted before = stored == null ? Alerted.NOTHING : stored;
            String kind = before.kind(match);
            if (kind.isEmpty()) {
                boolean known = before.knows(match);
                alerted.put(key, before.with(match, before.alert()));
                decided(
                        input,
                        known ? "dropped" : "merged",
                        known ? "the article was decided on before" : "nothing new in a story that has alerted",
                        before.alert());
                return;
            }
            Subscription subscription = subscriptions.apply(match.subscription());
            if (subscription == null) {
                decided(input, "dropped", "the subscription was removed", "");
                return;
            }
            Alert alert = alert(kind, match, subscription);
            alerted.put(key, before.with(match, alert.id()));
            context.forward(input.withValue(alert), "alerts");
            decided(
                    input,
                    "sent",
                    kind.equals("first") ? "first article of the story" : "something new in the story",
                    alert.id());
            for (Destination destination : subscription.destinations()) {
                context.forward(
                        new Record<>(
                                subscription.id(),
                                new OutboxMessage(subscription.id(), 1, alert, destination),
                                input.timestamp()),
                        "outbox");
            }
        }

        private void decided(Record<String, Match> input, String outcome, String reason, String alert) {
            Match match = input.value();
            Article article = match.article().article();
            context.forward(
                    input.withValue(new Decision(
                            match.subscription(),
                            match.subscriptionVersion(),
                            article.id(),
                            article.revision(),
                            match.article().story(),
                            outcome,
                            reason,
                            alert,
                            clock.instant())),
                    "decisions");
        }

        private Alert alert(String kind, Match match, Subscription subscription) {
            EnrichedArticle enriched = match.article();
            Article article = enriched.article();
            String subject = kind.equals("first") ? enriched.story() : article.id();
            String id = UUID.nameUUIDFromBytes(
                            (match.subscription() + "|" + kind + "|" + subject).getBytes(StandardCharsets.UTF_8))
                    .toString();
            return new Alert(
                    id,
                    kind,
                    match.subscription(),
                    subscription.name(),
                    match.subscriptionVersion(),
                    article.id(),
                    article.revision(),
                    match.offset(),
                    enriched.story(),
                    article.title(),
                    article.summary(),
                    article.url(),
                    article.language(),
                    article.source().name(),
                    article.origin(),
                    article.published(),
                    article.ingested(),
                    clock.instant(),
                    0,
                    match.spans(),
                    enriched.topics(),
                    match.score(),
                    match.threshold(),
                    enriched.knowledgeVersion(),
                    subscription.priority(),
                    List.of(),
                    0);
        }
    }
}
