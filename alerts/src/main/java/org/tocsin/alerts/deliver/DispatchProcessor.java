package org.tocsin.alerts.deliver;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.tocsin.alerts.channel.Channels;
import org.tocsin.alerts.subscription.Lookup;
import org.tocsin.alerts.subscription.Routed;
import org.tocsin.model.Alert;
import org.tocsin.model.Delivery;
import org.tocsin.model.Destination;
import org.tocsin.model.OutboxMessage;
import org.tocsin.model.Subscription;
import org.tocsin.runtime.JsonSerde;
import org.tocsin.runtime.Pace;

/** {@link Dispatch} in a Streams task: new messages and outcomes in, messages to carry out; its state in two stores. */
public final class DispatchProcessor implements Processor<String, Object, String, Object>, Dispatch.Ledger {
    private static final Duration TICK = Duration.ofMillis(500);
    private static final int DIGITS = 19;

    private final Lookup subscriptions;
    private final InstantSource clock;
    private ProcessorContext<String, Object> context;
    private Pace pace;
    private KeyValueStore<String, Pending> waiting;
    private KeyValueStore<String, Standing> standings;
    private Dispatch dispatch;

    private DispatchProcessor(Lookup subscriptions, InstantSource clock) {
        this.subscriptions = subscriptions;
        this.clock = clock;
    }

    public static ProcessorSupplier<String, Object, String, Object> supplier(
            Lookup subscriptions, InstantSource clock) {
        return () -> new DispatchProcessor(subscriptions, clock);
    }

    /** The builders of its stores. */
    public static List<StoreBuilder<?>> stores() {
        return List.of(
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("waiting"), Serdes.String(), JsonSerde.of(Pending.class)),
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("standings"), Serdes.String(), JsonSerde.of(Standing.class)));
    }

    /** The name of the queue of one destination of one subscription. */
    public static String endpoint(String subscription, Destination destination) {
        byte[] where = (destination.channel() + "|" + destination.target()).getBytes(StandardCharsets.UTF_8);
        return subscription + "/" + UUID.nameUUIDFromBytes(where).toString().substring(0, 8);
    }

    @Override
    public void init(ProcessorContext<String, Object> given) {
        context = given;
        pace = new Pace(given);
        waiting = given.getStateStore("waiting");
        standings = given.getStateStore("standings");
        dispatch = new Dispatch(subscriptions::get, this);
        try (KeyValueIterator<String, Standing> all = standings.all()) {
            all.forEachRemaining(entry -> dispatch.load(entry.key, entry.value));
        }
        try (KeyValueIterator<String, Pending> all = waiting.all()) {
            all.forEachRemaining(entry -> {
                int bar = entry.key.lastIndexOf('|');
                dispatch.load(
                        entry.key.substring(0, bar),
                        Long.parseLong(entry.key.substring(bar + 1)),
                        entry.value,
                        clock.instant());
            });
        }
        given.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, time -> dispatch.tick(clock.instant()));
    }

    @Override
    public void process(Record<String, Object> input) {
        switch (input.value()) {
            case OutboxMessage message -> dispatch.offer(message, clock.instant());
            case Delivery delivery -> {
                pace.comes(context.currentSystemTimeMs());
                Alert again = delivery.again();
                if (again == null) {
                    dispatch.outcome(delivery, clock.instant());
                } else {
                    again(again, delivery.endpoint());
                }
            }
            default -> throw new IllegalStateException("no message and no outcome: " + input.value());
        }
    }

    /** What was asked for by hand, unless its subscription sends there no longer. */
    private void again(Alert alert, String endpoint) {
        Subscription subscription = subscriptions.get(alert.subscription());
        if (subscription != null) {
            subscription.destinations().stream()
                    .filter(destination ->
                            endpoint(subscription.id(), destination).equals(endpoint))
                    .forEach(destination ->
                            dispatch.offer(new OutboxMessage(endpoint, 0, alert, destination), clock.instant()));
        }
    }

    @Override
    public void release(OutboxMessage message) {
        send(message.endpoint(), back(message), "outbox");
    }

    @Override
    public void outcome(Delivery delivery) {
        send(delivery.alert(), back(delivery), "outcomes-out");
    }

    /** To the partition that this task reads, since a message and its outcome come back to the task that keeps the queue. */
    private Routed back(Object value) {
        return new Routed(context.taskId().partition(), value);
    }

    @Override
    public void notice(Alert notice, Subscription subscription, String endpoint) {
        send(subscription.id(), notice, "alerts");
        List<Destination> others = others(subscription, subscription, endpoint);
        // the operator's have an owner in common that is no person
        if (others.isEmpty() && !subscription.owner().isEmpty()) {
            others = subscriptions.active(subscription.owner()).stream()
                    .map(another -> others(another, subscription, endpoint))
                    .filter(some -> !some.isEmpty())
                    .findFirst()
                    .orElse(List.of());
        }
        for (Destination destination : others) {
            dispatch.offer(
                    new OutboxMessage(endpoint(subscription.id(), destination), 1, notice, destination),
                    clock.instant());
        }
    }

    /** Where else {@code from} sends what concerns {@code subscription} than to the endpoint, and can. */
    private List<Destination> others(Subscription from, Subscription subscription, String endpoint) {
        return from.destinations().stream()
                .filter(destination -> Channels.sends(destination.channel()))
                .filter(destination -> !endpoint(subscription.id(), destination).equals(endpoint))
                .filter(destination -> dispatch.isEnabled(endpoint(from.id(), destination), from))
                .toList();
    }

    @Override
    public void keep(String endpoint, long number, Pending pending) {
        waiting.put(key(endpoint, number), pending);
    }

    @Override
    public void forget(String endpoint, long number) {
        waiting.delete(key(endpoint, number));
    }

    @Override
    public void keep(String endpoint, Standing standing) {
        if (standing.equals(Standing.GOOD)) {
            standings.delete(endpoint);
        } else {
            standings.put(endpoint, standing);
        }
    }

    private static String key(String endpoint, long number) {
        String digits = Long.toString(number);
        return endpoint + "|" + "0".repeat(DIGITS - digits.length()) + digits;
    }

    private void send(String key, Object value, String to) {
        context.forward(new Record<>(key, value, clock.millis()), to);
    }
}
