package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Json;
import org.tocsin.runtime.DataDirectory;

/** {@code ingest --fetch} on lists of addresses, against a paper on this machine. */
final class IngestFetchTest {
    private static final String PAGE =
            "<html lang=en><head><title>Ferry resumes after the storm</title></head><body><article>"
                    + "<p>The harbour master said, after a long night, that the lighthouse ferry sails again.</p>"
                            .repeat(10)
                    + "</article></body></html>";

    @TempDir
    private Path directory;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private Program program;
    private HttpServer paper;

    @BeforeEach
    void openPaper() throws Exception {
        program = new Program(directory);
        Map<String, String> bodies =
                Map.of("/robots.txt", "User-agent: *\nDisallow: /private/\n", "/news/ferry-resumes-after-storm", PAGE);
        paper = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        paper.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            byte[] body = bodies.getOrDefault(path, "gone").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", path.endsWith("txt") ? "text/plain" : "text/html");
            exchange.sendResponseHeaders(bodies.containsKey(path) ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        paper.start();
        Files.writeString(directory.resolve("tocsin.yaml"), "allow-private: 127.0.0.0/8\nfeed-host-delay: 0\n");
    }

    @AfterEach
    void closePaper() {
        program.kill();
        paper.stop(0);
    }

    private String graph(String path, String title) {
        return "20250111093000-1\t20250111093000\t1\tpaper.example\thttp://127.0.0.1:%d%s%s\t<PAGE_TITLE>%s</PAGE_TITLE>\n"
                .formatted(paper.getAddress().getPort(), path, "\tx".repeat(21), title);
    }

    private static long count(DataDirectory.Address instance, String word) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(instance.http() + "/api/v1/articles?limit=0&q=" + word))
                    .build();
            return Json.mapper()
                    .readTree(http.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .path("count")
                    .asLong();
        }
    }

    @Test
    void fetchesWhatMayBeFetchedAndLosesNothingElse() throws Exception {
        DataDirectory.Address instance = program.start("--roles", "ingest,enrich,dashboard");
        Files.writeString(
                directory.resolve("list.gkg.csv"),
                Stream.of(
                                graph("/news/ferry-resumes-after-storm", "Ferry resumes"),
                                graph("/news/page-that-is-gone-now", "Bridge is gone"),
                                graph("/private/not-for-robots-at-all", "Tunnel kept private"))
                        .collect(Collectors.joining()));

        Program.Outcome outcome = program.run("ingest", "--data", "data", "--fetch", "list.gkg.csv");

        assertThat(outcome.err()).contains("1 pages fetched, 2 could not be had");
        assertThat(outcome.out()).contains("read 3 = accepted 3 + repeated 0 + rejected 0");
        assertThat(outcome.code()).isZero();
        assertThat(asked)
                .containsExactlyInAnyOrder(
                        "/robots.txt", "/news/ferry-resumes-after-storm", "/news/page-that-is-gone-now");
        Program.await("texts and stubs are there", () -> {
            try {
                return count(instance, "lighthouse") == 1
                        && count(instance, "bridge") == 1
                        && count(instance, "tunnel") == 1;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }
}
