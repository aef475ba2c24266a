package org.tocsin.dashboard.live;

import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.dashboard.history.HistoryIndex;
import org.tocsin.dashboard.history.Page;
import org.tocsin.dashboard.history.Search;
import org.tocsin.model.Json;
import org.tocsin.query.Query;

/**
 * The same events as live, for a past time at {@code speed} times its pace: articles in the order in which they were
 * published, and {@code clock} four times a second with the time that the reader is at. It ends when it reaches now.
 */
public final class TimeTravel {
    /** Fastest pace. */
    public static final double MAX_SPEED = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(TimeTravel.class);
    private static final Duration TICK = Duration.ofMillis(250);

    private final HistoryIndex index;
    private final Set<SseClient> open = ConcurrentHashMap.newKeySet();

    public TimeTravel(HistoryIndex index) {
        this.index = index;
    }

    /** Answers with the articles published from {@code from} on. */
    public void serve(Context context, @Nullable Query query, Instant from, double speed) {
        if (!(speed >= 1 && speed <= MAX_SPEED)) {
            throw new IllegalArgumentException("speed must be between 1 and 1000, not " + speed);
        }
        context.status(200).contentType("text/event-stream; charset=utf-8").header("Cache-Control", "no-cache");
        SseClient client = new SseClient(context);
        client.keepAlive();
        open.add(client);
        client.onClose(() -> open.remove(client));
        Thread.ofVirtual().name("time-travel").start(() -> play(client, query, from, speed));
    }

    private void play(SseClient client, @Nullable Query query, Instant from, double speed) {
        try {
            Instant sent = from;
            long began = System.nanoTime();
            while (!client.terminated() && sent.isBefore(Instant.now())) {
                Instant now = from.plusNanos((long) ((System.nanoTime() - began) * speed));
                client.sendEvent("clock", Json.line(Map.of("now", now, "speed", speed)));
                if (now.isAfter(sent)) {
                    between(client, query, sent, now);
                    sent = now;
                }
                LockSupport.parkNanos(TICK.toNanos());
            }
            client.sendEvent("arrived", Json.line(Map.of("now", sent)));
        } catch (IOException | RuntimeException e) {
            LOG.atDebug().addKeyValue("error", e.toString()).log("traveller left");
        } finally {
            client.close();
        }
    }

    private void between(SseClient client, @Nullable Query query, Instant from, Instant to) throws IOException {
        Search.Cursor cursor = null;
        do {
            Page page = index.search(
                    Search.between(from, to).matching(query).page(Search.Order.OLDEST, Search.MAX_LIMIT, cursor));
            for (Page.Item item : page.items()) {
                if (!client.terminated()) {
                    client.sendEvent("article", Json.line(item.article()));
                }
            }
            cursor = page.next() == null ? null : Search.Cursor.parse(page.next());
        } while (cursor != null && !client.terminated());
    }

    /** Ends every journey. */
    public void close() {
        open.forEach(SseClient::close);
    }
}
