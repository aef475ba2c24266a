package org.tocsin.app.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.tocsin.app.crash.Instance;
import org.tocsin.ingest.schedule.Feeds;
import org.tocsin.model.Feed;
import org.tocsin.model.Topic;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Limits;
import org.tocsin.runtime.http.OutgoingSettings;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;

/** Two instances that poll the feeds of one server between them, one that drops repeats, and their broker. */
public final class Fleet implements AutoCloseable {
    /** What may last as long on a busy machine, besides the interval of the feeds. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final FeedServer server;
    private final int feeds;
    private final Duration interval;
    private final EmbeddedBroker broker;
    private final KafkaSettings kafka;
    private final List<Instance> pollers = new ArrayList<>();
    private final Instance enrich;
    private final GuardedClient http = new GuardedClient(OutgoingSettings.ANYWHERE);

    /**
     * One that is not started yet.
     *
     * @param interval between two polls of a feed, in whole seconds
     */
    public Fleet(Path directory, FeedServer server, int feeds, Duration interval) throws IOException {
        this.server = server;
        this.feeds = feeds;
        this.interval = interval;
        String seconds = String.valueOf(interval.toSeconds());
        Files.writeString(directory.resolve("tocsin.yaml"), """
                allow-private: 127.0.0.0/8
                feed-floor: %1$s
                feed-ceiling: %1$s
                feed-host-delay: 0
                """.formatted(seconds));
        broker = EmbeddedBroker.start(Files.createDirectories(directory.resolve("broker")));
        kafka = new KafkaSettings(broker.bootstrap());
        for (String name : List.of("one", "two")) {
            pollers.add(new Instance(directory, name, "--roles", "ingest", "--bootstrap", broker.bootstrap())
                    .in(Map.of("TOCSIN_CONTACT", contact(name))));
        }
        enrich = new Instance(directory, "enrich", "--roles", "enrich", "--bootstrap", broker.bootstrap());
    }

    private static String contact(String name) {
        return "mailto:" + name + "@fleet.example";
    }

    /** Adds the feeds, starts everything and waits until both instances have their share. */
    public void start() throws IOException {
        kafka.createTopics();
        try (Feeds all = new Feeds(kafka).start()) {
            List<Feed> list = new ArrayList<>();
            for (int feed = 0; feed < feeds; feed++) {
                list.add(Feeds.define(server.address(feed), "", "", List.of(), 0, false, Instant.now()));
            }
            all.saveAll(list);
        }
        enrich.launch();
        for (Instance poller : pollers) {
            poller.launch();
        }
        Instant launched = Instant.now();
        for (Instance poller : pollers) {
            await(
                    poller.name() + " polls its share",
                    () -> poller.up() && !askedBy(poller, launched).isEmpty());
        }
        await("the instance that enriches is up", enrich::up);
    }

    /** Waits until each feed has been asked for once more by whom it belongs to now. */
    public void settle() {
        Instant now = Instant.now();
        await("every feed is asked for", () -> askedSince(now).size() == feeds);
    }

    /**
     * What became of the feeds of an instance that was killed.
     *
     * @param orphans its feeds
     * @param time from its death until the other said that all feeds were its own
     * @param gap the longest that one of the feeds was not asked for
     */
    public record TakeOver(String victim, int orphans, Duration time, Duration gap) {}

