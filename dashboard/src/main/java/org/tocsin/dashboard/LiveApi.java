package org.tocsin.dashboard;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.tocsin.dashboard.history.HistoryIndex;
import org.tocsin.dashboard.live.ArticleEvent;
import org.tocsin.dashboard.live.Behind;
import org.tocsin.dashboard.live.TimeTravel;
import org.tocsin.model.Alert;
import org.tocsin.model.Delivery;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Story;
import org.tocsin.model.Topic;
import org.tocsin.model.Trend;
import org.tocsin.query.EntityNames;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.TopicFollower;
import org.tocsin.runtime.stream.Event;
import org.tocsin.runtime.stream.Kind;
import org.tocsin.runtime.stream.Ring;
import org.tocsin.runtime.stream.Streams;

/**
 * The streams: articles with alerts, stories, trends, health. Each flow has a ring of its own, so that the many trends of a
 * minute do not push articles out.
 */
final class LiveApi implements AutoCloseable {
    private static final int STATES = 200;
    private static final int RECENT = 200;

    /**
     * @param ring events of a flow that are kept in memory for readers that are a little behind
     * @param heartbeat after which a reader who was sent nothing is told its place
     */
    record Limits(int ring, Duration heartbeat) {
        static final Limits USUAL = new Limits(5_000, Duration.ofSeconds(15));
    }

    private final InstantSource clock;
    private final EntityNames names;
    private final Limits limits;
    private final Streams articles;
    private final Streams stories;
    private final Streams trends;
    private final Streams health;
    private final TimeTravel travel;
    private final Behind behind;
    private final List<TopicFollower<?>> followers;
    private final HealthWatch watch;

    /** Streams whose events are told to the pulse, to the stories and to the verdicts too; health is asked of {@code stages} and {@code figures}. */
    LiveApi(
            KafkaSettings kafka,
            HistoryIndex index,
            Pulse pulse,
            Consumer<ConsumerRecord<String, Story>> knowStory,
            Consumer<Alert> knowAlert,
            Supplier<Map<String, String>> stages,
            Supplier<Map<String, Object>> figures,
            InstantSource clock,
            EntityNames names,
            Limits limits) {
        this.clock = clock;
        this.names = names;
        this.limits = limits;
        Ring articleRing = new Ring(limits.ring());
        Ring storyRing = new Ring(limits.ring());
        Ring trendRing = new Ring(limits.ring());
        Ring healthRing = new Ring(STATES);
        articles = new Streams(kafka, articleRing, limits.heartbeat(), () -> true, Kind.ARTICLE, Kind.ALERT);
        stories = new Streams(kafka, storyRing, limits.heartbeat(), () -> true, Kind.STORY);
        trends = new Streams(kafka, trendRing, limits.heartbeat(), () -> true, Kind.TREND);
        health = new Streams(kafka, healthRing, limits.heartbeat(), () -> true, Kind.HEALTH);
        travel = new TimeTravel(index);
        behind = new Behind(index, kafka);
        watch = new HealthWatch(stages, figures, healthRing, () -> health.readers() > 0, clock);
        followers = List.of(
                new TopicFollower<Story>(kafka, Topic.STORIES, RECENT, item -> {
                    knowStory.accept(item);
                    storyRing.add(new Event(Kind.STORY, item.offset(), item.value()));
                }),
                new TopicFollower<EnrichedArticle>(kafka, Topic.ENRICHED, RECENT, item -> {
                    pulse.article(item);
                    articleRing.add(new ArticleEvent(item.offset(), item.value()));
                }),
                new TopicFollower<Alert>(kafka, Topic.ALERTS, RECENT, item -> {
                    pulse.alert(item);
                    knowAlert.accept(item.value());
                    articleRing.add(new Event(Kind.ALERT, item.offset(), item.value()));
                }),
                new TopicFollower<Delivery>(kafka, Topic.DELIVERIES, 0, item -> pulse.delivery(item.value())),
                new TopicFollower<Trend>(
                        kafka,
                        Topic.TRENDS,
                        RECENT,
                        item -> trendRing.add(new Event(Kind.TREND, item.offset(), item.value()))));
    }

