package org.tocsin.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.alerts.deliver.DispatchProcessor;
import org.tocsin.model.Destination;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;

/** Endpoints that are slow, hang, lie or are dead, beside a thousand good ones. */
final class BadEndpointsTest {
    private static final int GOOD = 1_000;
    private static final int ALARMS = 2;

    /** Articles that only the bad endpoints get, first, so that each has as much under way as it may. */
    private static final int SIRENS = 20;

    private static final String DEAD = "http://127.0.0.1:1/";

    @TempDir
    private Path directory;

    private String address = "";

    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<String, Set<String>> good = new ConcurrentHashMap<>();
    private final AtomicInteger behindTheRedirect = new AtomicInteger();
    private final AtomicInteger hanging = new AtomicInteger();
    private final AtomicInteger goneAsked = new AtomicInteger();

    private HttpServer serve() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4_096);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/good/", exchange -> {
            good.computeIfAbsent(exchange.getRequestURI().getPath(), path -> ConcurrentHashMap.newKeySet())
                    .add(exchange.getRequestHeaders().getFirst("webhook-id"));
            answer(exchange, 204);
        });
        server.createContext("/hanging", exchange -> {
            hanging.incrementAndGet();
            awaitEnd();
        });
        server.createContext("/slow", exchange -> {
            // a byte of the answer, and no more for as long as the test runs
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write('.');
                out.flush();
                awaitEnd();
            }
        });
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = new byte[65_536];
            try (OutputStream out = exchange.getResponseBody()) {
                while (end.getCount() > 0) {
                    out.write(chunk);
                }
            }
        });
        server.createContext("/lying", exchange -> {
            exchange.sendResponseHeaders(200, 1_000_000);
            exchange.getResponseBody().write("short".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        });
        server.createContext("/gone", exchange -> {
            goneAsked.incrementAndGet();
            answer(exchange, 410);
        });
        server.createContext("/broken", exchange -> answer(exchange, 500));
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            answer(exchange, 307);
        });
        server.createContext("/elsewhere", exchange -> {
            behindTheRedirect.incrementAndGet();
            answer(exchange, 204);
        });
        server.start();
        return server;
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, -1);
        }
    }

    @Test
    void goodOnesGetEverythingWhileBadOnesHangAndEachGetsWhatItDeserves() throws Exception {
        HttpServer server = serve();
        try (Running running = new Running(directory);
                Running.One instance = running.start("one")) {
            address = "http://127.0.0.1:" + server.getAddress().getPort();
            running.subscribe(
                    instance,
                    IntStream.range(0, GOOD)
                            .mapToObj(i -> subscription("good" + i, "''", "alarm", address + "/good/" + i))
                            .collect(Collectors.joining("\n")));
            for (String bad : List.of("hanging", "slow", "endless", "lying", "gone", "broken", "moved")) {
                running.subscribe(instance, subscription(bad, "unlucky", "alarm OR siren", address + "/" + bad));
            }
            running.subscribe(instance, subscription("dead", "unlucky", "alarm OR siren", DEAD));
            for (int i = 0; i < SIRENS; i++) {
                running.publish("s" + i, "Siren number " + i);
            }
            Running.await("the hanging one is asked", () -> hanging.get() > 0);
            for (int i = 0; i < ALARMS; i++) {
                running.publish("a" + i, "Alarm number " + i);
            }
            Running.await(
                    "each good endpoint has every alert",
                    () -> good.size() == GOOD && good.values().stream().allMatch(ids -> ids.size() == ALARMS));
            int asked = hanging.get();
            assertThat(asked - deliveries(running, instance, "hanging").size())
                    .as("requests under way to one endpoint")
                    .isLessThanOrEqualTo(16);
            Running.await(
                    "every bad one was heard of",
                    () -> List.of("gone", "broken", "moved", "dead").stream()
                            .allMatch(bad -> !deliveries(running, instance, bad).isEmpty()));
            assertThat(deliveries(running, instance, "gone"))
                    .extracting(one -> one.path("outcome").asString())
                    .contains("gone", "disabled")
                    .doesNotContain("delivered", "failed");
            assertThat(goneAsked.get()).as("requests after 410").isLessThanOrEqualTo(16);
            assertThat(deliveries(running, instance, "moved"))
                    .allMatch(one -> one.path("outcome").asString().equals("failed"));
            assertThat(behindTheRedirect.get()).isZero();
            assertThat(deliveries(running, instance, "broken"))
                    .allMatch(one -> one.path("outcome").asString().equals("failed"));
            assertThat(deliveries(running, instance, "dead"))
                    .allMatch(one -> one.path("outcome").asString().equals("failed"));
        } finally {
            end.countDown();
            server.stop(0);
        }
    }

    private static String subscription(String id, String owner, String query, String webhook) {
        return "- {id: %s, owner: %s, query: %s, destinations: [{channel: webhook, target: \"%s\"}]}"
                .formatted(id, owner, query, webhook);
    }

    /** Attempts at the endpoint that the subscription names; notices of it go to those of others. */
    private List<JsonNode> deliveries(Running running, Running.One instance, String subscription) {
        String target = subscription.equals("dead") ? DEAD : address + "/" + subscription;
        String endpoint = DispatchProcessor.endpoint(subscription, Destination.of("webhook", target));
        return Json.mapper()
                .readTree(running.send(instance, "GET", "/api/v1/deliveries?subscription=" + subscription, "")
                        .body())
                .path("items")
                .valueStream()
                .filter(one -> one.path("endpoint").asString().equals(endpoint))
                .toList();
    }
}
