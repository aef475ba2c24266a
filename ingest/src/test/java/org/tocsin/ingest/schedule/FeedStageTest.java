package org.tocsin.ingest.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Feed;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.FeedSettings;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.OutgoingSettings;

/** Feeds of a local server that are added, paused and removed while they are polled each second. */
final class FeedStageTest {
    @TempDir
    private Path directory;

    private final UnkindServer server = new UnkindServer();
    private final GuardedClient http =
            new GuardedClient(new OutgoingSettings(List.of("127.0.0.0/8"), Set.of(), ""), _ ->
                    new InetAddress[] {InetAddress.getLoopbackAddress()});
    private volatile int status = 200;
    private EmbeddedBroker broker;
    private FeedStage stage;
    private Feeds feeds;

    @BeforeEach
    void start() throws IOException {
        broker = EmbeddedBroker.start(Files.createDirectories(directory.resolve("broker")));
        KafkaSettings kafka = new KafkaSettings(broker.bootstrap());
        kafka.createTopics();
        Duration second = Duration.ofSeconds(1);
        FeedSettings settings = new FeedSettings(Duration.ofSeconds(10), second, second, Duration.ZERO, "");
        stage = new FeedStage(kafka, directory.resolve("feeds.txt"), "test", settings, http);
        stage.start();
        stage.awaitReady();
        feeds = new Feeds(kafka).start();
    }

    @AfterEach
    void stop() {
        feeds.close();
        stage.close();
        http.close();
        server.close();
        broker.close();
    }

    private Feed feed(String host) {
        server.on(
                host,
                "/feed",
                (headers, out) -> out.write(
                        UnkindServer.http(status, Map.of(), Web.rss("One").getBytes(StandardCharsets.UTF_8))));
        return feeds.add(Feeds.define(server.url(host, "/feed"), "", "", List.of(), 0, false, Instant.now()));
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("after 60 s it does not hold that " + what)
                    .isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private void awaitRequests(String host, int more) {
        int before = server.requests(host);
        await(host + " is asked", () -> server.requests(host) >= before + more);
    }

    @Test
    void leavesAPausedFeedAloneAndAsksAgainWhenItIsResumed() {
        Feed one = feed("one.example");
        feed("other.example");
        awaitRequests("one.example", 2);

        feeds.save(one.paused(true));
        awaitRequests("other.example", 2);
        int asked = server.requests("one.example");
        awaitRequests("other.example", 3);
        assertThat(server.requests("one.example")).isEqualTo(asked);

        feeds.save(one.paused(false));
        awaitRequests("one.example", 1);
    }

    @Test
    void asksAnewForAFeedThatEndedAndIsRemovedAndAddedAgain() {
        status = 410;
        Feed gone = feed("gone.example");
        await("it has ended", () -> feeds.status(gone.id()).ended());
        assertThat(server.requests("gone.example")).isEqualTo(1);

        feeds.save(gone.withdrawn());
        status = 200;
        feed("gone.example");

        await("it is well", () -> feeds.status(gone.id()).lastGood() != null);
        assertThat(feeds.health(gone, Instant.now())).isEqualTo("ok");
    }
}