    /** Kills one of the two with -9, waits until the other has all its feeds and has asked for them, and starts it again. */
    public TakeOver kill(Random random) throws IOException {
        int number = random.nextInt(pollers.size());
        Instance victim = pollers.get(number);
        Instance heir = pollers.get(1 - number);
        LockSupport.parkNanos(random.nextLong(interval.toNanos()));
        victim.kill();
        Instant killed = Instant.now();
        Map<Integer, Instant> orphans = new HashMap<>();
        for (FeedServer.Request request : server.requests()) {
            if (by(victim, request)) {
                orphans.put(request.feed(), request.at());
            } else {
                orphans.remove(request.feed());
            }
        }
        await(heir.name() + " has all feeds", () -> owned(heir) == feeds);
        Duration time = Duration.between(killed, Instant.now());
        await(
                heir.name() + " has asked for the feeds of " + victim.name(),
                () -> askedBy(heir, killed).containsAll(orphans.keySet()));
        Duration gap = Duration.ZERO;
        Set<Integer> counted = new HashSet<>();
        for (FeedServer.Request request : server.requests()) {
            Instant last = orphans.get(request.feed());
            if (last != null && request.at().isAfter(killed) && counted.add(request.feed())) {
                gap = max(gap, Duration.between(last, request.at()));
            }
        }
        Instant again = Instant.now();
        victim.launch();
        await(
                victim.name() + " polls again",
                () -> victim.up() && !askedBy(victim, again).isEmpty());
        return new TakeOver(victim.name(), orphans.size(), time, gap);
    }

    /** How many feeds an instance says that it polls, in its metrics. */
    private int owned(Instance poller) {
        Request metrics = Request.get(WebUrl.parse(poller.http() + "/metrics"), Limits.PAGE);
        return http.send(metrics) instanceof Answer.Received answer
                ? new String(answer.body(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.startsWith("tocsin_feeds_owned "))
                        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                        .sum()
                : 0;
    }

    /**
     * What the log holds of what the feeds published.
     *
     * @param published by all feeds
     * @param sent articles in {@code tocsin.articles}
     * @param repeats further records of these articles
     * @param enriched articles in {@code tocsin.enriched}
     * @param doubled further records of these
     */
    public record Tally(int published, int sent, int repeats, int enriched, int doubled) {
        /** Whether nothing is missing, and nothing is doubled behind the step that drops repeats. */
        public boolean whole() {
            return sent == published && enriched == published && doubled == 0;
        }
    }

    /** Publishes no more, waits until every feed has been read to its end and the log has taken it, and counts. */
    public Tally finish() {
        int published = server.stop() * feeds;
        settle();
        LockSupport.parkNanos(FeedServer.ANSWER.multipliedBy(10).toNanos());
        long end = System.nanoTime() + PATIENCE.toNanos();
        Tally tally = tally(published);
        while ((tally.sent() < published || tally.enriched() < tally.sent()) && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000_000);
            tally = tally(published);
        }
        return tally;
    }

    private Tally tally(int published) {
        Map<String, Integer> sent = new HashMap<>();
        Map<String, Integer> enriched = new HashMap<>();
        Log.read(kafka, Topic.ARTICLES, 0, item -> sent.merge(item.key(), 1, Integer::sum));
        Log.read(kafka, Topic.ENRICHED, 0, item -> enriched.merge(item.key(), 1, Integer::sum));
        return new Tally(published, sent.size(), further(sent), enriched.size(), further(enriched));
    }

    private static int further(Map<String, Integer> times) {
        return times.values().stream().mapToInt(each -> each - 1).sum();
    }

    private static boolean by(Instance poller, FeedServer.Request request) {
        return request.contact().contains(contact(poller.name()));
    }

    private Set<Integer> askedBy(Instance poller, Instant since) {
        Set<Integer> asked = new HashSet<>();
        for (FeedServer.Request request : server.requests()) {
            if (request.at().isAfter(since) && by(poller, request)) {
                asked.add(request.feed());
            }
        }
        return asked;
    }

    private Set<Integer> askedSince(Instant since) {
        Set<Integer> asked = new HashSet<>();
        pollers.forEach(poller -> asked.addAll(askedBy(poller, since)));
        return asked;
    }

    private void await(String what, BooleanSupplier condition) {
        Duration patience = PATIENCE.plus(interval.multipliedBy(2));
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "after %d s it does not hold that %s".formatted(patience.toSeconds(), what));
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    @Override
    public void close() {
        pollers.forEach(Instance::close);
        enrich.close();
        http.close();
        broker.close();
    }
}
