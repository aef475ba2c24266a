package org.tocsin.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.dashboard.history.HistoryIndex;
import org.tocsin.dashboard.live.SseReader;
import org.tocsin.model.Alert;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Story;
import org.tocsin.model.Topic;
import org.tocsin.model.Trend;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import tools.jackson.databind.JsonNode;

/** The streams of stories, trends and health over real sockets, with a real log behind. */
@Timeout(180)
final class LiveApiTest {
    private static final Duration SELDOM = Duration.ofMinutes(5);
    private static final int RING = 64;
    private static final String TRENDS = "trend";

    @TempDir
    private static Path directory;

    private static @Nullable EmbeddedBroker broker;
    private static KafkaSettings kafka;
    private static HistoryIndex index;

    private final Map<String, String> stages = new ConcurrentHashMap<>(Map.of("enrich", "ok"));
    private @Nullable LiveApi live;
    private @Nullable Javalin server;

    @BeforeAll
    static void startBroker() throws IOException {
        broker = EmbeddedBroker.start(Files.createDirectory(directory.resolve("broker")));
        kafka = new KafkaSettings(broker.bootstrap());
        kafka.createTopics();
        index = new HistoryIndex(directory.resolve("index"), 10);
    }

    @AfterAll
    static void stopBroker() {
        if (broker != null) {
            index.close();
            broker.close();
        }
    }

