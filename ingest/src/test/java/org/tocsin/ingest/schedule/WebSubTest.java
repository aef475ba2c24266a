package org.tocsin.ingest.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Feed;
import org.tocsin.model.FeedStatus;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.OutgoingSettings;

/** A publisher and a hub that speak HTTP, on the embedded broker; only the clock is not real. */
final class WebSubTest {
    private static final String PUBLIC = "http://tocsin.example";

    @TempDir
    private static Path directory;

    private static EmbeddedBroker broker;
    private static KafkaSettings kafka;

    private final GuardedClient http = new GuardedClient(new OutgoingSettings(List.of("127.0.0.0/8"), Set.of(), ""));
    private final HttpClient hubClient = HttpClient.newHttpClient();
    private final List<String> published = Collections.synchronizedList(new ArrayList<>());
    private final Hub hub = new Hub();
    private Instant now = Instant.now();
    private Feeds feeds;
    private WebSub websub;
    private Javalin web;
    private FeedPoll poll;
    private Feed feed;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(directory);
        kafka = new KafkaSettings(broker.bootstrap());
        kafka.createTopics();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void start() {
        feeds = new Feeds(kafka).start();
        start(PUBLIC);
        feed = feeds.save(Feeds.define(hub.url("/feed"), "", "", List.of(), 0, false, now));
    }