    void routes(JavalinDefaultRoutingApi routes) {
        routes.get("/api/v1/stream", this::articles);
        routes.get(
                "/api/v1/alerts/stream",
                context -> serve(
                        context,
                        articles,
                        Event.where(behind.alerts(new Asked(context, clock, names).query())),
                        RECENT,
                        Kind.ALERT));
        routes.get("/api/v1/stories/stream", this::stories);
        routes.get("/api/v1/trends/stream", this::trends);
        routes.get("/api/v1/health/stream", context -> {
            new Asked(context, clock, names).refuse("q", "the state of the process has no articles");
            serve(context, health, Event::data, 1, Kind.HEALTH);
        });
    }

    /** What comes, or with {@code at} what came. */
    private void articles(Context context) {
        Asked asked = new Asked(context, clock, names);
        if (context.queryParam("at") != null) {
            travel.serve(
                    context,
                    asked.query(),
                    asked.time("at", Instant.EPOCH),
                    asked.decimal("speed", 1),
                    lastId(context));
            return;
        }
        serve(context, articles, ArticleEvent.matching(asked.query()), RECENT, Kind.ARTICLE, Kind.ALERT);
    }

    /** All stories, or one and those that have become a part of it. */
    private void stories(Context context) {
        Asked asked = new Asked(context, clock, names);
        String id = asked.text("id", "");
        Predicate<Event> one = event -> id.isEmpty()
                || (event.value() instanceof Story story
                        && (story.id().equals(id) || story.mergedInto().equals(id)));
        serve(context, stories, Event.where(one.and(behind.stories(asked.query()))), RECENT, Kind.STORY);
    }

    private void trends(Context context) {
        Asked asked = new Asked(context, clock, names);
        asked.refuse("q", "trends are counted over all articles; GET /api/v1/trends counts those of a query");
        String dimension = asked.choice("dimension", "", "topic", "entity", "place", "source", "language");
        double burst = asked.decimal("burst", 0);
        serve(
                context,
                trends,
                Event.where(event -> event.value() instanceof Trend trend
                        && (dimension.isEmpty() || trend.dimension().equals(dimension))
                        && trend.burst() >= burst),
                RECENT,
                Kind.TREND);
    }

    private static @Nullable String lastId(Context context) {
        String last = context.header("Last-Event-ID");
        return last == null ? context.queryParam("after") : last;
    }

    private void serve(
            Context context, Streams streams, Function<Event, @Nullable String> data, int recent, Kind... kinds) {
        Asked asked = new Asked(context, clock, names);
        streams.serve(
                context,
                new Streams.Wish(
                        Set.of(kinds),
                        data,
                        lastId(context),
                        asked.number("recent", Math.min(recent, limits.ring()), limits.ring()),
                        asked.number("missed", Streams.MAX_MISSED, Streams.MAX_MISSED),
                        () -> ""));
    }

    private Stream<Streams> all() {
        return Stream.of(articles, stories, trends, health);
    }

    /** Readers with an open stream. */
    int readers() {
        return all().mapToInt(Streams::readers).sum();
    }

    /** Readers that were too slow and were told to resume. */
    long toldToResume() {
        return all().mapToLong(Streams::toldToResume).sum();
    }

    /** Why a stream has stopped, or empty. */
    String trouble() {
        return followers.stream()
                .map(TopicFollower::trouble)
                .filter(trouble -> !trouble.isEmpty())
                .findFirst()
                .orElse("");
    }

    void start() {
        followers.forEach(TopicFollower::begin);
        watch.start();
    }

    void awaitReady() {
        followers.forEach(TopicFollower::await);
    }

    @Override
    public void close() {
        watch.close();
        all().forEach(Streams::close);
        travel.close();
        followers.forEach(TopicFollower::close);
    }
}
