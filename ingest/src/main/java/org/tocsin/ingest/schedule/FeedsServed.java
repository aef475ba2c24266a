package org.tocsin.ingest.schedule;

import io.javalin.router.JavalinDefaultRoutingApi;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Stage;
import org.tocsin.runtime.http.GuardedClient;

/** Serves {@code /api/v1/feeds} of the feeds that are kept in the log; alone in a process that polls none, where others poll them. */
public final class FeedsServed implements Stage {
    private final KafkaSettings kafka;
    private final Feeds feeds;
    private final FeedApi api;
    private final InstantSource clock = InstantSource.system();

    public FeedsServed(KafkaSettings kafka, GuardedClient http) {
        this.kafka = kafka;
        feeds = new Feeds(kafka);
        api = new FeedApi(feeds, http::send, clock);
    }

    Feeds feeds() {
        return feeds;
    }

    @Override
    public String name() {
        return "feeds";
    }

    @Override
    public void routes(JavalinDefaultRoutingApi routes) {
        api.routes(routes);
    }

    @Override
    public List<MeterBinder> meters() {
        return List.of(feeds.meter(clock));
    }

    @Override
    public void start() {
        kafka.createTopics();
        var _ = feeds.start();
    }

    @Override
    public String trouble() {
        return "";
    }

    /** The feeds that fail and those that fell silent: how many, and of the first few since when and why. */
    @Override
    public Map<String, String> notices() {
        return feeds.notices(clock.instant());
    }

    @Override
    public void close() {
        feeds.close();
    }
}
