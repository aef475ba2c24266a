package org.tocsin.alerts.deliver;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.alerts.channel.Channel;
import org.tocsin.alerts.channel.Channels;
import org.tocsin.alerts.channel.Message;
import org.tocsin.alerts.channel.Result;
import org.tocsin.alerts.subscription.Secrets;
import org.tocsin.model.Delivery;
import org.tocsin.model.Destination;
import org.tocsin.model.OutboxMessage;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.KafkaTrouble;
import org.tocsin.runtime.Stage;
import org.tocsin.runtime.TopicFollower;

/**
 * Takes messages from {@code tocsin.outbox} to their channels, each in a virtual thread, and writes each outcome to
 * {@code tocsin.deliveries}, to the partition that the message came from. The outcome is written before the message is
 * acknowledged; one that is read again is not sent again when its outcome is known.
 *
 * <p>While a host stands still, since as much as may be is under way to it and hangs, what else is to go there is set aside:
 * it is acknowledged without an outcome, so {@link Dispatch} releases it again after {@link Dispatch#LOST_AFTER}.
 */
public final class Courier implements Stage {
    /** Messages that are sent or wait for room, those to hosts that stand still aside; beyond that no more are read. */
    static final int MOST = 10_000;

    static final int MOST_OF_ALL = 40_000;

    /** What has waited so long for room at a host shows that it stands still. */
    private static final Duration STILL = Duration.ofSeconds(20);

    /** Messages sent at a time, and to one host. An endpoint gets as many as {@link Dispatch} lets it have. */
    static final int SENDING = 4_000;

    static final int TO_ONE_HOST = 256;

