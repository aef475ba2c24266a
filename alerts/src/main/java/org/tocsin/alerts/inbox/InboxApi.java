package org.tocsin.alerts.inbox;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.tocsin.alerts.subscription.Subscriptions;
import org.tocsin.model.Alert;
import org.tocsin.model.Decision;
import org.tocsin.model.Delivery;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.query.Document;
import org.tocsin.query.EntityNames;
import org.tocsin.query.Query;
import org.tocsin.query.QueryException;
import org.tocsin.runtime.Backlog;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;
import org.tocsin.runtime.Parameters;
import org.tocsin.runtime.Problem;
import org.tocsin.runtime.Stage;
import org.tocsin.runtime.TopicFollower;
import org.tocsin.runtime.stream.Event;
import org.tocsin.runtime.stream.Kind;
import org.tocsin.runtime.stream.Ring;
import org.tocsin.runtime.stream.Streams;

/**
 * Alerts, deliveries and decisions over HTTP, latest first, as far back as the log goes; the stream of a subscription too
 * when its reader says with {@code Last-Event-ID} where it was.
 */
public final class InboxApi implements Stage {
    static final int LATEST = 20_000;
    private static final int PAGE = 100;
    private static final int MAX_PAGE = 1_000;
    private static final int IN_FEED = 50;

    /** Feeds that are kept in memory, those asked for last. */
    private static final int MAX_FEEDS = 1_000;

    /** How many records are looked at together, and before a page ends though it is not full. */
    private static final int SLICE = 1_000;

    private static final int SCAN = 100_000;

    /** The same where the article of each is read from the log. */
    private static final int SLICE_OF_ARTICLES = 200;

    private static final int SCAN_OF_ARTICLES = 2_000;
    private static final int KEPT = 5_000;
    /** What bears a time is in the log after no longer. */
    private static final Duration WITHIN = Duration.ofMinutes(1);

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final KafkaSettings kafka;
    private final Subscriptions subscriptions;
    private final EntityNames names;
    private final Backlog<String, Alert> alerts;
    private final Backlog<String, Delivery> deliveries;
    private final Backlog<String, Decision> decisions;
    private final Latest feeds = new Latest(IN_FEED, MAX_FEEDS, this::lookUp);
    private final Ring ring = new Ring(KEPT);
    private final Streams streams;
    private final TopicFollower<Alert> alertFollower;
    private final TopicFollower<Delivery> deliveryFollower;

    /** Alerts and deliveries of the log; {@code names} is what names of entities in a filter stand for. */
    public InboxApi(KafkaSettings kafka, Subscriptions subscriptions, EntityNames names) {
        this.kafka = kafka;
        this.names = names;
        alerts = backlog(Topic.ALERTS, LATEST);
        deliveries = backlog(Topic.DELIVERIES, LATEST);
        decisions = backlog(Topic.DECISIONS, 0);
        this.subscriptions = subscriptions;
        alertFollower = new TopicFollower<>(kafka, Topic.ALERTS, LATEST, item -> {
            alerts.post(item);
            feeds.come(item.value());
            ring.add(new Event(Kind.ALERT, item.offset(), item.value()));
        });
        streams = new Streams(kafka, ring, HEARTBEAT, alertFollower::caughtUp, Kind.ALERT);
        deliveryFollower = new TopicFollower<>(kafka, Topic.DELIVERIES, LATEST, deliveries::post);
    }

