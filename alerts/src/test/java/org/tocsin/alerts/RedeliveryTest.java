package org.tocsin.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Json;

/** What is sent again by hand, to an endpoint that hangs. */
final class RedeliveryTest {
    private static final int ALERTS = 40;

    @TempDir
    private Path directory;

    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger hanging = new AtomicInteger();
    private final Set<String> first = ConcurrentHashMap.newKeySet();
    private final Set<String> again = ConcurrentHashMap.newKeySet();
    private final Set<String> others = ConcurrentHashMap.newKeySet();
    private volatile boolean hangs;

    private HttpServer serve() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/hook", exchange -> {
            if (hangs) {
                hanging.incrementAndGet();
                awaitEnd();
            }
            (hangs ? again : first).add(exchange.getRequestHeaders().getFirst("webhook-id"));
            answer(exchange);
        });
        server.createContext("/other", exchange -> {
            others.add(exchange.getRequestHeaders().getFirst("webhook-id"));
            answer(exchange);
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

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
        }
    }

    @Test
    void goesOutAFewAtATimeUnderItsIdsAndHoldsUpNoOther() throws Exception {
        HttpServer server = serve();
        try (Running running = new Running(directory);
                Running.One instance = running.start("one")) {
            String address = "http://127.0.0.1:" + server.getAddress().getPort();
            running.subscribe(instance, "s", "alarm", address + "/hook");
            running.subscribe(instance, "other", "gong", address + "/other");
            for (int i = 0; i < ALERTS; i++) {
                running.publish("a" + i, "Alarm number " + i);
            }
            Running.await("all have arrived", () -> first.size() == ALERTS);
            hangs = true;
            String range = "/api/v1/deliveries/again?subscription=s&from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";
            for (int i = 0; i < 2; i++) {
                assertThat(running.send(instance, "POST", range, "").body())
                        .isEqualTo("{\"alerts\":%d,\"messages\":%d,\"more\":false}".formatted(ALERTS, ALERTS));
            }
            Running.await("as many as may are under way", () -> hanging.get() == 16);
            running.publish("g", "Gong at the harbour");
            Running.await("another endpoint gets what is its own", () -> others.size() == 1);
            assertThat(hanging).hasValue(16);
            end.countDown();
            Running.await("all have arrived again", () -> again.size() == ALERTS);
            assertThat(again).isEqualTo(first);
            Running.await(
                    "each was asked for and delivered once",
                    () -> outcomes(running, instance).stream()
                                    .filter("delivered"::equals)
                                    .count()
                            == ALERTS);
            assertThat(hanging).hasValue(ALERTS);
            assertThat(outcomes(running, instance)).hasSize(3 * ALERTS).contains("asked");
            assertThat(running.send(instance, "GET", "/api/v1/deliveries?subscription=s", "")
                            .body())
                    .contains("asked")
                    .doesNotContain("Alarm");
        } finally {
            end.countDown();
            server.stop(0);
        }
    }

    /** Of what was asked for by hand. */
    private static List<String> outcomes(Running running, Running.One instance) {
        return Json.mapper()
                .readTree(running.send(instance, "GET", "/api/v1/deliveries?subscription=s&limit=1000", "")
                        .body())
                .path("items")
                .valueStream()
                .filter(one -> one.path("attempt").asInt(-1) == 0)
                .map(one -> one.path("outcome").asString(""))
                .toList();
    }
}
