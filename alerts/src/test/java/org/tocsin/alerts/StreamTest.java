package org.tocsin.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Json;

/** The stream of a subscription, as a browser's EventSource reads it. */
final class StreamTest {
    @TempDir
    private Path directory;

    private record Event(String id, String title) {}

    /** An open stream. */
    private static final class Stream implements AutoCloseable {
        private final InputStream body;
        private final BufferedReader lines;

        Stream(Running running, Running.One instance, String last) throws Exception {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(instance.address() + "/api/v1/subscriptions/s/stream"));
            if (!last.isEmpty()) {
                request.header("Last-Event-ID", last);
            }
            HttpResponse<InputStream> answer =
                    running.http().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            body = answer.body();
            lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }

        Event next() {
            String id = "";
            try {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("id:")) {
                        id = line.substring(3).strip();
                    } else if (line.startsWith("data:")) {
                        String title = Json.mapper()
                                .readTree(line.substring(5))
                                .path("title")
                                .asString("");
                        while (!line.isEmpty()) {
                            id = line.startsWith("id:") ? line.substring(3).strip() : id;
                            line = lines.readLine();
                        }
                        return new Event(id, title);
                    }
                }
                throw new AssertionError("the stream has ended");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    @Test
    void resumesAfterTheLastEventThatTheReaderSaw() throws Exception {
        try (Running running = new Running(directory)) {
            String seen;
            try (Running.One instance = running.start("one")) {
                running.send(instance, "POST", "/api/v1/subscriptions", "{\"id\": \"s\", \"query\": \"alarm\"}");
                running.send(instance, "POST", "/api/v1/subscriptions", "{\"id\": \"other\", \"query\": \"alarm\"}");
                try (Stream stream = new Stream(running, instance, "")) {
                    running.publish("a1", "Alarm one");
                    Event first = stream.next();
                    assertThat(first.title()).isEqualTo("Alarm one");
                    seen = first.id();
                }
                running.publish("a2", "Alarm two");
                running.publish("a3", "Alarm three");
                try (Stream stream = new Stream(running, instance, seen)) {
                    running.publish("a4", "Alarm four");
                    assertThat(titles(stream, 3)).containsExactly("Alarm two", "Alarm three", "Alarm four");
                }
            }
            try (Running.One restarted = running.start("one");
                    Stream stream = new Stream(running, restarted, seen)) {
                assertThat(titles(stream, 3)).containsExactly("Alarm two", "Alarm three", "Alarm four");
            }
        }
    }

    private static List<String> titles(Stream stream, int count) {
        List<String> titles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            titles.add(stream.next().title());
        }
        return titles;
    }
}
