package org.tocsin.alerts.channel;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.tocsin.model.Alert;
import org.tocsin.model.Destination;
import org.tocsin.runtime.Refusal;

/** A topic of the same cluster, as a CloudEvent 1.0 in binary mode: attributes in {@code ce_} headers, the alert as value. */
final class KafkaTopic implements Channel {
    private final Producer<String, Alert> producer;
    private final Consumer<String> maker;
    private final Set<String> made = ConcurrentHashMap.newKeySet();

    /** @param maker makes a topic unless it is there; {@link Refusal} when it may not */
    KafkaTopic(Producer<String, Alert> producer, Consumer<String> maker) {
        this.producer = producer;
        this.maker = maker;
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public List<Problem> check(Destination destination, String secret) {
        String topic = destination.target();
        if (!topic.matches("[\\w.-]{1,249}") || topic.equals(".") || topic.equals("..")) {
            return List.of(new Problem("target", "it must be the name of a topic"));
        }
        return topic.startsWith("tocsin.") || topic.startsWith("tocsin-") || topic.startsWith("__")
                ? List.of(new Problem("target", "topics of this program's own and of Kafka cannot be written to"))
                : List.of();
    }

    @Override
    public Result send(Message message) {
        Alert alert = message.alert();
        String refused = make(message.destination().target());
        if (!refused.isEmpty()) {
            return new Result.Failed(refused, 0);
        }
        ProducerRecord<String, Alert> event =
                new ProducerRecord<>(message.destination().target(), alert.subscription(), alert);
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        alert.id(),
                        "ce_source",
                        "/tocsin/subscriptions/" + alert.subscription(),
                        "ce_type",
                        "org.tocsin.alert." + alert.kind(),
                        "ce_time",
                        alert.created().toString(),
                        "content-type",
                        "application/json")
                .forEach((name, value) -> event.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        try {
            producer.send(event).get(15, TimeUnit.SECONDS);
            return new Result.Delivered();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result.Failed("interrupted", 0);
        } catch (ExecutionException | TimeoutException | org.apache.kafka.common.KafkaException e) {
            return new Result.Failed("the topic was not written: " + e.getMessage(), 0);
        }
    }

    /** Why the topic is not there and cannot be made, empty when it is. */
    private String make(String topic) {
        if (made.contains(topic)) {
            return "";
        }
        try {
            maker.accept(topic);
            made.add(topic);
            return "";
        } catch (Refusal e) {
            return "the topic cannot be made: " + e.getMessage();
        }
    }
}
