package org.tocsin.dashboard;

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

    private final Set<SseClient> clients = ConcurrentHashMap.newKeySet();
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
        routes.sse("/api/v1/stream", this::join);
        routes.sse("/api/v1/alerts/stream", this::join);
    }

    private static byte[] page() throws IOException {
        try (InputStream in = Objects.requireNonNull(DashboardStage.class.getResourceAsStream("index.html"))) {
            return in.readAllBytes();
        }
    }

    private synchronized void join(SseClient client) {
        client.keepAlive();
        client.onClose(() -> clients.remove(client));
        recent.forEach(event -> client.sendEvent(event.name(), event.data()));
        clients.add(client);
    }

    private synchronized void send(String name, Object value) {
        Event event = new Event(name, Json.line(value));
        recent.addLast(event);
        if (recent.size() > RECENT) {
            recent.removeFirst();
        }
        clients.removeIf(SseClient::terminated);
        clients.forEach(client -> client.sendEvent(event.name(), event.data()));
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
        clients.forEach(SseClient::close);
        articles.close();
        alerts.close();
    }
}
