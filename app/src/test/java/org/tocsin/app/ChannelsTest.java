package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Topic;
import org.tocsin.runtime.DataDirectory;

/** What comes in from feeds and goes out to people, through a running instance and a web server of the test's own. */
final class ChannelsTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir
    private Path directory;

    private Program program;
    private HttpServer web;
    private final AtomicInteger unchanged = new AtomicInteger();
    private final List<Posted> posted = new CopyOnWriteArrayList<>();

    private record Posted(Map<String, List<String>> headers, String body) {}

    @BeforeEach
    void serve() throws IOException {
        program = new Program(directory);
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/feed.xml", this::feed);
        web.createContext("/page.html", exchange -> answer(exchange, 200, "<html><body>No feed</body></html>"));
        web.createContext("/hook", exchange -> {
            posted.add(new Posted(
                    new HashMap<>(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            answer(exchange, 204, "");
        });
        web.start();
    }

    @AfterEach
    void stop() {
        program.kill();
        web.stop(0);
    }

    private void feed(HttpExchange exchange) throws IOException {
        if ("\"v1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            unchanged.incrementAndGet();
            answer(exchange, 304, "");
            return;
        }
        exchange.getResponseHeaders().add("ETag", "\"v1\"");
        String soon = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plus(Duration.ofMinutes(1)).atOffset(ZoneOffset.UTC));
        answer(exchange, 200, """
                <rss version="2.0"><channel><title>Example Wire</title><language>en</language>
                <item><title>Army captures two North Korean soldiers in Kursk</title><link>https://wire.example/a1</link>
                <pubDate>%s</pubDate></item>
                <item><title>North Korean soldiers surrender near Kursk</title><link>https://wire.example/a2</link>
                <pubDate>Sat, 11 Jan 2025 09:30:00 GMT</pubDate></item>
                </channel></rss>""".formatted(soon));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private String address(String path) {
        return "http://127.0.0.1:" + web.getAddress().getPort() + path;
    }

    @Test
    void alertsOnFreshItemsOfAFeedToATerminalAndASignedWebhookAndAsksPolitely() throws Exception {
        Files.writeString(
                directory.resolve("tocsin.yaml"),
                "feed-interval: 10\nfeed-floor: 1\nfeed-ceiling: 10\nfeed-host-delay: 0\nallow-private: 127.0.0.0/8\n");
        Program.Running instance = program.launch("start", "--data", "data", "--port", "0");
        Program.await("the instance is up", () -> instance.said().contains("Tocsin runs"));
        assertThat(program.run(
                                "subscribe",
                                "topic:dprk-troops",
                                "--data",
                                "data",
                                "--webhook",
                                address("/hook"),
                                "--secret",
                                SECRET)
                        .code())
                .isZero();
        Program.Running watch = program.launch("watch", "--data", "data", "captures OR surrender");
        Program.await("watch has begun", () -> watch.said().contains("Watching"));
        Files.writeString(
                directory.resolve("data/feeds.txt"),
                "# feeds\n" + address("/page.html") + "\n" + address("/feed.xml") + "\n");

        Program.await("the webhook was called", () -> !posted.isEmpty());
        Program.await(
                "the terminal shows the alert", () -> watch.said().contains("Army captures two North Korean soldiers"));
        Program.await("the feed was asked again", () -> unchanged.get() > 0);
        assertThat(posted).hasSize(1);
        new Webhook(SECRET)
                .verify(
                        posted.getFirst().body(),
                        HttpHeaders.of(posted.getFirst().headers(), (name, value) -> true));
        assertThat(posted.getFirst().body()).contains("Army captures two North Korean soldiers");
        assertThat(watch.said()).contains("why: title “captures”").doesNotContain("surrender near Kursk");
        assertThat(instance.said()).contains("a page, not a feed", "/page.html");
        DataDirectory.Address address =
                DataDirectory.running(directory.resolve("data")).orElseThrow();
        try (HttpClient http = HttpClient.newHttpClient();
                InputStream open = http.send(
                                HttpRequest.newBuilder(URI.create(address.http() + "/api/v1/stream"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofInputStream())
                        .body()) {
            assertThat(open.read()).as("a stream is open").isPositive();
            instance.process().destroy();
            assertThat(instance.process().waitFor(10, TimeUnit.SECONDS))
                    .as("SIGTERM ends it within 10 s")
                    .isTrue();
        }
    }

    @Test
    void setsAPoisonRecordAsideAndGoesOn() throws Exception {
        var address = program.start();
        Map<String, Object> settings = Map.of("bootstrap.servers", address.bootstrap());
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Topic<?> topic : List.of(
                    Topic.ARTICLES, Topic.TAGGED, Topic.ENRICHED, Topic.MATCHES, Topic.OUTBOX, Topic.SUBSCRIPTIONS)) {
                producer.send(new ProducerRecord<>(
                                topic.name(), new byte[] {1}, "{not json".getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }
        Path file = directory.resolve("alerts.jsonl");
        program.run("subscribe", "choir", "--data", "data", "--file", file.toString());
        Files.writeString(directory.resolve("in.txt"), "A choir sings\n");
        assertThat(program.run("ingest", "--data", "data", "--origin", "live", "in.txt")
                        .out())
                .contains("read 1 = accepted 1");
        Program.await("the alert has come", () -> Files.exists(file));
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        address.bootstrap(),
                        "isolation.level",
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition letters = new TopicPartition(Topic.DEAD_LETTERS.name(), 0);
            consumer.assign(List.of(letters));
            consumer.seekToBeginning(List.of(letters));
            List<String> from = new CopyOnWriteArrayList<>();
            Program.await("four dead letters are there", () -> {
                for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(Duration.ofMillis(100))) {
                    from.add(new String(
                            letter.headers()
                                    .lastHeader("__streams.errors.topic")
                                    .value(),
                            StandardCharsets.UTF_8));
                }
                return from.size() >= 4;
            });
            assertThat(from)
                    .containsExactlyInAnyOrder("tocsin.articles", "tocsin.tagged", "tocsin.enriched", "tocsin.matches");
        }
    }

    @Test
    void saysThatThePortIsTaken() throws Exception {
        Program.Outcome taken = program.run(
                "start",
                "--data",
                "data",
                "--port",
                String.valueOf(web.getAddress().getPort()));
        assertThat(taken.code()).isEqualTo(1);
        assertThat(taken.err())
                .contains("port " + web.getAddress().getPort() + " on 127.0.0.1 cannot be used", "--port");
    }
}
