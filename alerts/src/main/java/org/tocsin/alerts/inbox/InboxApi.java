package org.tocsin.alerts.inbox;

import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.alerts.subscription.Subscriptions;
import org.tocsin.model.Alert;
import org.tocsin.model.Decision;
import org.tocsin.model.Delivery;
import org.tocsin.model.Json;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;
import org.tocsin.runtime.Stage;
import org.tocsin.runtime.TopicFollower;

/**
 * Alerts and deliveries over HTTP, from the latest {@link #LATEST} of each; the stream of a subscription goes back as far
 * as the log when its reader says with {@code Last-Event-ID} where it was.
 */
public final class InboxApi implements Stage {
    static final int LATEST = 20_000;
    private static final int PAGE = 100;

    private final KafkaSettings kafka;
    private final Subscriptions subscriptions;
    private final Board<Alert> alerts = new Board<>(LATEST);
    private final Board<Delivery> deliveries = new Board<>(LATEST);
    private final Set<SseClient> readers = ConcurrentHashMap.newKeySet();
    private final TopicFollower<Alert> alertFollower;
    private final TopicFollower<Delivery> deliveryFollower;

    public InboxApi(KafkaSettings kafka, Subscriptions subscriptions) {
        this.kafka = kafka;
        this.subscriptions = subscriptions;
        alertFollower =
                new TopicFollower<>(kafka, Topic.ALERTS, LATEST, item -> alerts.post(item.offset(), item.value()));
        deliveryFollower = new TopicFollower<>(
                kafka, Topic.DELIVERIES, LATEST, item -> deliveries.post(item.offset(), item.value()));
    }

    @Override
    public String name() {
        return "inbox";
    }

    @Override
    public void routes(JavalinDefaultRoutingApi routes) {
        String one = "/api/v1/subscriptions/{id}";
        routes.get(one + "/stream", this::stream);
        routes.get(one + "/alerts.atom", context -> feed(context, "application/atom+xml; charset=utf-8"));
        routes.get(one + "/alerts.json", context -> feed(context, "application/feed+json"));
        routes.get("/api/v1/alerts", this::list);
        routes.get("/api/v1/deliveries", this::log);
        routes.post("/api/v1/deliveries/again", this::again);
        routes.get("/api/v1/decisions", this::decisions);
    }

    private @Nullable Subscription found(Context context) {
        Subscription found = subscriptions.get(context.pathParam("id"));
        if (found == null) {
            problem(context, 404, "no subscription " + context.pathParam("id"));
        }
        return found;
    }

    private static void problem(Context context, int status, String detail) {
        context.status(status)
                .contentType("application/problem+json")
                .result(Json.line(Map.of(
                        "type",
                        "about:blank",
                        "title",
                        status == 404 ? "Not found" : "Refused",
                        "status",
                        status,
                        "detail",
                        detail)));
    }

    private void feed(Context context, String type) {
        Subscription subscription = found(context);
        if (subscription == null) {
            return;
        }
        List<Alert> latest = alerts.latest(alert -> alert.subscription().equals(subscription.id()), 50).stream()
                .map(Board.Post::value)
                .toList();
        context.contentType(type)
                .result(
                        type.startsWith("application/atom")
                                ? AlertFeeds.atom(subscription, latest, context.fullUrl())
                                : AlertFeeds.json(subscription, latest, context.fullUrl()));
    }

    private void stream(Context context) {
        Subscription subscription = found(context);
        if (subscription == null) {
            return;
        }
        String last = Objects.requireNonNullElse(context.header("Last-Event-ID"), "");
        context.status(200).contentType("text/event-stream; charset=utf-8").header("Cache-Control", "no-cache");
        SseClient client = new SseClient(context);
        client.keepAlive();
        client.sendComment("open");
        Reader reader = new Reader(client);
        Consumer<Board.Post<Alert>> listener = post -> {
            if (post.value().subscription().equals(subscription.id())) {
                reader.offer(post);
            }
        };
        readers.add(client);
        client.onClose(() -> {
            alerts.leave(listener);
            readers.remove(client);
            reader.stop();
        });
        if (!last.matches("\\d{1,18}")) {
            alerts.join(latestOffset(), listener);
            return;
        }
        Thread.ofVirtual().name("catch-up").start(() -> {
            alerts.join(catchUp(Long.parseLong(last), subscription.id(), reader), listener);
            if (reader.stopped()) {
                alerts.leave(listener);
            }
        });
    }

