package org.tocsin.runtime.stream;

import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.access.Access;

/**
 * Server-sent events of the live flow. An id holds the offset that comes next of each kind of the stream, such as
 * {@code ARTICLE.ALERT}; with {@code Last-Event-ID} a reader is first given what it missed, from the ring or else from the
 * log. Without it, a reader first gets the last {@code recent} events. An event {@code place} bears the id of a reader to whom
 * nothing was sent for a while. A reader that does not read holds up only itself: when the ring
 * has gone past its place it is sent {@code resume} and let go, and one that takes nothing for 30 seconds is let go unsaid. A
 * reader whose token is revoked, whose session ends or whose stream has lost its object is let go within {@link #LOOK}
 * with an event {@code ended} that says why.
 */
public final class Streams {
    /** Events of each kind that a returning reader is given from the log; one that missed more starts over. */
    public static final int MAX_MISSED = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
    private static final int BATCH = 200;

    /** How often it is looked whether a reader may still read. */
    public static final Duration LOOK = Duration.ofSeconds(2);

    private static final long STARTING_NANOS = 20_000_000;

    private final KafkaSettings kafka;
    private final Ring ring;
    private final Duration heartbeat;
    private final BooleanSupplier ready;
    private final List<Kind> kinds;
    private final Readers readers = new Readers();
    private final AtomicLong toldToResume = new AtomicLong();

    /**
     * Streams of what comes into {@code ring}, which is of {@code kinds}; a reader hears something at least every {@code
     * heartbeat}. One who comes before the ring is {@code ready} is kept waiting.
     */
    public Streams(KafkaSettings kafka, Ring ring, Duration heartbeat, BooleanSupplier ready, Kind... kinds) {
        this.kafka = kafka;
        this.ring = ring;
        this.heartbeat = heartbeat;
        this.ready = ready;
        this.kinds = List.of(kinds);
    }

    /**
     * What a reader asks for.
     *
     * @param lastId id of the last event that it has seen, null when it begins
     * @param data what it is sent of an event, null for nothing
     * @param recent events of before to begin with
     * @param missed most events of each kind that it is given after {@code lastId}, the latest
     * @param ended why there is nothing more to come, empty as long as there may be
     */
    public record Wish(
            Set<Kind> kinds,
            Function<Event, @Nullable String> data,
            @Nullable String lastId,
            int recent,
            int missed,
            Supplier<String> ended) {}

    /** Answers with an endless stream. */
    public void serve(Context context, Wish wish) {
        String lastId = wish.lastId() == null || wish.lastId().isBlank() ? null : wish.lastId();
        if (lastId != null) {
            // said before the stream begins when it cannot be read
            Place.parse(lastId, new Place(kinds));
        }
        Supplier<String> held = Access.held(context);
        Supplier<String> ended = () -> held.get().isEmpty() ? wish.ended().get() : held.get();
        SseClient client = readers.open(context);
        Thread.ofVirtual().name("stream").start(() -> write(new Reader(client, wish, ended), lastId));
    }

    /** One reader; for the thread that writes to it. */
    private final class Reader {
        private final SseClient client;
        private final Wish wish;
        private final Supplier<String> ended;
        private long heard = System.nanoTime();
        private long looked = heard - LOOK.toNanos();

        Reader(SseClient client, Wish wish, Supplier<String> ended) {
            this.client = client;
            this.wish = wish;
            this.ended = ended;
        }

        boolean here() {
            return !client.terminated() && !ring.closed();
        }

        /** Whether it is still there and may be, looked up now and then; one that may not is told so. */
        boolean stays() {
            if (here() && System.nanoTime() - looked >= LOOK.toNanos()) {
                looked = System.nanoTime();
                String reason = ended.get();
                if (!reason.isEmpty()) {
                    Readers.end(client, reason);
                }
            }
            return here();
        }

        /** How long it may still hear nothing, at most {@link #LOOK}. */
        Duration quiet() {
            Duration left = heartbeat.minusNanos(System.nanoTime() - heard);
            return left.compareTo(LOOK) < 0 ? left : LOOK;
        }

        /** Tells one that has heard nothing for long its place. */
        void beat(Place place) {
            if (System.nanoTime() - heard >= heartbeat.toNanos() && here()) {
                say(place);
            }
        }