    private int start(Duration heartbeat) {
        InstantSource clock = InstantSource.system();
        LiveApi made = new LiveApi(
                kafka,
                index,
                new Pulse(clock),
                story -> {},
                alert -> {},
                () -> Map.copyOf(stages),
                () -> Map.of("articlesPerSecond", 1),
                clock,
                name -> List.of(),
                new LiveApi.Limits(RING, heartbeat));
        Javalin started = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    made.routes(config.routes);
                })
                .start("127.0.0.1", 0);
        made.start();
        made.awaitReady();
        live = made;
        server = started;
        return started.port();
    }

    @AfterEach
    void stop() {
        if (live != null && server != null) {
            live.close();
            server.stop();
        }
    }

    private static String path(String kind) {
        return kind.equals(TRENDS) ? "/api/v1/trends/stream" : "/api/v1/stories/stream";
    }

    /** Writes records of a kind to its topic, each padded to {@code size}; their events. */
    private static List<String> publish(String kind, int records, int size) throws Exception {
        List<String> events = new ArrayList<>();
        try (Producer<String, Object> producer = kafka.producer()) {
            for (int i = 0; i < records; i++) {
                Object value = kind.equals(TRENDS)
                        ? new Trend("topic", "x".repeat(size), Instant.EPOCH, 3_600, i, i % 5)
                        : story("s" + i, "x".repeat(size), "");
                String topic = kind.equals(TRENDS) ? Topic.TRENDS.name() : Topic.STORIES.name();
                long offset = producer.send(new ProducerRecord<>(topic, "k" + i, value))
                        .get(30, TimeUnit.SECONDS)
                        .offset();
                events.add(kind + " " + offset);
            }
        }
        return events;
    }

    private static Story story(String id, String headline, String mergedInto) {
        return new Story(
                id, headline, 1, List.of(), Instant.EPOCH, Instant.EPOCH, List.of(), List.of(), List.of(), mergedInto);
    }

    @ParameterizedTest
    @ValueSource(strings = {"story", TRENDS})
    void givesWhoComesBackWhatWasMissed(String kind) throws Exception {
        int port = start(SELDOM);
        String last;
        try (SseReader reader = new SseReader(port, path(kind) + "?recent=0", "")) {
            List<String> seen = publish(kind, 1, 0);
            assertThat(reader.event()).isEqualTo(seen.getFirst());
            last = reader.id();
        }
        List<String> missed = publish(kind, 2 * RING, 0);

        try (SseReader back = new SseReader(port, path(kind), last)) {
            assertThat(back.events(2 * RING)).isEqualTo(missed);
            List<String> live = publish(kind, 1, 0);
            assertThat(back.event()).isEqualTo(live.getFirst());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"story", TRENDS})
    void tellsASlowReaderToResumeWhileAnotherGetsAll(String kind) throws Exception {
        int port = start(SELDOM);
        int events = 500;
        try (SseReader slow = new SseReader(port, path(kind) + "?recent=0", "");
                SseReader quick = new SseReader(port, path(kind) + "?recent=0", "")) {
            List<String> published = new ArrayList<>();
            while (published.size() < events) {
                List<String> some = publish(kind, RING / 4, 20_000);
                assertThat(quick.events(some.size())).isEqualTo(some);
                published.addAll(some);
            }

            List<String> received = new ArrayList<>();
            String event = slow.event();
            while (!event.startsWith("resume")) {
                received.add(event);
                event = slow.event();
            }
            try (SseReader back = new SseReader(port, path(kind), slow.id())) {
                received.addAll(back.events(published.size() - received.size()));
            }
            assertThat(received).isEqualTo(published);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/stories/stream?recent=0&id=none",
                "/api/v1/trends/stream?recent=0",
                "/api/v1/alerts/stream"
            })
    void tellsItsPlaceNowAndThenThoughNothingComes(String path) throws Exception {
        int port = start(Duration.ofMillis(50));
        try (SseReader reader = new SseReader(port, path, "")) {
            String first = reader.place();
            assertThat(reader.place()).isEqualTo(first);
        }
    }

    @Test
    void sendsOneStoryAndWhatHasBecomeAPartOfIt() throws Exception {
        int port = start(SELDOM);
        try (SseReader reader = new SseReader(port, "/api/v1/stories/stream?recent=0&id=kept", "");
                Producer<String, Object> producer = kafka.producer()) {
            for (Story story : List.of(
                    story("other", "", ""),
                    story("away", "", "kept"),
                    story("else", "", "other"),
                    story("kept", "", ""))) {
                producer.send(new ProducerRecord<>(Topic.STORIES.name(), story.id(), story))
                        .get(30, TimeUnit.SECONDS);
            }
            assertThat(data(reader).path("id").asString()).isEqualTo("away");
            assertThat(data(reader).path("id").asString()).isEqualTo("kept");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stories/stream?q=%22open",
                "alerts/stream?q=%22open",
                "stream?q=%22open",
                "stream?at=2025-01-11T08:00:00Z&q=%22open",
                "trends/stream?q=kursk",
                "trends/stream?dimension=weather",
                "health/stream?q=kursk"
            })
    void refusesWhatItCannotFilterBy(String path) throws Exception {
        int port = start(SELDOM);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            answer.body().close();
            assertThat(answer.statusCode()).isEqualTo(400);
        }
    }

    @Test
    void sendsStoriesAndAlertsBehindWhichArticlesOfAQueryStand() throws Exception {
        int port = start(SELDOM);
        try (SseReader stories = new SseReader(port, "/api/v1/stories/stream?recent=0&q=lugger", "");
                SseReader alerts = new SseReader(port, "/api/v1/alerts/stream?recent=0&q=lugger", "");
                Producer<String, Object> producer = kafka.producer()) {
            for (String title : List.of("A trawler", "A lugger")) {
                EnrichedArticle article =
                        Articles.of(title, 1, title, "a", "story of " + title, Instant.EPOCH, Instant.EPOCH);
                long offset = producer.send(new ProducerRecord<>(Topic.ENRICHED.name(), title, article))
                        .get(30, TimeUnit.SECONDS)
                        .offset();
                String alert = """
                        {"id": "%s", "article": "%1$s", "revision": 1, "offset": %d, "subscription": "s", "kind": "first",
                         "published": "1970-01-01T00:00:00Z", "ingested": "1970-01-01T00:00:00Z", "created": "1970-01-01T00:00:00Z"}
                        """.formatted(title, offset);
                // the story comes before its article is searchable, and the alert before it is indexed at all
                producer.send(new ProducerRecord<>(
                                Topic.STORIES.name(), "k", story("story of " + title, "of something", "")))
                        .get(30, TimeUnit.SECONDS);
                producer.send(new ProducerRecord<>(
                                Topic.ALERTS.name(),
                                "s",
                                Json.read(alert.getBytes(StandardCharsets.UTF_8), Alert.class)))
                        .get(30, TimeUnit.SECONDS);
                index.add(0, offset, article);
            }
            assertThat(data(stories).path("id").asString()).isEqualTo("story of A lugger");
            assertThat(data(alerts).path("id").asString()).isEqualTo("A lugger");
        }
    }

    @Test
    void sendsTheTrendsOfADimensionThatBurst() throws Exception {
        int port = start(SELDOM);
        try (SseReader reader = new SseReader(port, "/api/v1/trends/stream?recent=0&dimension=place&burst=2.5", "");
                Producer<String, Object> producer = kafka.producer()) {
            for (Trend trend : List.of(
                    new Trend("topic", "a", Instant.EPOCH, 3_600, 9, 4),
                    new Trend("place", "b", Instant.EPOCH, 3_600, 9, 2.4),
                    new Trend("place", "c", Instant.EPOCH, 3_600, 9, 2.5))) {
                producer.send(new ProducerRecord<>(Topic.TRENDS.name(), trend.key(), trend))
                        .get(30, TimeUnit.SECONDS);
            }
            assertThat(data(reader).path("key").asString()).isEqualTo("c");
        }
    }

    @Test
    void tellsHowItDoesAtOnceAndWhenThatChanges() throws Exception {
        int port = start(SELDOM);
        String last;
        try (SseReader reader = new SseReader(port, "/api/v1/health/stream", "")) {
            JsonNode first = data(reader);
            assertThat(first.at("/stages/enrich").asString()).isEqualTo("ok");
            assertThat(first.at("/system/articlesPerSecond").asInt()).isEqualTo(1);
            stages.put("enrich", "out of disk");
            awaitState(reader, "out of disk");
            last = reader.id();
        }
        stages.put("enrich", "ok");
        try (SseReader back = new SseReader(port, "/api/v1/health/stream", last)) {
            awaitState(back, "ok");
        }
    }

    /** Reads until a state is told; figures of before may come first. */
    private static void awaitState(SseReader reader, String state) throws IOException {
        String told;
        do {
            told = data(reader).at("/stages/enrich").asString();
        } while (!told.equals(state));
    }

    private static JsonNode data(SseReader reader) throws IOException {
        reader.event();
        return Json.mapper().readTree(reader.data());
    }
}
