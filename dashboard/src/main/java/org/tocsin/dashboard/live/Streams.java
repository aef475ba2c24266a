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
 * it, a reader first gets the last {@code recent} events. An event {@code place} bears the id of a reader to whom nothing was
 * sent for a while. A reader that does not read holds up only itself: when the ring
 * has gone past its place it is sent {@code resume} and let go, and one that takes nothing for 30 seconds is let go unsaid.
 */
public final class Streams {
    /** Articles and alerts that a returning reader is given from the log; one that missed more starts over. */
    public static final long MAX_MISSED = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
    private static final String ARTICLE = "article";
    private static final String ALERT = "alert";
    private static final int BATCH = 200;

    private final KafkaSettings kafka;
    private final Ring ring;
    private final Duration heartbeat;
    private final Set<SseClient> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong toldToResume = new AtomicLong();

    /** Streams of what comes into {@code ring}; a reader hears something at least every {@code heartbeat}. */
    public Streams(KafkaSettings kafka, Ring ring, Duration heartbeat) {
        this.kafka = kafka;
        this.ring = ring;
        this.heartbeat = heartbeat;
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
            return event.name().equals(ARTICLE)
                    ? new Place(Math.max(article, event.offset() + 1), alert)
                    : new Place(article, Math.max(alert, event.offset() + 1));
        }

        boolean seen(Event event) {
            return event.offset() < (event.name().equals(ARTICLE) ? article : alert);
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
            // what the ring has by now is in the log too, from which whoever comes back is given it
            long number = resumed == null ? Math.max(ring.start(), ring.end() - recent) : ring.end();
            // known for what is not sent too, or whoever comes back would be given the whole log of it
            Place present = present(number);
            client.sendComment("open");
            if (resumed == null) {
                say(client, present);
            }
            Place place = resumed == null ? present : catchUp(client, names, query, resumed, present);
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
        long heard = System.nanoTime();
        while (!client.terminated() && !ring.closed()) {
            List<Event> events = ring.from(number, BATCH, heartbeat.minusNanos(System.nanoTime() - heard));
            if (number < ring.start()) {
                toldToResume.incrementAndGet();
                client.sendEvent("resume", Json.line(Map.of("after", place.toString())), place.toString());
                return;
            }
            for (Event event : events) {
                if (!place.seen(event)) {
                    place = place.after(event);
                    if (send(client, names, query, event, place)) {
                        heard = System.nanoTime();
                    }
                }
            }
            number += events.size();
            if (System.nanoTime() - heard >= heartbeat.toNanos() && !client.terminated()) {
                say(client, place);
                heard = System.nanoTime();
            }
        }
    }

    /** Tells a reader its place, so that it misses nothing if it is cut off before it has had an event. */
    private static void say(SseClient client, Place place) {
        client.sendEvent("place", "{}", place.toString());
    }

    /** Whether the reader wants it and was sent it. */
    private static boolean send(SseClient client, Set<String> names, @Nullable Query query, Event event, Place place) {
        boolean wanted = names.contains(event.name()) && event.wanted(query) && !client.terminated();
        if (wanted) {
            client.sendEvent(event.name(), event.data(), place.toString());
        }
        return wanted;
    }

    /** The place of a reader that begins with this number of the ring. */
    private Place present(long number) {
        return new Place(ring.offset(ARTICLE, number), ring.offset(ALERT, number));
    }

    /** Gives what lies in the log after a place; a place that the log has not reached is of another log, and becomes the present. */
    private Place catchUp(SseClient client, Set<String> names, @Nullable Query query, Place missed, Place present) {
        Place place = missed;
        if (names.contains(ARTICLE)) {
            place = fromLog(client, names, query, place, present, ARTICLE, Topic.ENRICHED, EnrichedArticle.class);
        }
        if (names.contains(ALERT)) {
            place = fromLog(client, names, query, place, present, ALERT, Topic.ALERTS, Alert.class);
        }
        return place;
    }

    private <T> Place fromLog(
            SseClient client,
            Set<String> names,
            @Nullable Query query,
            Place from,
            Place present,
            String name,
            Topic<T> topic,
            Class<T> type) {
        Place place = from;
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        try (Consumer<String, T> consumer = kafka.consumer(type, "")) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long wanted = name.equals(ARTICLE) ? place.article() : place.alert();
            if (wanted > end) {
                return name.equals(ARTICLE)
                        ? new Place(present.article(), place.alert())
                        : new Place(place.article(), present.alert());
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
