package org.tocsin.ingest.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.article.ArticleSink;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;

/** Against the producer that Kafka gives for tests; what it completes, the broker has. */
final class PushApiTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private MockProducer<String, byte[]> broker = broker(true);
    private Javalin web = start(broker, 1 << 20);

    private static MockProducer<String, byte[]> broker(boolean answers) {
        return new MockProducer<>(answers, null, new StringSerializer(), new ByteArraySerializer());
    }

    private static Javalin start(MockProducer<String, byte[]> broker, long inFlight) {
        ArticleReader reader = new ArticleReader(() -> Instant.parse("2025-01-11T12:00:00Z"));
        PushApi api = new PushApi(reader, new ArticleSink(broker), inFlight, Duration.ofMillis(300));
        return Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    api.routes(config.routes);
                })
                .start("127.0.0.1", 0);
    }

    private void restart(boolean answers, long inFlight) {
        web.stop();
        broker = broker(answers);
        web = start(broker, inFlight);
    }

    @AfterEach
    void stop() {
        web.stop();
    }

    private HttpResponse<String> push(String type, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + web.port() + "/api/v1/articles"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> push(String type, String body) throws IOException, InterruptedException {
        return push(type, body.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode json(HttpResponse<String> response) {
        return Json.mapper().readTree(response.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | {\"title\": \"one\"} | 1",
                "'' | [{\"title\": \"one\"}, {\"title\": \"two\"}] | 2",
                "application/x-www-form-urlencoded | {\"title\": \"one\"} | 1",
                "application/ninjs+json | {\"uri\": \"urn:x\", \"versioncreated\": \"2025-01-11T10:00:00Z\", \"headline\": \"one\"} | 1",
                "application/nitf+xml | <nitf><head><title>one</title></head></nitf> | 1",
                "text/xml; charset=utf-8 | <newsMessage><itemSet><newsItem guid='a'><contentMeta><headline>one</headline></contentMeta></newsItem></itemSet></newsMessage> | 1"
            })
    void takesEveryForm(String type, String body, int articles) throws Exception {
        HttpResponse<String> response = push(type, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        assertThat(json(response).path("ids").size()).isEqualTo(articles);
        assertThat(json(response).path("accepted").asInt()).isEqualTo(articles);
        assertThat(broker.history()).hasSize(articles);
    }

    @Test
    void takesNdjsonLineByLineAndNamesTheBadOnes() throws Exception {
        HttpResponse<String> response =
                push("application/x-ndjson", "{\"title\": \"one\"}\nbroken\n{\"x\": 1}\n\n{\"title\": \"two\"}");
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(json(response).path("ids").size()).isEqualTo(2);
        assertThat(json(response)
                        .path("rejected")
                        .valueStream()
                        .map(one -> one.path("index").asInt() + " "
                                + one.path("reason").asString()))
                .containsExactly("1 json", "2 no-text");
    }

    @Test
    void unpacksGzip() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("{\"title\": \"one\"}".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(push("application/json", bytes.toByteArray(), "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(202);
        assertThat(push("application/json", new byte[] {1, 2}, "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(400);
        assertThat(push("application/json", new byte[] {1, 2}, "Content-Encoding", "br")
                        .statusCode())
                .isEqualTo(415);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | {\"title\": | 400",
                "application/json | {\"title\": \"cut off\" | 400",
                "application/json | '' | 400",
                "application/json | [] | 400",
                "application/json | {\"url\": \"https://a.example\"} | 422",
                "application/json | [{\"title\": \"x\", \"published\": \"soon\"}] | 422",
                "application/json | {\"title\": \"x\", \"embargoed\": \"2026-01-01T00:00:00Z\"} | 422",
                "application/xml | <rss/> | 400",
                "application/xml | <nitf> | 400",
                "application/pdf | x | 415"
            })
    void saysWhatIsWrong(String type, String body, int status) throws Exception {
        HttpResponse<String> response = push(type, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(json(response).path("detail").asString()).isNotBlank().doesNotContain("[Source");
        assertThat(json(response).path("status").asInt()).isEqualTo(status);
        assertThat(broker.history()).isEmpty();
    }

    @Test
    void refusesBombs() throws Exception {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            byte[] lines = "\n".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 1_024; i++) {
                out.write(lines);
            }
        }
        assertThat(push("application/json", bomb.toByteArray(), "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(413);
        assertThat(push("application/x-ndjson", bomb.toByteArray(), "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(413);
        assertThat(push("application/json", "[".repeat(100_000)).statusCode()).isEqualTo(400);
    }

    @Test
    void refusesABodyThatIsTooLarge() throws Exception {
        assertThat(push("application/json", new byte[PushApi.MAX_BYTES + 1]).statusCode())
                .isEqualTo(413);
    }

    /** The producer refuses it before it is sent, and tells so as it does of what the broker refuses. */
    @Test
    void namesTheSizeAndTheLimitOfAnArticleThatTheClusterDoesNotTake() throws Exception {
        web.stop();
        broker = new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
            @Override
            public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> article, Callback callback) {
                if (article.value().length < 1_000) {
                    return super.send(article, callback);
                }
                RecordTooLargeException tooLarge = new RecordTooLargeException(
                        "The message is %d bytes, more than 1000".formatted(article.value().length));
                callback.onCompletion(null, tooLarge);
                return CompletableFuture.failedFuture(tooLarge);
            }
        };
        web = start(broker, 1 << 20);

        HttpResponse<String> response = push(
                "application/x-ndjson",
                "{\"title\": \"one\"}\n{\"title\": \"%s\"}\n{\"title\": \"three\"}".formatted("x".repeat(2_000)));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(json(response).path("detail").asString())
                .contains("max.message.bytes", "more than 1000", "send the others again without it");
        assertThat(json(response).path("accepted").asInt()).isEqualTo(2);
        assertThat(broker.history()).hasSize(2);
    }

    @Test
    void accountsNothingThatTheBrokerHasNot() throws Exception {
        restart(false, 1 << 20);
        HttpResponse<String> response = push("application/json", "{\"title\": \"one\"}");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void asksToComeAgainWhenTooMuchIsOnItsWay() throws Exception {
        restart(false, 4096);
        String line = "{\"title\": \"" + "x".repeat(2_000) + "\"}\n";
        HttpResponse<String> response = push("application/x-ndjson", line.repeat(5));
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(json(response).path("accepted").asInt())
                .as("what the broker has")
                .isZero();
        assertThat(json(response).path("ids")).isEmpty();
    }

    @Test
    void keepsItsRoomWhateverComesOfARequest() throws Exception {
        restart(true, 4096);
        String line = "{\"title\": \"" + "x".repeat(1_500) + "\"}\n";
        broker.sendException = new IllegalStateException("closed");
        for (int i = 0; i < 3; i++) {
            assertThat(push("application/x-ndjson", line).statusCode()).isEqualTo(500);
            assertThat(push("application/json", line).statusCode()).isEqualTo(500);
        }
        broker.sendException = null;

        HttpResponse<String> response = push("application/x-ndjson", line.repeat(5));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        assertThat(json(response).path("accepted").asInt()).isEqualTo(5);
    }

    @Test
    void givesTheSameIdToTheSameArticle() throws Exception {
        String body = "{\"id\": \"native-7\", \"source\": \"agency\", \"title\": \"one\"}";
        JsonNode first = json(push("application/json", body));
        JsonNode second = json(push("application/json", body));
        assertThat(second.path("ids")).isEqualTo(first.path("ids"));
    }
}
