package org.tocsin.dashboard.live;

import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Alert;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.query.Query;
import org.tocsin.runtime.KafkaSettings;

/**
 * Server-sent events of the live flow. Ids are {@code ARTICLE.ALERT}, the offsets that come next; with
 * {@code Last-Event-ID} a reader is first given from the log what it missed, at most {@link #MAX_MISSED} of each. Without
 * it, a reader first gets the last {@code recent} events.
 */
public final class Streams {
    /** Articles and alerts that a returning reader is given from the log; one that missed more starts over. */
    public static final long MAX_MISSED = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final int BATCH = 200;

    private final KafkaSettings kafka;
    private final Ring ring;
    private final Set<SseClient> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong toldToResume = new AtomicLong();

    public Streams(KafkaSettings kafka, Ring ring) {
        this.kafka = kafka;
        this.ring = ring;
    }

    /** The next offsets of a reader: an event's id. */
    private record Place(long article, long alert) {
        static Place parse(String id) {
            String[] parts = id.split("\\.", 2);
            try {
                return new Place(Long.parseLong(parts[0]), parts.length < 2 ? 0 : Long.parseLong(parts[1]));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("Last-Event-ID is not the id of an event of this stream: " + id, e);
            }
        }

        Place after(Event event) {
            return event.name().equals("article")
                    ? new Place(Math.max(article, event.offset() + 1), alert)
                    : new Place(article, Math.max(alert, event.offset() + 1));
        }

        boolean seen(Event event) {
            return event.offset() < (event.name().equals("article") ? article : alert);
        }

        @Override
        public String toString() {
            return article + "." + alert;
        }
    }

    /** Answers with an endless stream of the events with these names. */
    public void serve(Context context, Set<String> names, @Nullable Query query, @Nullable String lastId, int recent) {
        Place resumed = lastId == null || lastId.isBlank() ? null : Place.parse(lastId);
        context.status(200)
                .contentType("text/event-stream; charset=utf-8")
                .header("Cache-Control", "no-cache")
                .header("X-Accel-Buffering", "no");
        SseClient client = new SseClient(context);
        client.keepAlive();
        open.add(client);
        client.onClose(() -> open.remove(client));
        Thread.ofVirtual().name("stream").start(() -> write(client, names, query, resumed, recent));
    }

    private void write(
            SseClient client, Set<String> names, @Nullable Query query, @Nullable Place resumed, int recent) {
        try {
            client.sendComment("open");
            long number = ring.start();
            Place place = resumed;
            if (place == null) {
                number = Math.max(number, ring.end() - recent);
                place = new Place(0, 0);
            } else {
                place = catchUp(client, names, query, place, number);
            }
            follow(client, names, query, place, number);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.atDebug().addKeyValue("error", e.toString()).log("reader left");
        } finally {
            client.close();
        }
    }

    private void follow(SseClient client, Set<String> names, @Nullable Query query, Place from, long start)
            throws InterruptedException {
        Place place = from;
        long number = start;
        while (!client.terminated() && !ring.closed()) {
            List<Event> events = ring.from(number, BATCH, HEARTBEAT);
            if (number < ring.start()) {
                toldToResume.incrementAndGet();
                client.sendEvent("resume", Json.line(Map.of("after", place.toString())), place.toString());
                return;
            }
            if (events.isEmpty()) {
                client.sendComment("still here");
            }
            for (Event event : events) {
                if (!place.seen(event)) {
                    place = place.after(event);
                    send(client, names, query, event, place);
                }
            }
            number += events.size();
        }
    }

    private static void send(SseClient client, Set<String> names, @Nullable Query query, Event event, Place place) {
        if (names.contains(event.name()) && event.wanted(query) && !client.terminated()) {
            client.sendEvent(event.name(), event.data(), place.toString());
        }
    }

    /** Gives what lies in the log between a place and the ring. */
    private Place catchUp(SseClient client, Set<String> names, @Nullable Query query, Place missed, long number) {
        Place place = missed;
        if (names.contains("article")) {
            place = fromLog(client, names, query, place, "article", Topic.ENRICHED, EnrichedArticle.class);
        }
        if (names.contains("alert")) {
            place = fromLog(client, names, query, place, "alert", Topic.ALERTS, Alert.class);
        }
        LOG.atDebug()
                .addKeyValue("offset", place.article())
                .addKeyValue("ring", number)
                .log("reader caught up");
        return place;
    }

    private <T> Place fromLog(
            SseClient client,
            Set<String> names,
            @Nullable Query query,
            Place from,
            String name,
            Topic<T> topic,
            Class<T> type) {
        Place place = from;
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        try (Consumer<String, T> consumer = kafka.consumer(type, "")) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long wanted = name.equals("article") ? place.article() : place.alert();
            if (wanted > end) {
                throw new IllegalArgumentException("the log is shorter than this reader's place; it begins anew");
            }
            consumer.seek(partition, Math.max(wanted, end - MAX_MISSED));
            while (consumer.position(partition) < end && !client.terminated()) {
                for (ConsumerRecord<String, T> item : consumer.poll(Duration.ofMillis(200))) {
                    if (item.value() != null) {
                        Event event = new Event(name, item.offset(), item.value());
                        place = place.after(event);
                        send(client, names, query, event, place);
                    }
                }
            }
        }
        return place;
    }

    /** Readers with an open stream. */
    public int readers() {
        return open.size();
    }

    /** Readers that were too slow and were told to resume. */
    public long toldToResume() {
        return toldToResume.get();
    }

    /** Ends every stream. */
    public void close() {
        ring.close();
        open.forEach(SseClient::close);
    }
}
