package org.tocsin.alerts.decide;

import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.tocsin.alerts.deliver.DispatchProcessor;
import org.tocsin.alerts.subscription.Lookup;
import org.tocsin.alerts.subscription.Routed;
import org.tocsin.model.Alert;
import org.tocsin.model.Decision;
import org.tocsin.model.Delivery;
import org.tocsin.model.Destination;
import org.tocsin.model.Match;
import org.tocsin.model.OutboxMessage;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.runtime.JsonSerde;
import org.tocsin.runtime.Pace;

/**
 * {@code tocsin.matches} → decide → {@code tocsin.alerts}, {@code tocsin.decisions}; → dispatch, which hears the outcomes
 * in {@code tocsin.deliveries} → {@code tocsin.outbox}. Exactly once.
 *
 * <p>Everything of one subscription is in one partition, as {@link Routed} says; outcomes too, because couriers write them
 * to the partition that the message came from.
 */
public final class DecideTopology {
    /** More than matches ever wait, and little enough that the changelogs' segments stay of one age. */
    private static final Duration AHEAD = Duration.ofHours(1);

    private DecideTopology() {}

    public static Topology build(Lookup subscriptions, Limits limits, DecisionCounts counts, InstantSource clock) {
        Topology topology = new Topology()
                .addSource(
                        "matches",
                        Serdes.String().deserializer(),
                        JsonSerde.deserializer(Match.class),
                        Topic.MATCHES.name())
                .addSource(
                        AutoOffsetReset.earliest(),
                        "outcomes",
                        DecideTopology::first,
                        Serdes.String().deserializer(),
                        JsonSerde.deserializer(Delivery.class),
                        Topic.DELIVERIES.name())
                .addProcessor("decide", () -> new Decide(subscriptions, limits, counts, clock), "matches")
                .addProcessor("dispatch", DispatchProcessor.supplier(subscriptions, clock), "decide", "outcomes")
                .addSink(
                        "alerts",
                        Topic.ALERTS.name(),
                        Serdes.String().serializer(),
                        JsonSerde.<Alert>serializer(),
                        "decide",
                        "dispatch")
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
                        Routed.serializer(),
                        Routed::partitions,
                        "dispatch")
                .addSink(
                        "outcomes-out",
                        Topic.DELIVERIES.name(),
                        Serdes.String().serializer(),
                        Routed.serializer(),
                        Routed::partitions,
                        "dispatch");
        StoreMemory.stores().forEach(store -> topology.addStateStore(store, "decide"));
        DispatchProcessor.stores().forEach(store -> topology.addStateStore(store, "dispatch"));
        return topology;
    }

    /**
     * Streams takes the record with the earliest time next. Outcomes go before the matches that wait, since each makes room
     * for a message to its endpoint: else couriers would have nothing to do while a flood of matches is decided on.
     */
    private static long first(ConsumerRecord<Object, Object> outcome, long partitionTime) {
        return Math.max(0, outcome.timestamp() - AHEAD.toMillis());
    }

    private static final class Decide implements Processor<String, Match, String, Object>, Decider.Listener {
        private static final Duration TICK = Duration.ofSeconds(1);

        private final Lookup subscriptions;
        private final Limits limits;
        private final DecisionCounts counts;
        private final InstantSource clock;
        private ProcessorContext<String, Object> context;
        private Pace pace;
        private Decider decider;

        Decide(Lookup subscriptions, Limits limits, DecisionCounts counts, InstantSource clock) {
            this.subscriptions = subscriptions;
            this.limits = limits;
            this.counts = counts;
            this.clock = clock;
        }

        @Override
        public void init(ProcessorContext<String, Object> given) {
            context = given;
            pace = new Pace(given);
            decider = new Decider(subscriptions::get, limits, new StoreMemory(given), this);
            given.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, time -> decider.tick(clock.instant()));
        }

        @Override
        public void process(Record<String, Match> input) {
            pace.comes(input);
            Match match = input.value();
            subscriptions.awaitVersion(match.subscription(), match.subscriptionVersion());
            counts.matches(decider.decide(match, clock.instant()));
        }

        @Override
        public void alert(Alert alert, Subscription subscription) {
            send(subscription.id(), alert, "alerts");
            for (Destination destination : subscription.destinations()) {
                send(
                        subscription.id(),
                        new OutboxMessage(
                                DispatchProcessor.endpoint(subscription.id(), destination), 1, alert, destination),
                        "dispatch");
            }
        }

        @Override
        public void decision(Decision decision) {
            counts.count(decision);
            send(decision.subscription(), decision, "decisions");
        }

        private void send(String key, Object value, String to) {
            context.forward(new Record<>(key, value, clock.millis()), to);
        }
    }
}
