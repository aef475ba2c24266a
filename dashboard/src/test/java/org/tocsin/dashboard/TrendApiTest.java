package org.tocsin.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.dashboard.history.HistoryIndex;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.TopicTag;
import org.tocsin.model.Trend;
import tools.jackson.databind.JsonNode;

/** What the page calls a burst is what {@code tocsin.trends} calls one. */
@Timeout(60)
final class TrendApiTest {
    private static final Instant NOON = Instant.parse("2025-01-11T12:00:00Z");
    private static final Instant NOW = NOON.plusSeconds(3_599);

    @TempDir
    private Path directory;

    private HistoryIndex index;
    private Javalin server;
    private int number;
    private int within;

    @BeforeEach
    void start() {
        index = new HistoryIndex(directory, 100_000);
        server = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    new TrendApi(index, () -> NOW, name -> List.of()).routes(config.routes);
                })
                .start("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        server.stop();
        index.close();
    }

    private void add(String source, Instant published) throws Exception {
        within += published.isBefore(NOON) ? 0 : 1;
        Article article = new Article(
                "a" + number,
                1,
                "",
                "ferry",
                "",
                "",
                "en",
                List.of(),
                new Source(source, source, "", "", ""),
                published,
                published,
                Origin.LIVE,
                false,
                List.of(),
                "",
                "");
        index.add(
                0,
                number++,
                new EnrichedArticle(
                        article,
                        List.of(),
                        List.of(new TopicTag("ferries", 1, 1, 1, List.of())),
                        "s",
                        false,
                        1,
                        List.of(),
                        "",
                        1,
                        0,
                        ""));
    }

    private void everyHour(Duration back, int articles) throws Exception {
        for (Instant hour = NOON.minus(back); hour.isBefore(NOON); hour = hour.plus(Duration.ofHours(1))) {
            for (int i = 0; i < articles; i++) {
                add("a", hour.plusSeconds(60L * i));
            }
        }
    }

    /** The one topic's row, once every article of the window is seen, which takes up to a second. */
    private JsonNode topic(String more) throws Exception {
        index.commit();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (true) {
                HttpResponse<String> response = client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port()
                                        + "/api/v1/trends?dimension=topic&window=PT1H" + more))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
                JsonNode answer = Json.mapper().readTree(response.body());
                if (answer.path("articles").asInt() == within) {
                    assertThat(answer.path("items").size()).isEqualTo(1);
                    return answer.path("items").get(0);
                }
                Thread.onSpinWait();
            }
        }
    }

    private void now(int articles) throws Exception {
        for (int i = 0; i < articles; i++) {
            add(i % 2 == 0 ? "a" : "b", NOON.plusSeconds(i));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6})
    void steadyNewsIsNoBurstInAnyWeek(int weeks) throws Exception {
        everyHour(Duration.ofDays(7L * weeks).plusHours(3), 4);
        now(4);
        assertThat(topic("").path("usual").asDouble()).isEqualTo(4);
        assertThat(topic("").path("burst").asDouble()).isZero();
        now(10);
        assertThat(topic("").path("burst").asDouble()).isCloseTo(Trend.burst(14, 4), within(1e-9));
        assertThat(topic("&sort=count").path("burst").asDouble()).isCloseTo(Trend.burst(14, 4), within(1e-9));
        assertThat(topic("&q=ferry").path("burst").asDouble()).isCloseTo(Trend.burst(14, 4), within(1e-9));
    }

    @Test
    void oneSourceAloneIsNoBurst() throws Exception {
        everyHour(Duration.ofDays(2), 1);
        for (int i = 0; i < 20; i++) {
            add("a", NOON.plusSeconds(i));
        }
        assertThat(topic("").path("burst").asDouble()).isZero();
        add("b", NOON.plusSeconds(30));
        assertThat(topic("").path("burst").asDouble()).isCloseTo(Trend.burst(21, 1), within(1e-9));
    }

    @Test
    void saysThatNothingUsualIsKnown() throws Exception {
        everyHour(Duration.ofHours(5), 1);
        now(20);
        assertThat(topic("").path("usual").isNull()).isTrue();
        assertThat(topic("").path("burst").asDouble()).isZero();
    }
}
