package org.tocsin.dashboard.live;

import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;

/**
 * Server-sent events of the live flow. An id holds the offset that comes next of each kind of the stream, such as
 * {@code ARTICLE.ALERT}; with {@code Last-Event-ID} a reader is first given what it missed, from the ring or else from the
 * log. Without it, a reader first gets the last {@code recent} events. An event {@code place} bears the id of a reader to whom
 * nothing was sent for a while. A reader that does not read holds up only itself: when the ring
 * has gone past its place it is sent {@code resume} and let go, and one that takes nothing for 30 seconds is let go unsaid.
 */
public final class Streams {
    /** Events of each kind that a returning reader is given from the log; one that missed more starts over. */
    public static final int MAX_MISSED = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
    private static final int BATCH = 200;

    private final KafkaSettings kafka;
    private final Ring ring;
    private final Duration heartbeat;
    private final List<Kind> kinds;
    private final Set<SseClient> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong toldToResume = new AtomicLong();

    /** Streams of what comes into {@code ring}, which is of {@code kinds}; a reader hears something at least every {@code heartbeat}. */
    public Streams(KafkaSettings kafka, Ring ring, Duration heartbeat, Kind... kinds) {
        this.kafka = kafka;
        this.ring = ring;
        this.heartbeat = heartbeat;
        this.kinds = List.of(kinds);
    }

    /**
     * What a reader asks for.
     *
     * @param lastId id of the last event that it has seen, null when it begins
     * @param recent events of before to begin with
     * @param missed most events of each kind that it is given after {@code lastId}, the latest
     */
    public record Wish(
            Set<Kind> kinds,
            Predicate<Event> filter,
            @Nullable String lastId,
            int recent,
            int missed) {}

    /** Answers with an endless stream. */
    public void serve(Context context, Wish wish) {
        String lastId = wish.lastId();
        Place resumed = lastId == null || lastId.isBlank() ? null : Place.parse(lastId, present(ring.end()));
        context.status(200)
                .contentType("text/event-stream; charset=utf-8")
                .header("Cache-Control", "no-cache")
                .header("X-Accel-Buffering", "no");
        SseClient client = new SseClient(context);
        client.keepAlive();
        open.add(client);
        client.onClose(() -> open.remove(client));
        Thread.ofVirtual().name("stream").start(() -> write(client, wish, resumed));
    }

    private void write(SseClient client, Wish wish, @Nullable Place resumed) {
        try {
            if (resumed == null) {
                long number = Math.max(ring.start(), ring.end() - wish.recent());
                // known for what is not sent too, or whoever comes back would be given the whole log of it
                Place place = present(number);
                client.sendComment("open");
                say(client, place);
                follow(client, wish, place, number);
            } else {
                OptionalLong kept = ring.after(resumed, wish.kinds());
                // what the ring has by now is in the log too
                long number = kept.orElse(ring.end());
                client.sendComment("open");
                if (kept.isEmpty()) {
                    catchUp(client, wish, resumed, present(number));
                }
                follow(client, wish, resumed, number);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.atDebug().addKeyValue("error", e.toString()).log("reader left");
        } finally {
            client.close();
        }
    }

    private void follow(SseClient client, Wish wish, Place place, long start) throws InterruptedException {
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
                    place.pass(event);
                    if (send(client, wish, event, place)) {
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
    private static boolean send(SseClient client, Wish wish, Event event, Place place) {
        boolean wanted = wish.kinds().contains(event.kind()) && wish.filter().test(event) && !client.terminated();
        if (wanted) {
            client.sendEvent(event.kind().event(), event.data(), place.toString());
        }
        return wanted;
    }

    /** The place of a reader that begins with this number of the ring. */
    private Place present(long number) {
        Place place = new Place(kinds);
        kinds.forEach(kind -> place.go(kind, ring.offset(kind, number)));
        return place;
    }

    /**
     * Gives what lies in the log after a place. A place that the log has not reached is of another log, and becomes the
     * present; so does that of a kind which no topic keeps.
     */
    private void catchUp(SseClient client, Wish wish, Place place, Place present) {
        for (Kind kind : kinds) {
            Topic<?> topic = kind.topic();
            if (topic == null) {
                place.go(kind, present.next(kind));
            } else if (wish.kinds().contains(kind)) {
                fromLog(client, wish, place, present, kind, topic);
            }
        }
    }

    private <T> void fromLog(SseClient client, Wish wish, Place place, Place present, Kind kind, Topic<T> topic) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        try (Consumer<String, T> consumer = kafka.consumer(topic.value(), "")) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            if (place.next(kind) > end) {
                place.go(kind, present.next(kind));
                return;
            }
            consumer.seek(partition, Math.max(place.next(kind), end - wish.missed()));
            while (consumer.position(partition) < end && !client.terminated()) {
                for (ConsumerRecord<String, T> item : consumer.poll(Duration.ofMillis(200))) {
                    if (item.value() != null) {
                        Event event = new Event(kind, item.offset(), item.value());
                        place.pass(event);
                        send(client, wish, event, place);
                    }
                }
            }
        }
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
