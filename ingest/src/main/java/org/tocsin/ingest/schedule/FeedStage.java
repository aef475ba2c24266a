package org.tocsin.ingest.schedule;

import io.javalin.router.JavalinDefaultRoutingApi;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.article.ArticleSink;
import org.tocsin.model.Feed;
import org.tocsin.runtime.FeedSettings;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Stage;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.WebUrl;

/** Polls this instance's share of the feeds, and serves them. */
public final class FeedStage implements Stage {
    private static final Logger LOG = LoggerFactory.getLogger(FeedStage.class);

    private final FeedsServed served;
    private final Feeds feeds;
    private final ArticleSink sink;
    private final FeedArticles articles;
    private final WebSub hubs;
    private final FeedFleet fleet;
    private final Path list;
    private final InstantSource clock = InstantSource.system();
    private final ScheduledExecutorService imports = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("feed-list").daemon().factory());

    /**
     * @param list a file of addresses, one a line; whenever it appears its feeds are added and it is renamed
     * @param instance this instance's name, the same after a restart
     */
    public FeedStage(KafkaSettings kafka, Path list, String instance, FeedSettings settings, GuardedClient http) {
        this.list = list;
        served = new FeedsServed(kafka, http);
        feeds = served.feeds();
        sink = new ArticleSink(kafka);
        Duration delay = settings.hostDelay();
        Robots robots = new Robots(http::send, clock, delay);
        articles = new FeedArticles(new ArticleReader(clock), sink, new PageText(http::send, robots, clock), clock);
        hubs = new WebSub(kafka, feeds, articles, http::send, settings.publicUrl(), clock);
        Pacing pacing = new Pacing(settings.floor(), settings.ceiling(), settings.initial(), new Random());
        fleet = new FeedFleet(
                kafka, instance, new FeedPoll(http::send, articles, hubs, pacing, clock, robots::delay), clock, delay);
    }

    @Override
    public String name() {
        return served.name();
    }

    @Override
    public void routes(JavalinDefaultRoutingApi routes) {
        served.routes(routes);
        hubs.routes(routes);
    }

    @Override
    public List<MeterBinder> meters() {
        return Stream.concat(served.meters().stream(), Stream.of(fleet.meter(), articles.meter(), sink.meter()))
                .toList();
    }

    @Override
    public void start() {
        served.start();
        hubs.start();
        fleet.start();
        var _ = imports.scheduleWithFixedDelay(this::takeList, 0, 2, TimeUnit.SECONDS);
    }

    @Override
    public void awaitReady() {
        fleet.awaitReady();
    }

    private void takeList() {
        if (!Files.exists(list)) {
            return;
        }
        try {
            List<Feed> added = new ArrayList<>();
            for (String line : Files.readAllLines(list)) {
                String address = line.strip();
                if (address.isEmpty() || address.startsWith("#")) {
                    continue;
                }
                try {
                    Feed feed = Feeds.define(feeds.revealed(address), "", "", List.of(), 0, false, clock.instant());
                    if (feeds.find(feed.id()).isEmpty()) {
                        added.add(feed);
                    }
                } catch (IllegalArgumentException e) {
                    LOG.atWarn()
                            .addKeyValue("feed", WebUrl.shown(address))
                            .addKeyValue("error", e.getMessage())
                            .log("feed not added");
                }
            }
            feeds.saveAll(added);
            Files.move(
                    list, list.resolveSibling(list.getFileName() + ".imported"), StandardCopyOption.REPLACE_EXISTING);
            LOG.atInfo().addKeyValue("feeds", added.size()).log("feed list taken in");
        } catch (IOException | RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("file", list)
                    .addKeyValue("error", e.toString())
                    .log("feed list not taken in");
        }
    }

    @Override
    public String trouble() {
        return fleet.trouble();
    }

    @Override
    public Map<String, String> notices() {
        return served.notices();
    }

    @Override
    public void close() {
        imports.shutdownNow();
        fleet.close();
        hubs.close();
        served.close();
        sink.close();
    }
}
