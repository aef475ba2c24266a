package org.tocsin.dashboard;

import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tocsin.model.Alert;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Stage;
import org.tocsin.runtime.TopicFollower;

/** Serves the page and sends articles and alerts to every open browser as server-sent events. */
public final class DashboardStage implements Stage {
    private static final int RECENT = 200;

    private record Event(String name, String data) {}

    /** An open browser and the events that it wants. */
    private record Reader(SseClient client, Set<String> names) {
        void send(Event event) {
            if (names.contains(event.name()) && !client.terminated()) {
                client.sendEvent(event.name(), event.data());
            }
        }
    }

    private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
    private final Deque<Event> recent = new ArrayDeque<>();
    private final TopicFollower<EnrichedArticle> articles;
    private final TopicFollower<Alert> alerts;

    public DashboardStage(KafkaSettings kafka) {
        articles = new TopicFollower<>(kafka, Topic.ENRICHED, RECENT, item -> send("article", item.value()));
        alerts = new TopicFollower<>(kafka, Topic.ALERTS, RECENT, item -> send("alert", item.value()));
    }

    @Override
    public String name() {
        return "dashboard";
    }

    @Override
    public void routes(JavalinDefaultRoutingApi routes) {
        routes.get(
                "/", context -> context.contentType("text/html; charset=utf-8").result(page()));
        routes.get("/api/v1/stream", context -> stream(context, Set.of("article", "alert")));
        routes.get("/api/v1/alerts/stream", context -> stream(context, Set.of("alert")));
    }

    private static byte[] page() throws IOException {
        try (InputStream in = Objects.requireNonNull(DashboardStage.class.getResourceAsStream("index.html"))) {
            return in.readAllBytes();
        }
    }

    /** Streams to every client, browser or not: the framework's own route answers only those that ask for the type. */
    private void stream(Context context, Set<String> names) {
        context.status(200).contentType("text/event-stream; charset=utf-8").header("Cache-Control", "no-cache");
        join(new SseClient(context), names);
    }

    private synchronized void join(SseClient client, Set<String> names) {
        client.keepAlive();
        client.sendComment("open");
        client.onClose(() -> leave(client));
        Reader reader = new Reader(client, names);
        recent.forEach(reader::send);
        readers.add(reader);
    }

    private synchronized void leave(SseClient client) {
        readers.removeIf(reader -> reader.client().equals(client));
    }

    private synchronized void send(String name, Object value) {
        Event event = new Event(name, Json.line(value));
        recent.addLast(event);
        if (recent.size() > RECENT) {
            recent.removeFirst();
        }
        readers.forEach(reader -> reader.send(event));
    }

    @Override
    public void start() {
        articles.start();
        alerts.start();
    }

    @Override
    public String trouble() {
        return "";
    }

    @Override
    public void close() {
        readers.forEach(reader -> reader.client().close());
        articles.close();
        alerts.close();
    }
}
