package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.http.sse.SseClient;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Json;
import org.tocsin.runtime.access.Access;
import tools.jackson.databind.JsonNode;

/** What every answer of the one HTTP server has, whatever was asked. */
final class EnvelopeTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final CountDownLatch CLOSING = new CountDownLatch(1);
    private static final CountDownLatch ASKED = new CountDownLatch(1);

    @TempDir
    private static Path directory;

    private static Node node;

    /** A stage of a few routes, which takes its time to close where the test wants it. */
    private static class Routes extends OnlyRoutes {
        @Override
        public void routes(JavalinDefaultRoutingApi routes) {
            routes.get(
                    "/api/v1/alerts",
                    context -> context.contentType("application/json").result("[1,2,3]"));
            routes.get(
                    "/page",
                    context -> context.header("Content-Security-Policy", "default-src 'self'")
                            .html("hello"));
            routes.get(
                    "/version",
                    context -> context.header("ETag", EntityTags.of(3)).result("three"));
            routes.get("/mute", context -> context.status(410));
            routes.get("/endless", context -> {
                throw new StackOverflowError();
            });
            routes.post("/api/v1/feeds", context -> context.status(201).result(context.body()));
            routes.get("/api/v1/feeds", context -> context.result("[]"));
            routes.get("/api/v1/stream", context -> new SseClient(context).keepAlive());
        }
    }

    /** One that is asked while it closes. */
    private static final class Lingering extends Routes {
        @Override
        public void close() {
            CLOSING.countDown();
            try {
                ASKED.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @BeforeAll
    static void start() {
        node = new Node("127.0.0.1", 0, Access.local(directory), List.of(new Routes()));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + path))
                .method(
                        method,
                        method.equals("POST")
                                ? HttpRequest.BodyPublishers.ofString("{}")
                                : HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What comes back for bytes that need be no request. */
    private static String raw(String request) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port());
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/health, 200",
        "/health/live, 200",
        "/metrics, 200",
        "/openapi.json, 200",
        "/api/v1/alerts, 200",
        "/api/v1/session, 200",
        "/nowhere, 404",
        "/mute, 410",
        "/endless, 500",
        "/api/v1/alerts?q=%zz, 400",
    })
    void letsNoBrowserMakeMoreOfAnyAnswerThanItIs(String path, int status) throws Exception {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .containsOnlyOnce("Content-Security-Policy: default-src 'none';")
                .contains("frame-ancestors 'none'")
                .containsOnlyOnce("X-Content-Type-Options: nosniff")
                .containsOnlyOnce("Referrer-Policy: no-referrer")
                .as("over plain HTTP a browser would not heed it")
                .doesNotContain("Strict-Transport-Security");
    }

    @Test
    void leavesAPageItsOwnPolicy() throws Exception {
        assertThat(send("GET", "/page").headers().allValues("Content-Security-Policy"))
                .containsExactly("default-src 'self'");
    }

    static List<Map.Entry<Integer, String>> noRequests() {
        return List.of(
                Map.entry(400, "GET /%2e%2e/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                Map.entry(400, "GET /\u0000 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                Map.entry(400, "GET /api/v1/alerts HTTP/1.1\r\n\r\n"),
                Map.entry(400, "nonsense\r\n\r\n"),
                Map.entry(414, "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                Map.entry(431, "GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"),
                Map.entry(501, "get /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
                Map.entry(505, "GET /health HTTP/7.0\r\nHost: localhost\r\n\r\n"));
    }

    @Test
    void answersWhatIsNoRequestAsProblemDetails() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<Integer, String> one : noRequests()) {
            String answer = raw(one.getValue());
            int body = answer.indexOf("\r\n\r\n");
            JsonNode problem = Json.mapper().readTree(answer.substring(body + 4));
            if (!answer.startsWith("HTTP/1.1 " + one.getKey() + " ")
                    || !answer.contains("Content-Type: application/problem+json\r\n")
                    || !answer.contains("X-Content-Type-Options: nosniff")
                    || problem.path("status").asInt() != one.getKey()
                    || problem.path("title").asString().isBlank()
                    || !problem.path("type").asString().equals("about:blank")
                    || !problem.path("instance").asString().startsWith("/")
                    || problem.path("detail").asString().isBlank()) {
                wrong.add(one.getValue().lines().findFirst().orElse("") + " -> " + answer);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /api/v1/feeds, 405, Allow, 'POST, GET, HEAD'",
        "POST, /api/v1/alerts, 405, Allow, 'GET, HEAD'",
        "TRACE, /api/v1/alerts, 405, Allow, 'GET, HEAD'",
        "PROPFIND, /api/v1/alerts, 405, Allow, 'GET, HEAD'",
        "GET, /mute, 410, Content-Type, application/problem+json",
    })
    void saysWhichMethodsAPathHas(String method, String path, int status, String header, String value)
            throws Exception {
        HttpResponse<String> answer = send(method, path);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(List.of(answer.headers().firstValue(header).orElse("").split(", ", -1)))
                .containsExactlyInAnyOrder(value.split(", ", -1));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/alerts, Accept, application/json, 200",
        "GET, /api/v1/alerts, Accept, 'text/html, application/*;q=0.5', 200",
        "GET, /api/v1/alerts, Accept, 'text/html, */*;q=0.1', 200",
        "GET, /api/v1/alerts, Accept, image/png, 406",
        "GET, /api/v1/alerts, Accept, 'application/json;q=0, text/html', 406",
        "HEAD, /api/v1/alerts, Accept, image/png, 406",
        "GET, /api/v1/alerts, Accept, text/json, 200",
        "POST, /api/v1/feeds, Accept, image/png, 201",
        "POST, /api/v1/feeds, Content-Type, application/json; charset=utf-8, 201",
        "POST, /api/v1/feeds, Content-Type, text/xml, 415",
        "POST, /api/v1/feeds, Content-Type, application/x-www-form-urlencoded, 201",
        "POST, /api/v1/feeds, X-Other, '', 201",
    })
    void asksARouteOnlyForWhatItIsDescribedToTakeAndGive(
            String method, String path, String header, String value, int status) throws Exception {
        assertThat(send(method, path, header, value).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/alerts", "/openapi.json", "/health", "/page", "/version", "/nowhere", "/mute"})
    void answersHeadAsGetWithoutTheBody(String path) throws Exception {
        HttpResponse<String> get = send("GET", path);
        HttpResponse<String> head = send("HEAD", path);

        assertThat(head.statusCode()).isEqualTo(get.statusCode());
        assertThat(head.body()).isEmpty();
        for (String header : List.of("Content-Type", "Content-Length", "ETag", "Cache-Control")) {
            assertThat(head.headers().allValues(header))
                    .as(header)
                    .isEqualTo(get.headers().allValues(header));
        }
    }

    @Test
    void endsTheHeadOfAStream() throws Exception {
        HttpResponse<String> head = send("HEAD", "/api/v1/stream");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
    }

    @Test
    void saysThatNothingHasChanged() throws Exception {
        String tag = send("GET", "/api/v1/alerts").headers().firstValue("ETag").orElseThrow();
        String strong = tag.replaceFirst("^W/", "");

        for (String header : List.of(tag, strong, "\"a, b\", W/\"c\" , " + tag, "*")) {
            HttpResponse<String> answer = send("GET", "/api/v1/alerts", "If-None-Match", header);
            assertThat(answer.statusCode()).as(header).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("ETag")).hasValue(tag);
        }
        for (String header : List.of("\"other\"", "nonsense", "\"a" + strong.substring(1))) {
            assertThat(send("GET", "/api/v1/alerts", "If-None-Match", header).statusCode())
                    .as(header)
                    .isEqualTo(200);
        }
        assertThat(send("GET", "/version", "If-None-Match", "W/\"3\"").statusCode())
                .isEqualTo(304);
        assertThat(send("GET", "/version").headers().firstValue("ETag")).hasValue("\"3\"");
        assertThat(send("GET", "/openapi.json").headers().firstValue("ETag")).isPresent();
    }

    @Test
    void asksToComeAgainWhileItStops() throws Exception {
        Node stopping = new Node("127.0.0.1", 0, Access.local(directory), List.of(new Lingering()));
        Thread stop = Thread.ofVirtual().start(stopping::close);
        CLOSING.await();

        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stopping.port() + "/api/v1/alerts"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        ASKED.countDown();
        stop.join();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }
}