    private long latestOffset() {
        List<Board.Post<Alert>> latest = alerts.latest(alert -> true, 1);
        return latest.isEmpty() ? -1 : latest.getFirst().offset();
    }

    /** Sends from the log until the rest, which the board has, fits the reader's queue; gives the last offset looked at. */
    private long catchUp(long after, String subscription, Reader reader) {
        long[] at = {after};
        for (long before = -1; !reader.stopped() && at[0] != before && latestOffset() - at[0] > Reader.MOST / 2; ) {
            before = at[0];
            Log.read(kafka, Topic.ALERTS, before + 1, item -> {
                at[0] = item.offset();
                if (item.value().subscription().equals(subscription)) {
                    reader.put(new Board.Post<>(item.offset(), item.value()));
                }
            });
        }
        return at[0];
    }

    private void list(Context context) {
        String subscription = context.queryParam("subscription");
        context.contentType("application/json")
                .result(Json.line(
                        alerts
                                .latest(
                                        alert -> subscription == null
                                                || alert.subscription().equals(subscription),
                                        PAGE)
                                .stream()
                                .map(Board.Post::value)
                                .toList()));
    }

    private void log(Context context) {
        String subscription = context.queryParam("subscription");
        String alert = context.queryParam("alert");
        context.contentType("application/json")
                .result(Json.line(deliveries
                        .latest(
                                one -> (subscription == null || subscription.equals(one.subscription()))
                                        && (alert == null || alert.equals(one.alert())),
                                PAGE)
                        .stream()
                        .map(Board.Post::value)
                        .toList()));
    }

    /** Read from the log whenever someone asks, since there are as many decisions as matches. */
    private void decisions(Context context) {
        String subscription = context.queryParam("subscription");
        String article = context.queryParam("article");
        ArrayDeque<Decision> latest = new ArrayDeque<>();
        Log.latest(kafka, Topic.DECISIONS, LATEST, item -> {
            Decision one = item.value();
            if ((subscription == null || subscription.equals(one.subscription()))
                    && (article == null || article.equals(one.article()))) {
                latest.addFirst(one);
                if (latest.size() > PAGE) {
                    latest.removeLast();
                }
            }
        });
        context.contentType("application/json").result(Json.line(latest));
    }

    private void again(Context context) {
        String alert = context.queryParam("alert");
        String subscription = context.queryParam("subscription");
        String start = context.queryParam("from");
        String end = context.queryParam("to");
        if (alert == null && (subscription == null || start == null || end == null)) {
            problem(context, 422, "name an alert, or a subscription and a range of time with from and to");
            return;
        }
        try {
            Instant from = time(start, Instant.EPOCH);
            Instant to = time(end, Instant.MAX);
            Redelivery.Done done = new Redelivery(kafka, subscriptions::get)
                    .again(one -> (alert == null || one.id().equals(alert))
                            && (subscription == null || one.subscription().equals(subscription))
                            && !one.created().isBefore(from)
                            && one.created().isBefore(to));
            context.contentType("application/json").result(Json.line(done));
        } catch (DateTimeParseException e) {
            problem(context, 422, "from and to are times such as 2025-01-11T09:30:00Z");
        }
    }

    private static Instant time(@Nullable String text, Instant otherwise) {
        return text == null ? otherwise : Instant.parse(text);
    }

    @Override
    public void start() {
        alertFollower.begin();
        deliveryFollower.begin();
    }

    @Override
    public void awaitReady() {
        alertFollower.await();
        deliveryFollower.await();
    }

    @Override
    public String trouble() {
        return alertFollower.trouble().isEmpty() ? deliveryFollower.trouble() : alertFollower.trouble();
    }

    @Override
    public void close() {
        readers.forEach(SseClient::close);
        alertFollower.close();
        deliveryFollower.close();
    }
}