    private static final int REMEMBERED = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private final Channels channels;
    private final Secrets secrets;
    private final InstantSource clock;
    private final Consumer<String, OutboxMessage> consumer;
    private final Producer<String, Delivery> producer;
    private final TopicFollower<Delivery> outcomes;
    private final Acknowledged acknowledged = new Acknowledged();
    private final Lanes lanes;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Map<String, Delivery> known = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Delivery> eldest) {
            return size() > REMEMBERED;
        }
    });
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Thread thread = Thread.ofPlatform().name("courier").unstarted(this::run);
    private volatile boolean closed;
    private volatile String stopped = "";
    private volatile String unwritten = "";

    public Courier(KafkaSettings kafka, Channels channels, Secrets secrets, String instance, InstantSource clock) {
        this.channels = channels;
        this.secrets = secrets;
        this.clock = clock;
        lanes = new Lanes(Dispatch.IN_FLIGHT, TO_ONE_HOST, SENDING, STILL, clock);
        consumer = kafka.consumer(OutboxMessage.class, "tocsin-courier", instance);
        producer = kafka.producer();
        outcomes = new TopicFollower<>(kafka, Topic.DELIVERIES, REMEMBERED, item -> learn(item.value()));
    }

    /** Only of what is sent once under its number. */
    private void learn(Delivery delivery) {
        if (delivery.attempt() > 0) {
            known.put(key(delivery), delivery);
        }
    }

    @Override
    public String name() {
        return "courier";
    }

    @Override
    public String trouble() {
        return Stream.of(stopped, unwritten, outcomes.trouble())
                .filter(trouble -> !trouble.isEmpty())
                .findFirst()
                .orElse("");
    }

    @Override
    public List<MeterBinder> meters() {
        return List.of(
                new KafkaClientMetrics(consumer),
                registry -> List.of("delivered", "failed", "gone")
                        .forEach(outcome -> io.micrometer.core.instrument.FunctionCounter.builder(
                                        "tocsin.deliveries", count(outcome), LongAdder::sum)
                                .description("Attempts to deliver")
                                .tag("outcome", outcome)
                                .register(registry)));
    }

    private LongAdder count(String outcome) {
        return counts.computeIfAbsent(outcome, key -> new LongAdder());
    }

    @Override
    public void start() {
        outcomes.begin();
        thread.start();
    }

    @Override
    public void awaitReady() {
        outcomes.await();
    }

    private void run() {
        try (consumer) {
            outcomes.await();
            consumer.subscribe(List.of(Topic.OUTBOX.name()), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
                    commit();
                    revoked.forEach(acknowledged::lose);
                }

                @Override
                public void onPartitionsLost(Collection<TopicPartition> lost) {
                    lost.forEach(acknowledged::lose);
                }

                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> got) {}
            });
            while (!closed) {
                if (isFull()) {
                    consumer.pause(consumer.assignment());
                } else {
                    consumer.resume(consumer.paused());
                }
                for (ConsumerRecord<String, OutboxMessage> item : consumer.poll(Duration.ofMillis(20))) {
                    begin(item);
                }
                var offsets = acknowledged.commitable();
                if (!offsets.isEmpty()) {
                    consumer.commitAsync(offsets, null);
                }
            }
            commit();
        } catch (RuntimeException | Error e) {
            if (!closed) {
                stopped = "it stopped: " + KafkaTrouble.of(e);
                LOG.atError().setCause(e).log("courier stopped");
            }
        }
    }

    /** What waits for a host that stands still takes no room of others. */
    private boolean isFull() {
        int all = underWay.get();
        return all >= MOST && (all - lanes.standing() >= MOST || all >= MOST_OF_ALL);
    }

    /** What cannot be committed is read again by whoever has the partition then, and not sent again when its outcome is known. */
    private void commit() {
        try {
            consumer.commitSync(acknowledged.commitable(), PATIENCE);
        } catch (CommitFailedException | RebalanceInProgressException | RetriableException e) {
            LOG.atDebug().addKeyValue("error", e.toString()).log("offsets not committed");
        }
    }

    private void begin(ConsumerRecord<String, OutboxMessage> item) {
        TopicPartition partition = new TopicPartition(item.topic(), item.partition());
        acknowledged.begin(partition, item.offset());
        OutboxMessage message = item.value();
        if (message == null || !busy.add(key(message))) {
            acknowledged.end(partition, item.offset());
            return;
        }
        underWay.incrementAndGet();
        Thread.ofVirtual().name("deliver").start(() -> {
            try {
                Delivery delivery = known.get(key(message));
                String host = host(message.destination());
                if (delivery == null && lanes.stands(host)) {
                    acknowledged.end(partition, item.offset());
                    return;
                }
                if (delivery == null) {
                    delivery = lanes.within(message.endpoint(), host, () -> deliver(message));
                    learn(delivery);
                }
                write(partition, item.offset(), delivery);
            } finally {
                busy.remove(key(message));
                underWay.decrementAndGet();
            }
        });
    }

    /** Writes an outcome, again and again until it is written, since without one the message would be sent again. */
    private void write(TopicPartition partition, long offset, Delivery delivery) {
        try {
            var _ = producer.send(
                    new ProducerRecord<>(Topic.DELIVERIES.name(), partition.partition(), delivery.alert(), delivery),
                    (written, error) -> {
                        if (error == null) {
                            unwritten = "";
                            acknowledged.end(partition, offset);
                        } else if (!closed) {
                            unwritten = "an outcome was not written: " + KafkaTrouble.of(error);
                            Thread.ofVirtual().start(() -> write(partition, offset, delivery));
                        }
                    });
        } catch (KafkaException | IllegalStateException e) {
            if (!closed) {
                unwritten = "outcomes are not written: " + KafkaTrouble.of(e);
                LOG.atError().setCause(e).log("courier in trouble");
            }
        }
    }

    /** What a destination shares with others; what cannot be made out fails when it is sent. */
    private String host(Destination destination) {
        Channel channel = channels.get(destination.channel());
        try {
            return channel == null
                    ? destination.channel()
                    : channel.host(destination, secrets.reveal(destination.secret()));
        } catch (RuntimeException e) {
            return destination.channel();
        }
    }

    private static String key(OutboxMessage message) {
        return message.endpoint() + "|" + message.alert().id() + "|" + message.attempt();
    }

    private static String key(Delivery delivery) {
        return delivery.endpoint() + "|" + delivery.alert() + "|" + delivery.attempt();
    }

    private Delivery deliver(OutboxMessage message) {
        Result result = send(message);
        String outcome;
        String reason;
        long retryAfter = 0;
        switch (result) {
            case Result.Delivered _ -> {
                outcome = "delivered";
                reason = "";
            }
            case Result.Failed failed -> {
                outcome = "failed";
                reason = failed.reason();
                retryAfter = failed.retryAfter();
            }
            case Result.Gone gone -> {
                outcome = "gone";
                reason = gone.reason();
            }
        }
        count(outcome).increment();
        if (!reason.isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("subscription", message.alert().subscription())
                    .addKeyValue("channel", message.destination().channel())
                    .addKeyValue("attempt", message.attempt())
                    .addKeyValue("error", reason)
                    .log("delivery failed");
        }
        return new Delivery(
                message.alert().id(),
                message.alert().subscription(),
                message.endpoint(),
                message.attempt(),
                outcome,
                reason,
                retryAfter,
                clock.instant());
    }

    private Result send(OutboxMessage message) {
        Channel channel = channels.get(message.destination().channel());
        if (channel == null) {
            return new Result.Gone(
                    "there is no channel " + message.destination().channel());
        }
        try {
            return channel.send(new Message(
                    message.alert(),
                    message.destination(),
                    secrets.reveal(message.destination().secret()),
                    clock.instant()));
        } catch (RuntimeException e) {
            // one bad message or channel never harms its neighbours
            return new Result.Failed(String.valueOf(e.getMessage()), 0);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        outcomes.close();
        producer.close(Duration.ofSeconds(2));
        channels.close();
    }
}
