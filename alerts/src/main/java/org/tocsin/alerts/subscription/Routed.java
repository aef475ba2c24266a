package org.tocsin.alerts.subscription;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;
import org.tocsin.model.Subscription;
import org.tocsin.runtime.JsonSerde;

/**
 * A record on its way to one of the partitions that subscriptions are dealt out in: those of {@code tocsin.matches},
 * {@code tocsin.outbox} and {@code tocsin.deliveries}, of which there are equally many. All subscriptions of a named owner
 * share a partition, so that what the owner gets in an hour is counted in one place; the operator's are spread by id.
 *
 * @param number of the partition, modulo how many there are; {@link #EVERYWHERE} for all
 */
public record Routed(int number, Object value) {
    public static final int EVERYWHERE = -1;

    /** On the way to where {@code subscription} is decided on. */
    public static Routed to(Subscription subscription, Object value) {
        return new Routed(number(subscription), value);
    }

    private static int number(Subscription subscription) {
        String by = subscription.owner().isEmpty() ? subscription.id() : "owner " + subscription.owner();
        return Utils.toPositive(Utils.murmur2(by.getBytes(StandardCharsets.UTF_8)));
    }

    /** Where {@code subscription} is decided on, one of {@code count}. */
    public static int partition(Subscription subscription, int count) {
        return number(subscription) % count;
    }

    /** As Streams asks for it. */
    public static Optional<Set<Integer>> partitions(String topic, String key, Routed routed, int count) {
        return Optional.of(
                routed.number == EVERYWHERE
                        ? IntStream.range(0, count).boxed().collect(Collectors.toSet())
                        : Set.of(routed.number % count));
    }

    /** Writes the value alone. */
    public static Serializer<Routed> serializer() {
        Serializer<Object> json = JsonSerde.serializer();
        return (topic, routed) -> json.serialize(topic, routed.value);
    }
}