    private void start(String address) {
        FeedPoll.Items items = (one, first, parsed, fresh) -> fresh.forEach(item -> published.add(item.title()));
        websub = new WebSub(kafka, feeds, items, http::send, address, () -> now);
        websub.start();
        web = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    websub.routes(config.routes);
                })
                .start("127.0.0.1", 0);
        poll = new FeedPoll(
                http::send,
                items,
                websub,
                new Pacing(Duration.ofMinutes(1), Duration.ofDays(1), Duration.ofMinutes(5), new Random(7)),
                () -> now,
                _ -> Duration.ZERO);
    }

    @AfterEach
    void stop() throws IOException {
        web.stop();
        websub.close();
        feeds.close();
        http.close();
        hubClient.close();
        hub.server.stop(0);
    }

    /** A publisher whose feed names the hub, and the hub, which asks back at once. */
    private final class Hub {
        private final HttpServer server;
        private final List<Map<String, String>> requests = Collections.synchronizedList(new ArrayList<>());
        private int answer = 202;
        private boolean lies;
        private long lease = Duration.ofDays(8).toSeconds();
        private String challenged = "";
        private String items = Web.rss("Polled");

        Hub() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            server.createContext("/feed", exchange -> {
                exchange.getResponseHeaders()
                        .add("Link", "<%s>; rel=\"hub\", <%s>; rel=\"self\"".formatted(url("/hub"), url("/feed")));
                String links = "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='hub' href='%s'/>"
                                .formatted(url("/hub"))
                        + "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='self' href='%s'/>"
                                .formatted(url("/feed"));
                answer(exchange, 200, items.replace("<channel>", "<channel>" + links));
            });
            server.createContext("/hub", this::subscribe);
            server.start();
        }

        String url(String path) {
            return "http://127.0.0.1:" + server.getAddress().getPort() + path;
        }

        private void subscribe(HttpExchange exchange) throws IOException {
            Map<String, String> form =
                    form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            requests.add(form);
            answer(exchange, answer, "");
            if (answer == 202) {
                challenged = verify("subscribe", lies ? url("/other") : form.getOrDefault("hub.topic", ""), form);
            }
        }

        /** What the callback answers when the hub asks back. */
        String verify(String mode, String topic, Map<String, String> form) {
            String callback = form.getOrDefault("hub.callback", "");
            assertThat(callback).startsWith(PUBLIC + "/");
            return call(
                    "GET",
                    callback + "?hub.mode=" + mode + "&hub.challenge=c-42&hub.lease_seconds=" + lease + "&hub.topic="
                            + URLEncoder.encode(topic, StandardCharsets.UTF_8),
                    "",
                    "");
        }

        Map<String, String> last() {
            return requests.getLast();
        }

        /** Pushes and gives the status. */
        String push(String body, String signature) {
            return call("POST", last().getOrDefault("hub.callback", ""), body, signature);
        }

        private String call(String method, String address, String body, String signature) {
            String reached = address.replace(PUBLIC, "http://127.0.0.1:" + web.port());
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(reached))
                    .header("Content-Type", "application/rss+xml")
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
            if (!signature.isEmpty()) {
                request.header("X-Hub-Signature", signature);
            }
            try {
                HttpResponse<String> response = hubClient.send(request.build(), HttpResponse.BodyHandlers.ofString());
                return response.statusCode() + response.body();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private static void answer(HttpExchange exchange, int status, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }

        private static Map<String, String> form(String body) {
            Map<String, String> form = new HashMap<>();
            for (String part : body.split("&", -1)) {
                int equals = part.indexOf('=');
                form.put(
                        part.substring(0, equals),
                        URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
            }
            return form;
        }
    }

    private static void await(String what, java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("after 60 s it does not hold that " + what)
                    .isLessThan(end);
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
    }

    private FeedStatus polled(FeedStatus before) {
        return poll.poll(feed, before);
    }

    private FeedStatus subscribed() {
        FeedStatus status = polled(FeedStatus.unknown(feed.id()));
        await("the hub has asked back", () -> !hub.challenged.isEmpty());
        return status;
    }

    private static String signature(String method, String secret, String body) {
        try {
            String algorithm = "HmacSHA" + method.substring(3);
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            return method + "=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private String secret() {
        return Objects.requireNonNull(hub.last().get("hub.secret"));
    }

    @Test
    void subscribesVerifiesAndTakesSignedPushes() {
        subscribed();
        assertThat(hub.last()).containsEntry("hub.mode", "subscribe").containsEntry("hub.topic", hub.url("/feed"));
        assertThat(secret()).hasSize(64);
        assertThat(hub.challenged).isEqualTo("200c-42");
        assertThat(websub.pushes(feed.id())).as("until something has come").isFalse();
        String body = Web.rss("Pushed");
        for (String method : List.of("sha1", "sha256", "sha512")) {
            assertThat(hub.push(body, signature(method, secret(), body))).startsWith("202");
        }
        assertThat(published).containsExactly("Polled", "Pushed", "Pushed", "Pushed");
        assertThat(websub.pushes(feed.id())).isTrue();
    }

    @Test
    void isNotTrustedAnyLongerWhenItLeavesNewsOut() {
        FeedStatus first = subscribed();
        push("Pushed");
        now = first.due();
        FeedStatus quiet = polled(first);
        assertThat(websub.pushes(feed.id())).as("nothing was left out").isTrue();
        now = quiet.due();
        hub.items = Web.rss("Left out");
        FeedStatus alone = polled(quiet);
        assertThat(websub.pushes(feed.id())).isFalse();
        assertThat(Duration.between(now, alone.due())).isLessThan(Duration.ofHours(6));
        push("Pushed again");
        assertThat(websub.pushes(feed.id())).isTrue();
        assertThat(published).containsExactly("Polled", "Pushed", "Left out", "Pushed again");
    }

    @Test
    void refusesPushesWithoutEnd() {
        subscribed();
        String body = " ".repeat(8 * 1024 * 1024 + 10);
        assertThat(hub.push(body, signature("sha256", secret(), body))).startsWith("413");
    }

    private void push(String title) {
        String body = Web.rss(title);
        assertThat(hub.push(body, signature("sha256", secret(), body))).startsWith("202");
    }

    @Test
    void throwsAwayPushesThatAreNotSignedRight() {
        subscribed();
        String body = Web.rss("Forged");
        for (String signature : List.of(
                "",
                "sha256=00",
                "sha256=" + "0".repeat(64),
                signature("sha256", "guessed", body),
                signature("sha256", secret(), body + " "),
                signature("sha256", secret(), body).replace("sha256", "md5"),
                "none=")) {
            assertThat(hub.push(body, signature)).as(signature).startsWith("202");
        }
        assertThat(published).containsExactly("Polled");
    }

    @Test
    void saysYesOnlyToWhatItAskedFor() {
        hub.lies = true;
        subscribed();
        assertThat(hub.challenged).startsWith("404");
        assertThat(websub.pushes(feed.id())).isFalse();
        assertThat(hub.verify("unsubscribe", hub.url("/feed"), hub.last()))
                .as("while the feed is listed")
                .startsWith("404");
        assertThat(hub.verify("subscribe", hub.url("/feed"), hub.last())).isEqualTo("200c-42");
        feeds.save(feed.withdrawn());
        assertThat(hub.verify("unsubscribe", hub.url("/feed"), hub.last())).isEqualTo("200c-42");
        String body = Web.rss("Late");
        assertThat(hub.push(body, signature("sha256", secret(), body)))
                .as("of a removed feed")
                .startsWith("410");
    }

    @Test
    void renewsInTheLastQuarterOfTheLeaseWithTheSameSecret() {
        FeedStatus status = subscribed();
        String before = secret();
        now = now.plus(Duration.ofDays(2));
        hub.items = Web.rss("Second");
        status = polled(status);
        assertThat(hub.requests).as("the lease holds").hasSize(1);
        now = now.plus(Duration.ofDays(4));
        hub.items = Web.rss("Third");
        polled(status);
        assertThat(hub.requests).hasSize(2);
        assertThat(secret()).isEqualTo(before);
        push("Fourth");
        await("the lease is longer", () -> {
            Instant then = now;
            now = then.plus(Duration.ofDays(5));
            boolean holds = websub.pushes(feed.id());
            now = then;
            return holds;
        });
    }

    @Test
    void pollsSeldomWhilePushedAndAsUsualWhenTheHubFails() {
        FeedStatus first = subscribed();
        push("Second");
        now = first.due();
        FeedStatus pushed = polled(first);
        assertThat(Duration.between(now, pushed.due())).isGreaterThanOrEqualTo(Duration.ofHours(6));
        assertThat(hub.verify("denied", hub.url("/feed"), hub.last())).startsWith("200");
        assertThat(websub.pushes(feed.id())).isFalse();
        now = pushed.due();
        hub.answer = 503;
        hub.items = Web.rss("Third");
        FeedStatus alone = polled(pushed);
        assertThat(Duration.between(now, alone.due())).isLessThan(Duration.ofHours(6));
        assertThat(alone.reason()).as("the feed itself is well").isEmpty();
        assertThat(published).containsExactly("Polled", "Second", "Third");
    }

    @Test
    void doesNothingWithoutAnAddressForHubs() throws IOException {
        web.stop();
        websub.close();
        start("");
        polled(FeedStatus.unknown(feed.id()));
        assertThat(hub.requests).isEmpty();
        assertThat(published).containsExactly("Polled");
    }

    @Test
    void tellsOfFeedsThatFail() {
        assertThat(feeds.notices(now)).doesNotContainKey("feeds.failing");
        FeedStatus good = polled(FeedStatus.unknown(feed.id()));
        hub.server.stop(0);
        now = now.plus(Duration.ofHours(1));
        FeedStatus failed = polled(good);
        try (var producer = kafka.<FeedStatus>producer()) {
            var _ = producer.send(new org.apache.kafka.clients.producer.ProducerRecord<>(
                    org.tocsin.model.Topic.FEED_STATUS.name(), feed.id(), failed));
        }
        await("the status has been read", () -> feeds.notices(now).containsKey("feeds.failing"));
        assertThat(feeds.notices(now).get("feeds.failing"))
                .contains(feed.url(), failed.reason(), "last good " + good.lastGood());
        feeds.save(feed.withdrawn());
    }
}
