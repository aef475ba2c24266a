package org.tocsin.enrich.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.enrich.Tagger;
import org.tocsin.enrich.entity.Sample;
import org.tocsin.model.Mention;
import org.tocsin.model.TopicTag;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;

/** Knowledge that is changed over HTTP while articles are tagged with it. */
final class KnowledgeStageTest {
    private static final String WATCH = """
            id: tocsin:harbour-watch
            type: organization
            names: {en: [Harbour Watch International]}
            """;
    private static final String FERRIES = """
            {"id": "ferries", "name": "Ferries", "query": "SCORE >= 2 (ferry^1, harbour^1)", "spread": {"paragraphs": 1},
             "examples": {"about": [{"language": "en", "title": "The ferry left the harbour"}],
                          "notAbout": [{"language": "en", "title": "The train left"}]}}
            """;

    private final HttpClient client = HttpClient.newHttpClient();

    private EmbeddedBroker broker;
    private KnowledgeLog log;
    private KnowledgeStage stage;
    private Javalin server;
    private Tagger tagger;

    @BeforeEach
    void start(@TempDir Path directory) {
        broker = EmbeddedBroker.start(directory);
        begin();
    }

    private void begin() {
        KafkaSettings kafka = new KafkaSettings(broker.bootstrap());
        Knowledge knowledge = new Knowledge();
        log = new KnowledgeLog(kafka, knowledge);
        stage = new KnowledgeStage(kafka, log, Instant::now);
        stage.start();
        tagger = new Tagger(knowledge);
        server = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    stage.routes(config.routes);
                })
                .start("127.0.0.1", 0);
    }

    private void end() {
        server.stop();
        stage.close();
    }

    @AfterEach
    void stop() {
        end();
        broker.close();
        client.close();
    }

    private HttpResponse<String> send(String method, String id, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/api/v1/knowledge" + id))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private boolean namesTheWatch() {
        return tagger.tag(Sample.article("en", "Harbour Watch International opens an office", "")).mentions().stream()
                .map(Mention::entity)
                .anyMatch("tocsin:harbour-watch"::equals);
    }

    private boolean isAboutFerries() {
        return tagger.tag(Sample.article("en", "A ferry sank in the harbour", "")).topics().stream()
                .map(TopicTag::id)
                .anyMatch("ferries"::equals);
    }

    @Test
    void addsChangesAndRemovesForTheNextArticleAndAfterARestart() throws Exception {
        assertThat(namesTheWatch()).isFalse();
        HttpResponse<String> added = send("PUT", "/tocsin:harbour-watch", WATCH, "If-None-Match", "*");
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        assertThat(added.headers().firstValue("ETag")).hasValue("\"1\"");
        assertThat(namesTheWatch()).isTrue();
        assertThat(send("PUT", "/ferries", FERRIES, "If-None-Match", "*").statusCode())
                .isEqualTo(201);
        assertThat(isAboutFerries()).isTrue();

        end();
        begin();
        assertThat(namesTheWatch()).isTrue();
        assertThat(isAboutFerries()).isTrue();

        HttpResponse<String> changed = send(
                "PUT",
                "/ferries",
                FERRIES.replace("ferry^1", "boat^1").replace("The ferry", "The boat"),
                "If-Match",
                "\"1\"");
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(isAboutFerries()).isFalse();
        assertThat(send("DELETE", "/tocsin:harbour-watch", "", "If-Match", "\"1\"")
                        .statusCode())
                .isEqualTo(204);
        assertThat(namesTheWatch()).isFalse();
        assertThat(send("GET", "/tocsin:harbour-watch", "").statusCode()).isEqualTo(404);
        assertThat(send("DELETE", "/tocsin:harbour-watch", "", "If-Match", "\"2\"")
                        .statusCode())
                .isEqualTo(404);
        assertThat(send("GET", "", "").body()).contains("\"version\":\"1+4\"", "\"ferries\"");
    }

    @Test
    void refusesWhatIsStaleUnnamedOrWrongAndSaysWhy() throws Exception {
        assertThat(send("PUT", "/ferries", FERRIES).statusCode()).isEqualTo(428);
        for (String stale : List.of("\"7\"", "*", "\"7\", W/\"8\"")) {
            assertThat(send("PUT", "/ferries", FERRIES, "If-Match", stale).statusCode())
                    .isEqualTo(412);
        }
        assertThat(send("PUT", "/kursk", FERRIES, "If-Match", "\"1\"").body()).contains("is not the one inside");
        HttpResponse<String> query =
                send("PUT", "/ferries", FERRIES.replace("harbour^1", "(harbour^1"), "If-None-Match", "*");
        assertThat(query.statusCode()).isEqualTo(422);
        assertThat(query.body()).contains("column");
        assertThat(send(
                                "PUT",
                                "/tocsin:harbour-watch",
                                WATCH.replace("Harbour Watch International", "winter"),
                                "If-None-Match",
                                "*")
                        .body())
                .contains("one common word");
        assertThat(send("PUT", "/ferries", "{no", "If-None-Match", "*").statusCode())
                .isEqualTo(400);
        assertThat(send("PUT", "/ferries", "x".repeat(300_000), "If-None-Match", "*")
                        .statusCode())
                .isEqualTo(413);
        assertThat(isAboutFerries()).isFalse();
        assertThat(send("GET", "", "").body()).contains("\"version\":\"1+0\"");
    }

    @Test
    void findsByName() throws Exception {
        assertThat(send("GET", "?name=Xi%20Jinping", "").body()).contains("\"id\":\"Q15031\"", "\"type\":\"person\"");
        assertThat(send("GET", "?name=%EC%8B%9C%EC%A7%84%ED%95%91", "").body()).contains("\"id\":\"Q15031\"");
        assertThat(send("GET", "?name=kursk", "").body())
                .contains("\"kind\":\"topic\"", "\"id\":\"tocsin:kursk\"", "\"id\":\"tocsin:kursk-submarine\"");
        assertThat(send("GET", "?name=nobody%20at%20all", "").body()).contains("\"items\":[]");
    }
}
