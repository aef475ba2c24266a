package org.tocsin.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.Topic;
import org.tocsin.query.Query;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.stream.Event;
import org.tocsin.runtime.stream.Kind;
import org.tocsin.runtime.stream.Ring;
import org.tocsin.runtime.stream.Streams;

/** Readers of a stream over real sockets, with a real log behind. */
@Timeout(120)
final class StreamsTest {
    private static final Duration SELDOM = Duration.ofMinutes(5);
    private static final int RING = 64;

    @TempDir
    private static Path directory;

    private static @Nullable EmbeddedBroker broker;
    private static KafkaSettings kafka;

    private final Ring ring = new Ring(RING);
    private Streams streams;
    private Javalin server;
    private Producer<String, EnrichedArticle> log;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(directory);
        kafka = new KafkaSettings(broker.bootstrap());
        kafka.createTopics();
    }

    @AfterAll
    static void stopBroker() {
        if (broker != null) {
            broker.close();
        }
    }

    @BeforeEach
    void start() {
        log = kafka.producer();
        serve(SELDOM);
    }

    private void serve(Duration heartbeat) {
        streams = new Streams(kafka, ring, heartbeat, () -> true, Kind.ARTICLE, Kind.ALERT);
        server = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.routes.get("/", context -> {
                        String query = context.queryParam("q");
                        streams.serve(
                                context,
                                new Streams.Wish(
                                        Set.of(Kind.ARTICLE, Kind.ALERT),
                                        ArticleEvent.matching(query == null ? null : Query.parse(query)),
                                        context.header("Last-Event-ID"),
                                        0,
                                        Integer.parseInt(
                                                Objects.requireNonNullElse(context.queryParam("missed"), "100000")),
                                        () -> ""));
                    });
                })
                .start("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        streams.close();
        server.stop();
        log.close();
    }

    /** Writes an article to the log and lets it through to the ring, as the follower of the log does; its offset. */
    private long publish(String title, int characters) throws Exception {
        Article article = new Article(
                title,
                1,
                "",
                title,
                "",
                "x".repeat(characters),
                "en",
                List.of(),
                new Source("test", "Test", "", "", ""),
                Instant.EPOCH,
                Instant.EPOCH,
                Origin.LIVE,
                false,
                List.of(),
                "",
                "");
        EnrichedArticle enriched = EnrichedArticle.tagged(article, List.of(), List.of(), "");
        long offset = log.send(new ProducerRecord<>(Topic.ENRICHED.name(), title, enriched))
                .get(30, TimeUnit.SECONDS)
                .offset();
        ring.add(new ArticleEvent(offset, enriched));
        return offset;
    }

    private SseReader reader(String path, String lastId) throws IOException {
        return new SseReader(server.port(), path, lastId);
    }

    @Test
    void givesWhoComesBackWhatWasMissedAndNothingTwice() throws Exception {
        publish("before anyone listened", 0);
        String last;
        try (SseReader reader = reader("/", "")) {
            long seen = publish("seen", 0);
            assertThat(reader.event()).isEqualTo("article " + seen);
            last = reader.id();
        }
        long first = publish("missed", 0);
        for (int i = 0; i < 2 * RING; i++) {
            publish("missed " + i, 0);
        }

        try (SseReader back = reader("/", last)) {
            List<String> missed = back.events(2 * RING + 1);
            long live = publish("live again", 0);

            assertThat(missed)
                    .isEqualTo(LongStream.rangeClosed(first, first + 2 * RING)
                            .mapToObj(offset -> "article " + offset)
                            .toList());
            assertThat(back.event()).isEqualTo("article " + live);
        }
    }

    @Test
    void remembersThePlaceOfWhatAFilterLeftOutAndOfAlerts() throws Exception {
        ring.add(new Event(Kind.ALERT, 41, "an alert"));
        publish("a herring", 0);
        try (SseReader reader = reader("/?q=mackerel", "")) {
            publish("another herring", 0);
            long wanted = publish("a mackerel", 0);

            assertThat(reader.event()).isEqualTo("article " + wanted);
            assertThat(reader.id()).isEqualTo((wanted + 1) + ".42");
        }
    }

    @Test
    void tellsASlowReaderToResumeWhileTheOthersAreNotSlowed() throws Exception {
        int events = 1_500;
        int size = 20_000;
        try (SseReader slow = reader("/", "");
                SseReader quick = reader("/", "")) {
            List<String> published = new ArrayList<>();
            long slowest = 0;
            for (int i = 0; i < events; i++) {
                published.add("article " + publish("event " + i, size));
                long began = System.nanoTime();
                assertThat(quick.event()).isEqualTo(published.getLast());
                slowest = Math.max(slowest, System.nanoTime() - began);
            }
            assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(5));

            List<String> received = new ArrayList<>();
            String event = slow.event();
            while (!event.startsWith("resume")) {
                received.add(event);
                event = slow.event();
            }
            assertThat(received).hasSizeLessThan(events);
            assertThat(streams.toldToResume()).isEqualTo(1);

            try (SseReader back = reader("/", slow.id())) {
                received.addAll(back.events(events - received.size()));
            }
            assertThat(received).isEqualTo(published);
        }
    }

    @Test
    void missesNothingWhenCutOffBeforeTheFirstEvent() throws Exception {
        publish("before", 0);
        String place;
        try (SseReader reader = reader("/", "")) {
            place = reader.place();
        }
        long missed = publish("missed", 0);

        try (SseReader back = reader("/", place)) {
            assertThat(back.event()).isEqualTo("article " + missed);
        }
    }

    @Test
    void tellsItsPlaceNowAndThenThoughAFilterLeavesAllOut() throws Exception {
        server.stop();
        serve(Duration.ofMillis(50));
        try (SseReader reader = reader("/?q=mackerel", "")) {
            String first = reader.place();
            long offset = publish("a herring", 0);

            String place = reader.place();
            while (place.equals(first)) {
                place = reader.place();
            }
            assertThat(place).isEqualTo((offset + 1) + ".0");
        }
    }

    @Test
    void beginsWithWhatComesWhenThePlaceIsOfAnotherLog() throws Exception {
        publish("before", 0);
        try (SseReader reader = reader("/", "999999999.7")) {
            long offset = publish("after a new start", 0);

            assertThat(reader.event()).isEqualTo("article " + offset);
        }
    }

    @Test
    void goesOnAfterAPlaceOfArticlesAloneWithAlertsAsTheyCome() throws Exception {
        ring.add(new Event(Kind.ALERT, 41, "an alert of before"));
        long first = publish("since the first answer", 0);
        try (SseReader reader = reader("/", String.valueOf(first))) {
            assertThat(reader.event()).isEqualTo("article " + first);
            assertThat(reader.id()).isEqualTo((first + 1) + ".42");
        }
    }

    @Test
    void givesAtMostAsMuchOfWhatWasMissedAsIsWantedAndSaysWhatItLeftOut() throws Exception {
        long first = publish("missed", 0);
        long last = first;
        for (int i = 0; i < 2 * RING; i++) {
            last = publish("missed " + i, 0);
        }
        try (SseReader reader = reader("/?missed=3", String.valueOf(first))) {
            assertThat(reader.event()).startsWith("skipped");
            assertThat(reader.data())
                    .isEqualTo("{\"from\":%d,\"kind\":\"article\",\"to\":%d}".formatted(first, last - 2));
            assertThat(reader.event()).isEqualTo("article " + (last - 2));
        }
    }

    @Test
    void givesFromMemoryWhatTheRingStillHas() throws Exception {
        // what no log has can come from the ring alone
        long offset = 1_000_000;
        ring.add(new Event(Kind.ALERT, 3, "an alert"));
        for (int i = 0; i < 2 * RING; i++) {
            ring.add(new Event(Kind.ARTICLE, offset + i, "article " + i));
        }
        ring.add(new Event(Kind.ALERT, 4, "an alert"));
        long wanted = offset + 2 * RING - 10;
        try (SseReader reader = reader("/", wanted + ".4")) {
            assertThat(reader.event()).isEqualTo("article " + wanted);
        }
    }
}
