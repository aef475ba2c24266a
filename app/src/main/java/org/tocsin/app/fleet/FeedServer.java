package org.tocsin.app.fleet;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.tocsin.app.crash.InventedWords;

/** Feeds that publish an article each interval, each on a host of its own; notes who asks for which and when. */
public final class FeedServer implements AutoCloseable {
    /** How long an answer takes, so that two requests for one feed at once would be seen. */
    static final Duration ANSWER = Duration.ofMillis(100);

    /** Newest articles that a feed lists. */
    private static final int LISTED = 50;

    private static final int HOSTS_OF_A_NET = 200;
    private static final int WORDS = 40;

    /** One request: the number of the feed, and the contact of who asked. */
    public record Request(int feed, String contact, Instant at) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Duration interval;
    private final Instant start = Instant.now();
    private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();
    private final Set<Integer> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicInteger atOnce = new AtomicInteger();
    private volatile Instant end = Instant.MAX;

    /** Listens on every loopback address, of which each feed has another. */
    public FeedServer(Duration interval) throws IOException {
        this.interval = interval;
        server = HttpServer.create(new InetSocketAddress(0), 1_000);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String address(int feed) {
        return "http://127.0.%d.%d:%d/%d"
                .formatted(
                        feed / HOSTS_OF_A_NET,
                        2 + feed % HOSTS_OF_A_NET,
                        server.getAddress().getPort(),
                        feed);
    }

    /** Articles that each feed has published until {@code now}. */
    private int published(Instant now) {
        return 1 + (int) Duration.between(start, now.isBefore(end) ? now : end).dividedBy(interval);
    }

    /** Publishes no more; gives how many articles each feed has published. */
    int stop() {
        end = Instant.now();
        return published(end);
    }

    /** All requests until now, in order. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** How often a feed was asked for while it was being asked for already. */
    public int atOnce() {
        return atOnce.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            int feed = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
            Instant now = Instant.now();
            requests.add(new Request(feed, exchange.getRequestHeaders().getFirst("User-Agent"), now));
            boolean alone = underWay.add(feed);
            atOnce.addAndGet(alone ? 0 : 1);
            byte[] body = rss(feed, published(now)).getBytes(StandardCharsets.UTF_8);
            LockSupport.parkNanos(ANSWER.toNanos());
            if (alone) {
                underWay.remove(feed);
            }
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private String rss(int feed, int last) {
        StringBuilder rss = new StringBuilder("<rss version='2.0'><channel><title>Paper " + feed + "</title>");
        for (int item = last; item > Math.max(0, last - LISTED); item--) {
            InventedWords words = new InventedWords(new Random(feed * 100_003L + item));
            String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    start.plus(interval.multipliedBy(item - 1L)).atOffset(ZoneOffset.UTC));
            rss.append(
                    "<item><guid>%1$d-%2$d</guid><title>%3$s %4$s</title><link>https://paper.example/%1$d/%2$d</link><pubDate>%5$s</pubDate><description>%6$s</description></item>"
                            .formatted(feed, item, words.word(), words.word(), date, words.sentence(WORDS)));
        }
        return rss.append("</channel></rss>").toString();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
