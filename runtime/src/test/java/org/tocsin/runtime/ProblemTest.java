package org.tocsin.runtime;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.http.ConflictResponse;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Json;
import org.tocsin.model.Source;
import org.tocsin.runtime.access.Access;
import tools.jackson.databind.JsonNode;

final class ProblemTest {
    @TempDir
    private Path directory;

    /** A stage whose every route fails in another way. */
    private static final class Failing extends OnlyRoutes {
        @Override
        public void routes(JavalinDefaultRoutingApi routes) {
            routes.get("/conflict", context -> {
                throw new ConflictResponse("somebody else was first");
            });
            routes.get("/unreadable", context -> Json.read(new byte[] {'{'}, Source.class));
            routes.get("/refused", context -> {
                throw new Refusal("the zone Mars/Phobos is unknown");
            });
            routes.get("/bug", context -> {
                throw new IllegalStateException("secret of the house");
            });
            routes.get("/late", context -> {
                throw new ExecutionException(new TimeoutException("no leader"));
            });
            routes.get("/begun", context -> {
                context.contentType("text/csv; charset=utf-8")
                        .header("Cache-Control", "max-age=31536000")
                        .header("Content-Disposition", "attachment; filename=\"all.csv\"")
                        .header("Content-Encoding", "gzip")
                        .header("Content-Language", "cy")
                        .header("Content-Length", "7")
                        .header("ETag", "\"7\"")
                        .header("Last-Modified", "Sat, 11 Jan 2025 12:00:00 GMT")
                        .result("a,b\n1,2");
                throw new IllegalStateException("the disk is gone");
            });
            routes.get("/answered", context -> Problem.answer(context, 404, "no feed 7"));
        }
    }

    /** Nobody reads what is sent to a path that there is not. */
    @Test
    void isHeardByWhoeverStillSends() throws Exception {
        try (Node node = new Node("127.0.0.1", 0, Access.local(directory), List.of(new Failing()));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            socket.setSoTimeout(15_000);
            OutputStream out = socket.getOutputStream();
            out.write(
                    "POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n".getBytes(US_ASCII));
            for (int part = 0; part < 20; part++) {
                out.write(new byte[50_000]);
                Thread.sleep(5);
            }
            out.write("GET /answered HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                    .startsWith("HTTP/1.1 404")
                    .contains("no feed 7");
        }
    }

    /** One that failed after it had begun to answer. */
    @Test
    void saysNothingOfTheAnswerThatWasNotGiven() throws Exception {
        try (Node node = new Node("127.0.0.1", 0, Access.local(directory), List.of(new Failing()));
                HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/begun"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.headers().allValues("Content-Type")).containsExactly("application/problem+json");
            assertThat(answer.headers().allValues("Content-Length"))
                    .containsExactly(String.valueOf(answer.body().length()));
            assertThat(answer.headers().map())
                    .doesNotContainKeys(
                            "cache-control",
                            "content-disposition",
                            "content-encoding",
                            "content-language",
                            "etag",
                            "last-modified")
                    .containsKey("x-content-type-options");
            assertThat(Json.mapper().readTree(answer.body()).path("status").asInt())
                    .isEqualTo(500);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/conflict, 409, somebody else was first",
        "/unreadable, 400, the body cannot be read",
        "/refused, 422, the zone Mars/Phobos is unknown",
        "/late, 503, the broker does not answer",
        "/bug, 500, the request failed",
        "/answered, 404, no feed 7",
        "/nowhere, 404, there is nothing here",
    })
    void answersEveryFailureAsProblemDetails(String path, int status, String detail) throws Exception {
        try (Node node = new Node("127.0.0.1", 0, Access.local(directory), List.of(new Failing()));
                HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            JsonNode problem = Json.mapper().readTree(answer.body());
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(problem.path("status").asInt()).isEqualTo(status);
            assertThat(problem.path("detail").asString()).contains(detail).doesNotContain("secret");
            assertThat(problem.path("type").asString()).isEqualTo("about:blank");
            assertThat(problem.path("title").asString()).isNotBlank();
            assertThat(problem.path("instance").asString()).isEqualTo(path);
        }
    }
}
