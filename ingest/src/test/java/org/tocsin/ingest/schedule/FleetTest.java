package org.tocsin.ingest.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Article;
import org.tocsin.model.Feed;
import org.tocsin.model.Topic;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;

/**
 * Two processes that poll the feeds of one server between them, one of which is killed. {@code TOCSIN_FLEET_FEEDS} and {@code
 * TOCSIN_FLEET_SECONDS} in the environment make it longer: the number of feeds, and the seconds between two polls of each.
 */
final class FleetTest {
    private static final int FEEDS = setting("TOCSIN_FLEET_FEEDS", 40);
    private static final int SECONDS = setting("TOCSIN_FLEET_SECONDS", 5);
    private static final Duration GAP = Duration.ofSeconds(SECONDS);
    private static final Duration ANSWER = Duration.ofMillis(100);

    @TempDir
    private Path directory;

    private record Asked(String feed, String by, Instant at) {}

    private final Instant start = Instant.now();
    private volatile Instant stop = Instant.MAX;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final ConcurrentLinkedQueue<Asked> asked = new ConcurrentLinkedQueue<>();
    private final Map<String, Process> processes = new HashMap<>();
    private EmbeddedBroker broker;
    private KafkaSettings kafka;
    private HttpServer server;

    private static int setting(String name, int otherwise) {
        return Optional.ofNullable(System.getenv(name)).map(Integer::parseInt).orElse(otherwise);
    }

    @BeforeEach
    void startBrokerAndServer() throws IOException {
        broker = EmbeddedBroker.start(directory);
        kafka = new KafkaSettings(broker.bootstrap());
        kafka.createTopics();
        server = HttpServer.create(new InetSocketAddress(0), 1_000);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void end() {
        processes.values().forEach(Process::destroyForcibly);
        server.stop(0);
        broker.close();
    }

    /** The items that a feed has published so far, of which it has one more every gap. */
    private int published(Instant now) {
        return 1
                + (int) Duration.between(start, now.isBefore(stop) ? now : stop).dividedBy(GAP);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String feed = exchange.getRequestURI().getPath();
        String agent = exchange.getRequestHeaders().getFirst("User-Agent");
        asked.add(new Asked(feed, agent.contains("one@") ? "one" : "two", Instant.now()));
        boolean alone = underWay.add(feed);
        atOnce.addAndGet(alone ? 0 : 1);
        int last = published(Instant.now());
        StringBuilder rss = new StringBuilder("<rss version='2.0'><channel><title>f</title>");
        for (int item = last; item > Math.max(0, last - 50); item--) {
            rss.append(
                    "<item><guid>%1$s-%2$d</guid><title>Report %2$d of %1$s</title><link>https://paper.example%1$s/%2$d</link><pubDate>%3$s</pubDate></item>"
                            .formatted(
                                    feed,
                                    item,
                                    DateTimeFormatter.RFC_1123_DATE_TIME.format(start.plus(GAP.multipliedBy(item - 1))
                                            .atOffset(ZoneOffset.UTC))));
        }
        byte[] body = rss.append("</channel></rss>").toString().getBytes(StandardCharsets.UTF_8);
        LockSupport.parkNanos(ANSWER.toNanos());
        if (alone) {
            underWay.remove(feed);
        }
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void launch(String name) throws IOException {
        processes.put(
                name,
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Poller.class.getName(),
                                broker.bootstrap(),
                                name,
                                String.valueOf(SECONDS))
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve(name + ".log").toFile())
                        .start());
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("after 3 minutes it does not hold that " + what)
                    .isLessThan(end);
            LockSupport.parkNanos(100_000_000);
        }
    }

    private Set<String> askedFor(String by, Instant since) {
        Set<String> feeds = new HashSet<>();
        for (Asked one : asked) {
            if (one.by().equals(by) && one.at().isAfter(since)) {
                feeds.add(one.feed());
            }
        }
        return feeds;
    }

    /** How often each article stands in the log. */
    private Map<String, Integer> articles() {
        Map<String, Integer> found = new HashMap<>();
        try (Consumer<String, Article> consumer = kafka.consumer(Article.class, "")) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.ARTICLES.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(item -> found.merge(item.value().id(), 1, Integer::sum));
            }
        }
        return found;
    }

    @Test
    void missesNothingAndAsksNoFeedTwiceAtOnceWhenOneOfTwoIsKilled() throws Exception {
        try (Feeds feeds = new Feeds(kafka).start()) {
            List<Feed> all = new ArrayList<>();
            for (int i = 0; i < FEEDS; i++) {
                String url = "http://127.0.%d.%d:%d/%d"
                        .formatted(i / 200, 2 + i % 200, server.getAddress().getPort(), i);
                all.add(Feeds.define(url, "", "", List.of(), 0, false, start));
            }
            feeds.saveAll(all);
        }
        launch("one");
        launch("two");
        await("both have their share", () -> {
            Set<String> one = askedFor("one", start);
            Set<String> two = askedFor("two", start);
            return !one.isEmpty() && !two.isEmpty() && one.size() + two.size() >= FEEDS;
        });
        Instant settled = Instant.now().plus(GAP);
        await("every feed has been asked for since", () -> {
            Set<String> since = askedFor("one", settled);
            since.addAll(askedFor("two", settled));
            return since.size() == FEEDS;
        });
        Set<String> orphans = askedFor("one", settled);
        Instant killed = Instant.now();
        Process victim = java.util.Objects.requireNonNull(processes.get("one"));
        victim.destroyForcibly().waitFor();
        await("the other asks for all feeds", () -> askedFor("two", killed).size() == FEEDS);
        Duration takeOver = asked.stream()
                .filter(one -> one.by().equals("two") && one.at().isAfter(killed) && orphans.contains(one.feed()))
                .map(one -> Duration.between(killed, one.at()))
                .min(Duration::compareTo)
                .orElseThrow();
        stop = Instant.now();
        Instant last = stop.plus(GAP);
        await(
                "every feed has been asked for once more",
                () -> askedFor("two", last).size() == FEEDS);
        Instant done = Instant.now().plus(ANSWER.multipliedBy(10));
        await("the last answers have been sent on", () -> Instant.now().isAfter(done));
        Map<String, Integer> articles = articles();
        int repeats = articles.values().stream().mapToInt(times -> times - 1).sum();
        System.out.printf(
                "%d feeds, %d requests, %d of them the killed one's feeds; taken over after %.1f s; %d articles, %d sent twice%n",
                FEEDS, asked.size(), orphans.size(), takeOver.toMillis() / 1e3, articles.size(), repeats);
        assertThat(articles).as("one for each item of each feed").hasSize(FEEDS * published(stop));
        assertThat(repeats).as("only what was under way when one died").isLessThanOrEqualTo(orphans.size() * 2);
        assertThat(atOnce).as("requests for a feed that was being asked").hasValue(0);
        assertThat(orphans).isNotEmpty();
        // the session of 10 s and the deal of the group; how fast it really is stands in docs/feeds.md
        assertThat(takeOver).isLessThan(Duration.ofSeconds(60));
    }
}
