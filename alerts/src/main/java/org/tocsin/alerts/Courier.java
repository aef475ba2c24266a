package org.tocsin.alerts;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Alert;
import org.tocsin.model.Delivery;
import org.tocsin.model.Destination;
import org.tocsin.model.Json;
import org.tocsin.model.OutboxMessage;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Stage;

/**
 * Takes messages from {@code tocsin.outbox} to files and webhooks and writes each outcome to
 * {@code tocsin.deliveries}. The outcome is written before the message is acknowledged; a webhook is tried
 * {@link #MAX_ATTEMPTS} times with its deterministic id, a file never gets one alert twice.
 */
final class Courier implements Stage {
    static final int MAX_ATTEMPTS = 3;
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private final KafkaSettings kafka;
    private final Map<Path, Set<String>> written = new HashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Consumer<String, OutboxMessage> consumer;
    private final Thread thread = Thread.ofPlatform().name("courier").unstarted(this::run);
    private volatile boolean closed;
    private volatile String trouble = "";

    Courier(KafkaSettings kafka) {
        this.kafka = kafka;
        consumer = kafka.consumer(OutboxMessage.class, "tocsin-courier");
    }

    @Override
    public String name() {
        return "courier";
    }

    @Override
    public String trouble() {
        return trouble;
    }

    @Override
    public List<MeterBinder> meters() {
        return List.of(new KafkaClientMetrics(consumer));
    }

    @Override
    public void start() {
        thread.start();
    }

    private void run() {
        try (consumer;
                Producer<String, Delivery> producer = kafka.producer()) {
            consumer.subscribe(List.of(Topic.OUTBOX.name()));
            while (!closed) {
                List<Future<RecordMetadata>> outcomes = new ArrayList<>();
                for (ConsumerRecord<String, OutboxMessage> item : consumer.poll(Duration.ofMillis(100))) {
                    if (item.value() == null) {
                        continue;
                    }
                    Delivery delivery = deliver(item.value());
                    outcomes.add(
                            producer.send(new ProducerRecord<>(Topic.DELIVERIES.name(), delivery.alert(), delivery)));
                }
                producer.flush();
                for (Future<RecordMetadata> outcome : outcomes) {
                    outcome.get();
                }
                consumer.commitSync();
            }
        } catch (WakeupException e) {
            LOG.atDebug().log("courier closed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | RuntimeException e) {
            trouble = e.toString();
            LOG.atError().setCause(e).log("courier stopped");
        }
    }

    private Delivery deliver(OutboxMessage message) {
        Destination to = message.destination();
        String reason = "";
        int attempt = 0;
        do {
            attempt++;
            try {
                reason = to.channel().equals("file")
                        ? append(Path.of(to.target()), message.alert())
                        : post(to, message.alert());
            } catch (IOException | IllegalArgumentException e) {
                reason = e.toString();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                reason = "interrupted";
            }
        } while (!reason.isEmpty() && attempt < MAX_ATTEMPTS && !closed);
        if (!reason.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("subscription", message.alert().subscription())
                    .addKeyValue("error", reason)
                    .log("delivery failed");
        }
        return new Delivery(
                message.alert().id(),
                message.alert().subscription(),
                message.endpoint(),
                attempt,
                reason.isEmpty() ? "delivered" : "failed",
                reason,
                0,
                Instant.now());
    }

    private String append(Path file, Alert alert) throws IOException {
        Set<String> ids = written.get(file);
        if (ids == null) {
            ids = new HashSet<>();
            if (Files.exists(file)) {
                try (Stream<String> lines = Files.lines(file)) {
                    for (String line : (Iterable<String>) lines::iterator) {
                        ids.add(Json.mapper().readTree(line).path("id").asString(""));
                    }
                }
            }
            written.put(file, ids);
        }
        if (ids.add(alert.id())) {
            Files.writeString(file, Json.line(alert) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        return "";
    }

    private String post(Destination to, Alert alert) throws IOException, InterruptedException {
        String body = Json.line(alert);
        long now = Instant.now().getEpochSecond();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(to.target()))
                .timeout(Duration.ofSeconds(10))
                .header("content-type", "application/json")
                .header("webhook-id", alert.id())
                .header("webhook-timestamp", String.valueOf(now))
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (!to.secret().isEmpty()) {
            request.header("webhook-signature", WebhookSignature.sign(to.secret(), alert.id(), now, body));
        }
        int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
        return status / 100 == 2 ? "" : "the endpoint answered " + status;
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.shutdownNow();
    }
}
