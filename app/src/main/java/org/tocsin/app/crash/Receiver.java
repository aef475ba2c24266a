package org.tocsin.app.crash;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;

/**
 * The endpoint of the subscriptions: takes webhooks, refuses some while it is failing, and strikes when it is told to. A part
 * of it is gone and says so.
 */
public final class Receiver implements AutoCloseable {
    private static final int OUT_OF = 4;
    private static final String GONE = "/gone";

    /** Something to do when the next message comes, before or after it is answered. */
    private record Blow(Runnable action, boolean before, CountDownLatch struck) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Random random;
    private final Map<String, Set<String>> received = new ConcurrentHashMap<>();
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
    private final int mostRefusals;
    private final AtomicInteger posts = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger gone = new AtomicInteger();
    private final Queue<String> repeated = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Blow> blow = new AtomicReference<>();
    private volatile CountDownLatch struck = new CountDownLatch(0);
    private volatile boolean failing;

    /**
     * Listens.
     *
     * @param mostRefusals of one message, while it is failing; the wait before the next attempt grows fast
     */
    public Receiver(long seed, int mostRefusals) throws IOException {
        random = new Random(seed);
        this.mostRefusals = mostRefusals;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Answers everything with 410. */
    String goneAddress() {
        return address() + GONE.substring(1);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode data = Json.mapper().readTree(exchange.getRequestBody()).path("data");
            posts.incrementAndGet();
            Blow now = blow.getAndSet(null);
            if (now != null && now.before()) {
                strike(now);
            }
            String id = String.valueOf(exchange.getRequestHeaders().getFirst("webhook-id"));
            if (exchange.getRequestURI().getPath().equals(GONE)) {
                gone.incrementAndGet();
                exchange.sendResponseHeaders(410, -1);
            } else if (failing && refuses(id)) {
                refused.incrementAndGet();
                exchange.sendResponseHeaders(503, -1);
            } else {
                if (!taken.add(id)) {
                    repeated.add(id);
                }
                if (data.path("kind").asString("").equals("digest")) {
                    data.path("items")
                            .forEach(item ->
                                    arrived(item, id + "/" + item.path("id").asString("")));
                } else {
                    arrived(data, id);
                }
                exchange.sendResponseHeaders(204, -1);
            }
            if (now != null && !now.before()) {
                strike(now);
            }
        }
    }

    private void arrived(JsonNode alert, String id) {
        received.computeIfAbsent(
                        Expectations.name(
                                alert.path("subscription").asString(""),
                                alert.path("kind").asString(""),
                                alert.path("title").asString(""),
                                alert.path("revision").asInt()),
                        key -> ConcurrentHashMap.newKeySet())
                .add(id);
    }

    private synchronized boolean refuses(String id) {
        return random.nextInt(OUT_OF) == 0 && refusals.merge(id, 1, Integer::sum) <= mostRefusals;
    }

    private static void strike(Blow blow) {
        blow.action().run();
        blow.struck().countDown();
    }

    /** Does {@code action} when the next message comes, before or after the answer. */
    public void onNext(Runnable action, boolean before) {
        struck = new CountDownLatch(1);
        blow.set(new Blow(action, before, struck));
    }

    /** Waits until that has happened, up to a minute; whether it has. */
    public boolean awaitStruck() throws InterruptedException {
        return struck.await(60, TimeUnit.SECONDS) || blow.getAndSet(null) == null;
    }

    /** Whether it refuses one message in four. */
    public void failing(boolean on) {
        failing = on;
    }

    /** The ids under which each alert has arrived. */
    public Map<String, Set<String>> received() {
        return received;
    }

    public int posts() {
        return posts.get();
    }

    public int refused() {
        return refused.get();
    }

    /** Messages to the part that is gone. */
    public int gone() {
        return gone.get();
    }

    /** Messages taken whose id had been taken before. */
    public int repeats() {
        return repeated.size();
    }

    /** The ids of those messages. */
    public List<String> repeated() {
        return List.copyOf(repeated);
    }

    /** The ids of all messages taken until now. */
    public Set<String> taken() {
        return Set.copyOf(taken);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
