package org.tocsin.dashboard;

import io.javalin.router.JavalinDefaultRoutingApi;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.tocsin.dashboard.history.GenerationFollower;
import org.tocsin.dashboard.history.HistoryFollower;
import org.tocsin.dashboard.history.HistoryIndex;
import org.tocsin.query.EntityNames;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Stage;

/** Serves the page and the API behind it: search over history, stories, trends, live streams, time travel, the system. */
public final class DashboardStage implements Stage {
    private final KafkaSettings kafka;
    private final Pulse pulse;
    private final HistoryIndex index;
    private final HistoryFollower history;
    private final GenerationFollower generations;
    private final Assets assets = new Assets();
    private final ArticleApi articleApi;
    private final StoryApi storyApi;
    private final TrendApi trendApi;
    private final SystemApi systemApi;
    private final FeedbackApi feedbackApi;
    private final LiveApi liveApi;
    private volatile Supplier<Map<String, String>> health = Map::of;

    /**
     * A dashboard with its index in a directory of its own.
     *
     * @param mostArticles articles that the index keeps
     * @param names what names of entities in a filter stand for
     */
    public DashboardStage(KafkaSettings kafka, Path directory, int mostArticles, EntityNames names) {
        InstantSource clock = InstantSource.system();
        this.kafka = kafka;
        index = new HistoryIndex(directory, mostArticles);
        pulse = new Pulse(clock);
        history = new HistoryFollower(kafka, index, item -> {});
        generations = new GenerationFollower(kafka, index);
        articleApi = new ArticleApi(index, clock, names);
        storyApi = new StoryApi(index, clock, names);
        trendApi = new TrendApi(index, clock, names);
        feedbackApi = new FeedbackApi(kafka, clock);
        systemApi = new SystemApi(kafka, clock, this::figures);
        liveApi = new LiveApi(
                kafka,
                index,
                pulse,
                storyApi::know,
                feedbackApi::know,
                () -> health.get(),
                systemApi::figures,
                clock,
                names,
                LiveApi.Limits.USUAL);
    }

    @Override
    public String name() {
        return "dashboard";
    }

    @Override
    public void routes(JavalinDefaultRoutingApi routes) {
        assets.routes(routes);
        liveApi.routes(routes);
        articleApi.routes(routes);
        storyApi.routes(routes);
        trendApi.routes(routes);
        systemApi.routes(routes);
        feedbackApi.routes(routes);
    }

    @Override
    public List<MeterBinder> meters() {
        return List.of(pulse, registry -> {
            Gauge.builder("tocsin.dead.letters", systemApi, SystemApi::letters)
                    .description("Records that were set aside, by the end of their topic; NaN until it is known")
                    .register(registry);
            Gauge.builder("tocsin.stream.readers", liveApi, LiveApi::readers)
                    .description("Open streams of events")
                    .register(registry);
            Gauge.builder("tocsin.stream.resumed", liveApi, LiveApi::toldToResume)
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

    @Override
    public void watch(Supplier<Map<String, String>> given) {
        health = given;
    }

    /** What the dashboard itself knows of the system. */
    private Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("articlesPerSecond", pulse.articlesPerSecond());
        figures.put("alertsPerMinute", pulse.alertsPerMinute());
        figures.put("articlesSinceStart", pulse.seen());
        figures.put("latency", pulse.latencies());
        figures.put("history", Map.of("articles", index.size(), "behind", history.behind()));
        figures.put("streams", Map.of("readers", liveApi.readers(), "toldToResume", liveApi.toldToResume()));
        return figures;
    }

    @Override
    public void start() {
        history.start();
        generations.start();
        liveApi.start();
        systemApi.start();
        feedbackApi.start();
    }

    @Override
    public void awaitReady() {
        liveApi.awaitReady();
        feedbackApi.awaitReady();
        storyApi.readMerges(kafka);
    }

    @Override
    public String trouble() {
        return Stream.of(
                        history.trouble(),
                        liveApi.trouble(),
                        generations.trouble(),
                        feedbackApi.trouble(),
                        systemApi.trouble())
                .filter(trouble -> !trouble.isEmpty())
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        liveApi.close();
        systemApi.close();
        feedbackApi.close();
        generations.close();
        history.close();
        index.close();
    }
}
