package org.tocsin.dashboard;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.tocsin.dashboard.history.HistoryFollower;
import org.tocsin.dashboard.history.HistoryIndex;
import org.tocsin.dashboard.live.Event;
import org.tocsin.dashboard.live.Ring;
import org.tocsin.dashboard.live.Streams;
import org.tocsin.dashboard.live.TimeTravel;
import org.tocsin.model.Alert;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Story;
import org.tocsin.model.Topic;
import org.tocsin.query.EntityNames;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Stage;
import org.tocsin.runtime.TopicFollower;

/** Serves the page and the API behind it: search over history, stories, trends, live streams, time travel, the system. */
public final class DashboardStage implements Stage {
    /** Events that are kept in memory for readers that are a little behind. */
    private static final int RING = 5_000;

    private static final int RECENT = 200;
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final InstantSource clock = InstantSource.system();
    private final EntityNames names;
    private final Assets assets = new Assets();
    private final Ring ring = new Ring(RING);
    private final Pulse pulse;
    private final HistoryIndex index;
    private final HistoryFollower history;
    private final TopicFollower<EnrichedArticle> articles;
    private final TopicFollower<Alert> alerts;
    private final TopicFollower<Story> stories;
    private final Streams streams;
    private final TimeTravel travel;
    private final ArticleApi articleApi;
    private final StoryApi storyApi;
    private final TrendApi trendApi;
    private final SystemApi systemApi;
    private final FeedbackApi feedbackApi;

    /**
     * A dashboard with its index in a directory of its own.
     *
     * @param mostArticles articles that the index keeps
     * @param names what names of entities in a filter stand for
     */
    public DashboardStage(KafkaSettings kafka, Path directory, int mostArticles, EntityNames names) {
        this.names = names;
        index = new HistoryIndex(directory, mostArticles);
        pulse = new Pulse(clock);
        history = new HistoryFollower(kafka, index, item -> {});
        articles = new TopicFollower<>(kafka, Topic.ENRICHED, RECENT, this::article);
        alerts = new TopicFollower<>(kafka, Topic.ALERTS, RECENT, this::alert);
        streams = new Streams(kafka, ring, HEARTBEAT);
        travel = new TimeTravel(index);
        articleApi = new ArticleApi(index, clock, names);
        storyApi = new StoryApi(index, clock, names);
        trendApi = new TrendApi(index, clock, names);
        systemApi = new SystemApi(kafka, pulse, index, history, streams);
        feedbackApi = new FeedbackApi(kafka, clock);
        stories = new TopicFollower<>(
                kafka, Topic.STORIES, -1, item -> storyApi.know(String.valueOf(item.key()), item.value()));
    }

    @Override
    public String name() {
        return "dashboard";
    }

    @Override
    public void routes(JavalinDefaultRoutingApi routes) {
        assets.routes(routes);
        articleApi.routes(routes);
        storyApi.routes(routes);
        trendApi.routes(routes);
        systemApi.routes(routes);
        feedbackApi.routes(routes);
        routes.get("/api/v1/stream", context -> stream(context, Set.of("article", "alert")));
        routes.get("/api/v1/alerts/stream", context -> stream(context, Set.of("alert")));
    }

    @Override
    public List<MeterBinder> meters() {
        return List.of(registry -> {
            Gauge.builder("tocsin.stream.readers", streams, Streams::readers)
                    .description("Open streams of events")
                    .register(registry);
            Gauge.builder("tocsin.stream.resumed", streams, one -> one.toldToResume())
                    .description("Readers that were too slow and were told to resume")
                    .register(registry);
            Gauge.builder("tocsin.history.articles", index, HistoryIndex::size)
                    .description("Articles in the index of history")
                    .register(registry);
            Gauge.builder("tocsin.history.behind", history, HistoryFollower::behind)
                    .description("Records of the log that are not in the index yet")
                    .register(registry);
        });
    }

    /** A stream of what comes, or with {@code at} one of what came. */
    private void stream(Context context, Set<String> names) {
        Asked asked = new Asked(context, clock, this.names);
        if (context.queryParam("at") != null) {
            travel.serve(context, asked.query(), asked.time("at", Instant.EPOCH), asked.decimal("speed", 1));
            return;
        }
        String last = context.header("Last-Event-ID");
        streams.serve(
                context,
                names,
                asked.query(),
                last == null ? context.queryParam("after") : last,
                asked.number("recent", RECENT, RING));
    }

    private void article(ConsumerRecord<String, EnrichedArticle> item) {
        pulse.article(item);
        ring.add(new Event("article", item.offset(), item.value()));
    }

    private void alert(ConsumerRecord<String, Alert> item) {
        pulse.alert(item);
        ring.add(new Event("alert", item.offset(), item.value()));
    }

    @Override
    public void start() {
        history.start();
        stories.start();
        articles.start();
        alerts.start();
        systemApi.start();
    }

    @Override
    public String trouble() {
        return history.trouble();
    }

    @Override
    public void close() {
        streams.close();
        travel.close();
        articles.close();
        alerts.close();
        stories.close();
        systemApi.close();
        history.close();
        index.close();
    }
}
