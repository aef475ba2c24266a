package org.tocsin.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.dashboard.history.HistoryIndex;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Story;
import tools.jackson.databind.JsonNode;

/** Lists over HTTP, page by page, while articles come. */
@Timeout(120)
final class ListsTest {
    private static final Instant NOW = Instant.parse("2025-01-11T12:00:00Z");

    @TempDir
    private Path directory;

    private HistoryIndex index;
    private StoryApi stories;
    private Javalin server;
    private HttpClient http;
    private long offset;

    @BeforeEach
    void start() {
        index = new HistoryIndex(directory, 100_000);
        stories = new StoryApi(index, () -> NOW, name -> List.of());
        stories.mergesRead();
        server = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    stories.routes(config.routes);
                    new TrendApi(index, () -> NOW, name -> List.of()).routes(config.routes);
                })
                .start("127.0.0.1", 0);
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        http.close();
        server.stop();
        index.close();
    }

    private void add(EnrichedArticle article) throws Exception {
        index.add(0, offset++, article);
    }

    private void seen() throws Exception {
        while (index.place() < offset) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1/" + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.mapper().readTree(answer.body());
    }

    private static List<String> ids(JsonNode page, String pointer) {
        return page.path("items")
                .valueStream()
                .map(item -> item.at(pointer).asString())
                .toList();
    }

    /** Stories of 1 to 5 articles and growing, of many sources, the newest last. */
    private void stories() throws Exception {
        for (int i = 0; i < 130; i++) {
            for (int n = 0; n <= i % 5; n++) {
                Instant time = NOW.minusSeconds(40_000 - 300L * i - n);
                add(Articles.of("a" + i + "-" + n, 1, "ferry " + i, "source " + i, "s" + i, time, time));
            }
        }
        seen();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stories?window=P1D&sort=size",
                "stories?window=P1D&sort=growth",
                "stories?window=P1D&sort=novelty&q=ferry",
                "trends?window=P1D&dimension=source&sort=count",
                "trends?window=P1D&dimension=source&sort=burst"
            })
    void everyPageOfAListIsOfOneView(String list) throws Exception {
        stories();
        JsonNode page = get(list + "&limit=100");
        assertThat(page.path("count").asInt()).isEqualTo(130);
        List<String> wanted = new ArrayList<>(ids(page, "/id"));
        wanted.addAll(ids(get(list + "&limit=100&cursor=" + page.path("next").asString()), "/id"));
        assertThat(wanted).hasSize(130).doesNotHaveDuplicates();

        List<String> paged = new ArrayList<>();
        page = get(list + "&limit=30");
        for (int pages = 0; !page.path("next").isNull(); pages++) {
            paged.addAll(ids(page, "/id"));
            for (int i = 0; i < 6; i++) {
                Instant time = NOW.minusSeconds(60);
                add(Articles.of("b" + pages + "-" + i, 1, "ferry", "source 1", "s1", time, time));
                add(Articles.of("c" + pages + "-" + i, 1, "ferry", "source c" + i, "new" + i, time, time));
            }
            seen();
            page = get(list + "&limit=30&cursor=" + page.path("next").asString());
        }
        paged.addAll(ids(page, "/id"));
        assertThat(paged).isEqualTo(wanted);
    }

    @Test
    void aStoryHasAllOfItsArticlesPageByPage() throws Exception {
        for (int i = 0; i < 450; i++) {
            add(Articles.of("a" + i, 1, "ferry " + i, "a", "long", NOW.minusSeconds(1_000 - i), NOW));
        }
        add(Articles.of("a440", 2, "ferry renamed", "a", "long", NOW.minusSeconds(560), NOW));
        seen();

        JsonNode page = get("stories/long");
        assertThat(page.path("size").asInt()).isEqualTo(450);
        assertThat(page.path("headline").asString()).isEqualTo("ferry 0");
        assertThat(page.path("firstSeen").asString())
                .isEqualTo(NOW.minusSeconds(1_000).toString());
        assertThat(page.path("lastSeen").asString())
                .isEqualTo(NOW.minusSeconds(551).toString());
        assertThat(page.at("/headlines/0/titles").valueStream().map(JsonNode::asString))
                .containsExactly("ferry 440", "ferry renamed");
        List<String> all = new ArrayList<>(ids(page, "/article/article/id"));
        assertThat(all).hasSize(200);
        while (!page.path("next").isNull()) {
            page = get("stories/long?limit=150&cursor=" + page.path("next").asString());
            assertThat(page.path("size").asInt()).isEqualTo(450);
            all.addAll(ids(page, "/article/article/id"));
        }
        assertThat(all).hasSize(450).doesNotHaveDuplicates();
    }

    /** Of three, one after the other became a part of the next. */
    @Test
    void aStoryHasTheArticlesOfAllThatBecameAPartOfIt() throws Exception {
        for (String story : List.of("old", "young", "late")) {
            add(Articles.of(
                    "a-" + story, 1, "ferry " + story, story, story, NOW.minusSeconds(100), NOW.minusSeconds(90)));
        }
        add(Articles.of("z", 1, "choir", "z", "other", NOW.minusSeconds(100), NOW.minusSeconds(90)));
        seen();
        merge("late", "young", NOW.minusSeconds(60));
        merge("young", "old", NOW.minusSeconds(30));

        for (String id : List.of("old", "young", "late")) {
            JsonNode story = get("stories/" + id);
            assertThat(story.path("id").asString()).isEqualTo("old");
            assertThat(story.path("size").asInt()).isEqualTo(3);
            assertThat(ids(story, "/article/article/id")).containsExactlyInAnyOrder("a-old", "a-young", "a-late");
        }
        for (String sort : List.of("size", "growth", "novelty")) {
            JsonNode list = get("stories?window=P1D&sort=" + sort);
            assertThat(ids(list, "/id")).containsExactlyInAnyOrder("old", "other");
            assertThat(list.path("count").asInt()).isEqualTo(2);
        }
        assertThat(get("stories?window=P1D").at("/items/0/size").asInt()).isEqualTo(3);
        String then = "?at=" + NOW.minusSeconds(45);
        assertThat(get("stories/late" + then).path("id").asString()).isEqualTo("young");
        assertThat(get("stories/old" + then).path("size").asInt()).isEqualTo(1);
        assertThat(ids(get("stories" + then + "&window=P1D"), "/id"))
                .containsExactlyInAnyOrder("old", "young", "other");
    }

    private void merge(String story, String into, Instant at) {
        Story merged = new Story(story, "", 1, List.of(), at, at, List.of(), List.of(), List.of(), into);
        stories.know(new ConsumerRecord<>(
                "",
                0,
                0,
                at.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                story,
                merged,
                new RecordHeaders(),
                Optional.empty()));
    }

    @Test
    void aStoryIsShownAsItWasKnown() throws Exception {
        add(Articles.of("a", 1, "ferry sails", "a", "s", NOW.minusSeconds(100), NOW.minusSeconds(90)));
        add(Articles.of("b", 1, "ferry late", "a", "s", NOW.minusSeconds(95), NOW.minusSeconds(10)));
        add(Articles.of("a", 2, "ferry sinks", "a", "s", NOW.minusSeconds(100), NOW.minusSeconds(5)));
        seen();
        String then = "?at=" + NOW.minusSeconds(60);
        JsonNode story = get("stories/s" + then);
        assertThat(story.path("size").asInt()).isEqualTo(1);
        assertThat(story.path("headline").asString()).isEqualTo("ferry sails");
        assertThat(story.path("headlines")).isEmpty();
        assertThat(get("stories" + then).at("/items/0/size").asInt()).isEqualTo(1);
        assertThat(get("trends" + then + "&dimension=source").path("articles").asInt())
                .isEqualTo(1);
        assertThat(get("stories/s").path("headline").asString()).isEqualTo("ferry sinks");
    }
}
