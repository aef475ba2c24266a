package org.tocsin.dashboard.live;

import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.dashboard.history.HistoryIndex;
import org.tocsin.model.Json;
import org.tocsin.query.Query;
import org.tocsin.runtime.access.Access;
import org.tocsin.runtime.stream.Readers;

/**
 * Articles as they came, for a past time at {@code speed} times its pace: every revision of an article at the time when it
 * came to be known, and {@code clock} four times a second with the time that the reader is at. Every event has an id; a reader
 * that comes back with it goes on after that event. It ends when it reaches what is not searchable yet.
 */
public final class TimeTravel {
    /** Fastest pace. */
    public static final double MAX_SPEED = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(TimeTravel.class);
    private static final Duration TICK = Duration.ofMillis(250);
    private static final int BATCH = 200;

    /** What came just now may not be in the index yet. */
    private static final Duration INDEXING = Duration.ofSeconds(3);

    private final HistoryIndex index;
    private final Readers readers = new Readers();

    public TimeTravel(HistoryIndex index) {
        this.index = index;
    }

    /**
     * What comes next: what came to be known at {@code millis} and lies in the log at {@code offset} or after it, and
     * whatever came to be known later. Its text is the id of an event.
     */
    private record Place(long millis, long offset) {
        private static final String MARK = "past.";

        static Place parse(String id) {
            String[] parts = id.strip().split("\\.", -1);
            try {
                if (id.startsWith(MARK) && parts.length == 3) {
                    return new Place(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(no(id), e);
            }
            throw new IllegalArgumentException(no(id));
        }

        private static String no(String id) {
            return "Last-Event-ID is not the id of an event of a stream of the past: " + id;
        }

        @Override
        public String toString() {
            return MARK + millis + "." + offset;
        }
    }

    /**
     * Answers with what came to be known from {@code from} on, or after the event whose id is {@code lastId}; what lies between
     * that and a later {@code from} comes at once.
     */
    public void serve(Context context, @Nullable Query query, Instant from, double speed, @Nullable String lastId) {
        if (!(speed >= 1 && speed <= MAX_SPEED)) {
            throw new IllegalArgumentException("speed must be between 1 and 1000, not " + speed);
        }
        Place start = lastId == null || lastId.isBlank() ? new Place(from.toEpochMilli(), 0) : Place.parse(lastId);
        long present = Math.max(from.toEpochMilli(), start.millis());
        Supplier<String> held = Access.held(context);
        SseClient client = readers.open(context);
        Thread.ofVirtual().name("time-travel").start(() -> play(client, query, start, present, speed, held));
    }

    private void play(
            SseClient client, @Nullable Query query, Place start, long present, double speed, Supplier<String> held) {
        try {
            Place place = start;
            long began = System.nanoTime();
            while (!client.terminated()) {
                String reason = held.get();
                if (!reason.isEmpty()) {
                    Readers.end(client, reason);
                    return;
                }
                long gone = (long) ((System.nanoTime() - began) / 1e6 * speed);
                long end = Instant.now().minus(INDEXING).toEpochMilli();
                long now = Math.max(present, Math.min(present + gone, end));
                place = until(client, query, place, now);
                client.sendEvent(
                        "clock", Json.line(Map.of("now", Instant.ofEpochMilli(now), "speed", speed)), place.toString());
                if (now >= end) {
                    client.sendEvent("arrived", Json.line(Map.of("now", Instant.ofEpochMilli(now))), place.toString());
                    return;
                }
                LockSupport.parkNanos(TICK.toNanos());
            }
        } catch (IOException | RuntimeException e) {
            LOG.atDebug().addKeyValue("error", e.toString()).log("traveller left");
        } finally {
            client.close();
        }
    }

    /** Sends what came to be known from a place on and before a time, in milliseconds; the place after it. */
    private Place until(SseClient client, @Nullable Query query, Place from, long to) throws IOException {
        Place place = from;
        List<HistoryIndex.Heard> heard;
        do {
            heard = place.millis() < to ? index.heard(query, place.millis(), place.offset(), to, BATCH) : List.of();
            for (HistoryIndex.Heard one : heard) {
                place = new Place(one.known(), one.item().offset() + 1);
                String data = ArticleEvent.matching(query)
                        .apply(new ArticleEvent(one.item().offset(), one.item().article()));
                if (data != null && !client.terminated()) {
                    client.sendEvent("article", data, place.toString());
                }
            }
        } while (heard.size() == BATCH && !client.terminated());
        return place.millis() < to ? new Place(to, 0) : place;
    }

    /** Ends every journey. */
    public void close() {
        readers.close();
    }
}
