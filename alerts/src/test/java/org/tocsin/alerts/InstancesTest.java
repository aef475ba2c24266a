package org.tocsin.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.alerts.channel.Channels;
import org.tocsin.alerts.channel.FilePlaces;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.alerts.subscription.Secrets;
import org.tocsin.alerts.subscription.SubscriptionCheck;
import org.tocsin.alerts.subscription.Subscriptions;
import org.tocsin.model.Json;
import org.tocsin.query.Query;
import org.tocsin.runtime.http.OutgoingSettings;

/** Several instances of the alerts role, and one after another. */
final class InstancesTest {
    private static final int SUBSCRIPTIONS = 8;

    @TempDir
    private Path directory;

    private final Map<String, Set<String>> received = new ConcurrentHashMap<>();
    private final AtomicInteger posts = new AtomicInteger();

    private HttpServer serve() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                var data = Json.mapper().readTree(exchange.getRequestBody()).path("data");
                posts.incrementAndGet();
                received.computeIfAbsent(
                                data.path("subscription").asString("") + " "
                                        + data.path("article").asString(""),
                                key -> ConcurrentHashMap.newKeySet())
                        .add(exchange.getRequestHeaders().getFirst("webhook-id"));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
        return server;
    }

    private void receives(int articles) {
        Running.await(
                articles + " articles have arrived for each subscription",
                () -> received.size() == articles * SUBSCRIPTIONS);
        assertThat(received.values()).allMatch(ids -> ids.size() == 1);
    }

    @Test
    void whatDecidesWaitsForTheVersionThatAnotherInstanceMatchedWith() throws Exception {
        try (Running running = new Running(directory);
                Running.One instance = running.start("one");
                Channels channels = new Channels(
                        running.kafka(),
                        OutgoingSettings.NONE,
                        Optional.empty(),
                        FilePlaces.ANYWHERE,
                        (id, target) -> "");
                Subscriptions behind = Subscriptions.matching(
                        running.kafka(),
                        new SubscriptionCheck(channels, Secrets.open(directory, ""), Limits.DEFAULT, Query::parse))) {
            for (String id : List.of("fresh", "gone")) {
                assertThat(SavingTest.save(running, instance, Map.of("id", id, "query", "alarm"))
                                .statusCode())
                        .isEqualTo(201);
            }
            assertThat(running.send(instance, "DELETE", "/api/v1/subscriptions/gone", "")
                            .statusCode())
                    .isEqualTo(204);
            Thread fresh = Thread.startVirtualThread(() -> behind.awaitVersion("fresh", 1));
            Thread gone = Thread.startVirtualThread(() -> behind.awaitVersion("gone", 2));
            assertThat(fresh.join(Duration.ofSeconds(1)))
                    .as("nothing was read yet")
                    .isFalse();
            assertThat(gone.isAlive()).isTrue();

            behind.start();

            assertThat(fresh.join(Duration.ofSeconds(20))).isTrue();
            assertThat(gone.join(Duration.ofSeconds(20))).isTrue();
            assertThat(behind.get("fresh")).isNotNull();
            // a version that the log has lost is not waited for
            Thread lost = Thread.startVirtualThread(() -> behind.awaitVersion("lost", 7));
            assertThat(lost.join(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void sharesTheWorkTakesOverAndAlertsNoOneAgain() throws Exception {
        HttpServer server = serve();
        String hook = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        try (Running running = new Running(directory)) {
            Running.One first = running.start("one");
            try (Running.One second = running.start("two")) {
                for (int i = 0; i < SUBSCRIPTIONS; i++) {
                    // each is known to the instance that it was not given to as well
                    Running.One given = i % 2 == 0 ? first : second;
                    Running.One other = i % 2 == 0 ? second : first;
                    String id = "s" + i;
                    running.subscribe(given, id, "alarm", hook);
                    Running.await(
                            "the other instance knows it",
                            () -> running.send(other, "GET", "/api/v1/subscriptions/" + id, "")
                                            .statusCode()
                                    == 200);
                }
                running.publish("a1", "Alarm number one");
                receives(1);
                Running.await(
                        "both decide",
                        () -> List.of(first, second).stream().allMatch(one -> decided(running, one) > 0)
                                || again(running));
                first.close();
                running.publish("late", "Alarm while one is gone");
                int known = received.size() / SUBSCRIPTIONS;
                receives(known + 1);
                int before = posts.get();
                running.publish("late", "Alarm while one is gone");
                running.publish("last", "Alarm at the end");
                receives(known + 2);
                assertThat(posts.get()).as("a repeat alerts no one").isEqualTo(before + SUBSCRIPTIONS);
            }
            try (Running.One restarted = running.start("one")) {
                int before = posts.get();
                int known = received.size() / SUBSCRIPTIONS;
                running.publish("a1", "Alarm number one");
                running.publish("after", "Alarm after a restart");
                receives(known + 1);
                assertThat(posts.get()).isEqualTo(before + SUBSCRIPTIONS);
                assertThat(restarted.node().trouble()).isEmpty();
            }
        } finally {
            server.stop(0);
        }
    }

    private int more;

    /** Another article, since the second instance may have got its part only now. */
    private boolean again(Running running) {
        running.publish("more" + ++more, "Alarm again " + more);
        receives(1 + more);
        return false;
    }

    private static double decided(Running running, Running.One one) {
        return running.send(one, "GET", "/metrics", "")
                .body()
                .lines()
                .filter(line -> line.startsWith("tocsin_alerts_decisions_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