    private <V> Backlog<String, V> backlog(Topic<V> topic, int kept) {
        return new Backlog<>(topic, kept, () -> kafka.consumer(topic.value(), ""));
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
            Problem.answer(context, 404, "no subscription " + context.pathParam("id"));
        }
        return found;
    }

    private void feed(Context context, String type) {
        Subscription subscription = found(context);
        if (subscription == null) {
            return;
        }
        List<Alert> latest = feeds.of(subscription.id());
        String feed = type.startsWith("application/atom")
                ? AlertFeeds.atom(subscription, latest, context.fullUrl())
                : AlertFeeds.json(subscription, latest, context.fullUrl());
        context.contentType(type).result(feed.getBytes(StandardCharsets.UTF_8));
    }

    /** The latest alerts of a subscription: of those in memory, and of {@link #SCAN} before them. */
    private List<Alert> lookUp(String subscription) {
        Backlog.Choice<String, Alert> own = some -> some.stream()
                .filter(post -> post.value().subscription().equals(subscription))
                .toList();
        Backlog.Page<String, Alert> page = alerts.page("", null, IN_FEED, SLICE, SCAN, own);
        List<Alert> found = new ArrayList<>(page.values());
        String next = page.next();
        if (next != null && found.size() < IN_FEED) {
            found.addAll(alerts.page(next, null, IN_FEED - found.size(), SLICE, SCAN, own)
                    .values());
        }
        return found;
    }

    /** Who comes while this process starts is kept until it knows what there is: a browser that is turned away stays away. */
    private void stream(Context context) {
        String id = context.pathParam("id");
        if (alertFollower.caughtUp() && found(context) == null) {
            return;
        }
        String last = context.header("Last-Event-ID");
        streams.serve(
                context,
                new Streams.Wish(
                        Set.of(Kind.ALERT),
                        Event.where(event -> event.value() instanceof Alert alert
                                && alert.subscription().equals(id)),
                        last == null ? context.queryParam("after") : last,
                        0,
                        Streams.MAX_MISSED,
                        () -> subscriptions.get(id) == null ? "no subscription " + id : ""));
    }

    private void list(Context context) {
        String subscription = context.queryParam("subscription");
        String q = Objects.requireNonNullElse(context.queryParam("q"), "");
        Predicate<Alert> wanted =
                alert -> subscription == null || alert.subscription().equals(subscription);
        if (q.isBlank()) {
            answer(context, alerts, Alert::created, wanted);
            return;
        }
        Query query = query(q);
        Instant at = at(context);
        answer(context, alerts, SLICE_OF_ARTICLES, SCAN_OF_ARTICLES, at, some -> {
            List<ConsumerRecord<String, Alert>> few = some.stream()
                    .filter(post ->
                            wanted.test(post.value()) && by(at, post.value().created()))
                    .toList();
            Set<Alert> matched = matched(
                    few.stream().flatMap(post -> post.value().told().stream()).toList(), query);
            return few.stream()
                    .filter(post -> post.value().told().stream().anyMatch(matched::contains))
                    .toList();
        });
    }

    private Query query(String text) {
        try {
            return Query.parse(text, names);
        } catch (QueryException e) {
            throw new BadRequestResponse(
                    "parameter q cannot be read: " + e.getMessage(), Map.of("column", String.valueOf(e.column())));
        }
    }

    /** The alerts whose article, in the revision that they tell of, is one of the query. */
    private Set<Alert> matched(List<Alert> some, Query query) {
        Map<Long, EnrichedArticle> articles = Log.at(
                kafka,
                Topic.ENRICHED,
                some.stream().map(Alert::offset).filter(offset -> offset >= 0).toList());
        return some.stream()
                .filter(alert -> {
                    EnrichedArticle article = articles.get(alert.offset());
                    return article != null
                            && article.article().id().equals(alert.article())
                            && query.match(Document.of(article)).matched();
                })
                .collect(Collectors.toSet());
    }

    private void log(Context context) {
        String subscription = context.queryParam("subscription");
        String alert = context.queryParam("alert");
        answer(
                context,
                deliveries,
                Delivery::at,
                one -> (subscription == null || subscription.equals(one.subscription()))
                        && (alert == null || alert.equals(one.alert())));
    }

    /** Read from the log whenever someone asks, since there are as many decisions as matches. */
    private void decisions(Context context) {
        String subscription = context.queryParam("subscription");
        String article = context.queryParam("article");
        answer(
                context,
                decisions,
                Decision::at,
                one -> (subscription == null || subscription.equals(one.subscription()))
                        && (article == null || article.equals(one.article())));
    }

    /** The present that is asked for, null for now. */
    private static @Nullable Instant at(Context context) {
        String text = context.queryParam("at");
        return text == null ? null : Parameters.time("at", text);
    }

    /** Whether something that was at {@code time} was there at {@code at}. */
    private static boolean by(@Nullable Instant at, Instant time) {
        return at == null || !time.isAfter(at);
    }

    private static <V> void answer(
            Context context, Backlog<String, V> of, Function<V, Instant> time, Predicate<V> wanted) {
        Instant at = at(context);
        answer(
                context,
                of,
                SLICE,
                SCAN,
                at,
                some -> some.stream()
                        .filter(post -> wanted.test(post.value()) && by(at, time.apply(post.value())))
                        .toList());
    }

    private static <V> void answer(
            Context context,
            Backlog<String, V> of,
            int slice,
            int scan,
            @Nullable Instant at,
            Backlog.Choice<String, V> wanted) {
        String limit = Objects.requireNonNullElse(context.queryParam("limit"), String.valueOf(PAGE));
        if (!limit.matches("\\d{1,4}") || Integer.parseInt(limit) > MAX_PAGE) {
            throw Parameters.wrong("limit", limit, "between 0 and " + MAX_PAGE, null);
        }
        String cursor = Objects.requireNonNullElse(context.queryParam("cursor"), "");
        Backlog.Page<String, V> page;
        try {
            Instant written = at == null ? null : at.plus(WITHIN);
            page = of.page(cursor, written, Integer.parseInt(limit), slice, scan, wanted);
        } catch (IllegalArgumentException e) {
            throw (BadRequestResponse) new BadRequestResponse(String.valueOf(e.getMessage())).initCause(e);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("items", page.values().stream().map(InboxApi::shown).toList());
        answer.put("next", page.next());
        context.contentType("application/json").result(Json.line(answer));
    }

    private static Object shown(Object value) {
        return value instanceof Delivery delivery ? delivery.brief() : value;
    }

    private void again(Context context) {
        String alert = context.queryParam("alert");
        String subscription = context.queryParam("subscription");
        String start = context.queryParam("from");
        String end = context.queryParam("to");
        if (alert == null && (subscription == null || start == null || end == null)) {
            throw new BadRequestResponse(
                    "name an alert, or a subscription and a range of time with from and to, as parameters");
        }
        Instant from = time("from", start, Instant.EPOCH);
        Instant to = time("to", end, Instant.MAX);
        Redelivery.Done done = new Redelivery(kafka, subscriptions::get)
                .again(one -> (alert == null || one.id().equals(alert))
                        && (subscription == null || one.subscription().equals(subscription))
                        && !one.created().isBefore(from)
                        && one.created().isBefore(to));
        if (alert != null && done.alerts() == 0) {
            throw new NotFoundResponse("no alert " + alert + " is in the log");
        }
        context.contentType("application/json").result(Json.line(done));
    }

    private static Instant time(String name, @Nullable String text, Instant otherwise) {
        return text == null ? otherwise : Parameters.time(name, text);
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
        streams.close();
        alertFollower.close();
        deliveryFollower.close();
    }
}