        /** Tells it its place, so that it misses nothing if it is cut off before it has had an event. */
        void say(Place place) {
            client.sendEvent("place", "{}", place.toString());
            heard = System.nanoTime();
        }

        /** Tells it that of a kind it is not sent what lies between two offsets, which is more than it wants to catch up with. */
        void skipped(Kind kind, long from, long to, Place place) {
            Map<String, Object> what = new TreeMap<>(Map.of("kind", kind.event(), "from", from, "to", to));
            client.sendEvent("skipped", Json.line(what), place.toString());
            heard = System.nanoTime();
        }

        /** Passes an event, and sends it if it is wanted. */
        void send(Event event, Place place) {
            place.pass(event);
            String data = wish.kinds().contains(event.kind()) && !client.terminated()
                    ? wish.data().apply(event)
                    : null;
            if (data != null) {
                client.sendEvent(event.kind().event(), data, place.toString());
                heard = System.nanoTime();
            }
        }
    }

    private void write(Reader reader, @Nullable String lastId) {
        try {
            boolean early = !ready.getAsBoolean();
            if (early) {
                reader.client.sendComment("open");
            }
            while (!ready.getAsBoolean() && reader.here()) {
                LockSupport.parkNanos(STARTING_NANOS);
            }
            long number = lastId == null ? Math.max(ring.start(), ring.end() - reader.wish.recent()) : ring.end();
            // known for what is not sent too, or whoever comes back would be given the whole log of it
            Place place = present(number);
            OptionalLong kept = OptionalLong.of(number);
            if (lastId != null) {
                place = Place.parse(lastId, place);
                kept = ring.after(place, reader.wish.kinds());
                // what the ring has by now is in the log too
                number = kept.orElse(ring.end());
            }
            if (!early) {
                reader.client.sendComment("open");
            }
            if (!reader.stays()) {
                return;
            }
            if (lastId == null) {
                reader.say(place);
            } else if (kept.isEmpty()) {
                catchUp(reader, place, present(number));
            }
            follow(reader, place, number);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.atDebug().addKeyValue("error", e.toString()).log("reader left");
        } finally {
            reader.client.close();
        }
    }

    private void follow(Reader reader, Place place, long start) throws InterruptedException {
        long number = start;
        while (reader.stays()) {
            List<Event> events = ring.from(number, BATCH, reader.quiet());
            if (number < ring.start()) {
                toldToResume.incrementAndGet();
                reader.client.sendEvent("resume", Json.line(Map.of("after", place.toString())), place.toString());
                return;
            }
            for (Event event : events) {
                if (!place.seen(event)) {
                    reader.send(event, place);
                }
            }
            number += events.size();
            reader.beat(place);
        }
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
    private void catchUp(Reader reader, Place place, Place present) {
        for (Kind kind : kinds) {
            Topic<?> topic = kind.topic();
            if (topic == null) {
                place.go(kind, present.next(kind));
            } else if (reader.wish.kinds().contains(kind)) {
                fromLog(reader, place, present, kind, topic);
            }
        }
    }

    private <T> void fromLog(Reader reader, Place place, Place present, Kind kind, Topic<T> topic) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        try (Consumer<String, T> consumer = kafka.consumer(topic.value(), "")) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            if (place.next(kind) > end) {
                place.go(kind, present.next(kind));
                return;
            }
            long next = place.next(kind);
            long from = Math.max(next, end - reader.wish.missed());
            if (from > next) {
                place.go(kind, from);
                reader.skipped(kind, next, from, place);
            }
            consumer.seek(partition, from);
            while (consumer.position(partition) < end && reader.stays()) {
                for (ConsumerRecord<String, T> item : consumer.poll(Duration.ofMillis(200))) {
                    if (item.value() != null) {
                        reader.send(Event.ofThePast(kind, item.offset(), item.value()), place);
                    }
                }
                reader.beat(place);
            }
        }
    }

    /** Readers with an open stream. */
    public int readers() {
        return readers.count();
    }

    /** Readers that were too slow and were told to resume. */
    public long toldToResume() {
        return toldToResume.get();
    }

    /** Ends every stream. */
    public void close() {
        ring.close();
        readers.close();
    }
}
