package org.tocsin.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Json;
import org.tocsin.runtime.Stage;

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
            this(running, instance.address(), last);
        }

        Stream(Running running, String address, String last) throws Exception {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(address + "/api/v1/subscriptions/s/stream"));
            if (!last.isEmpty()) {
                request.header("Last-Event-ID", last);
            }
            HttpResponse<InputStream> answer =
                    running.http().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            body = answer.body();
            lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }

        /** The next alert; where the reader stands is told in between. */
        Event next() {
            Event event = any();
            while (event.title().isEmpty()) {
                event = any();
            }
            return event;
        }

        private Event any() {
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
                    assertThat(stream.any()).as("its place").isEqualTo(new Event("0", ""));
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

    @Test
    void keepsWhoComesBackWhileItStarts() throws Exception {
        try (Running running = new Running(directory)) {
            try (Running.One instance = running.start("one")) {
                running.send(instance, "POST", "/api/v1/subscriptions", "{\"id\": \"s\", \"query\": \"alarm\"}");
                running.publish("a1", "Alarm one");
                Running.await(
                        "it has alerted",
                        () -> running.send(instance, "GET", "/api/v1/alerts", "")
                                .body()
                                .contains("Alarm one"));
            }
            Held held = new Held();
            int port = free();
            CompletableFuture<Running.One> restarted =
                    CompletableFuture.supplyAsync(() -> running.start("one", port, held));
            held.begun.await();
            try (Stream early = new Stream(running, "http://127.0.0.1:" + port, "1")) {
                held.go.countDown();
                try (Running.One instance = restarted.get(1, TimeUnit.MINUTES)) {
                    running.publish("a2", "Alarm two");
                    assertThat(early.next().title()).isEqualTo("Alarm two");
                    try (Stream ahead = new Stream(running, instance, "999999")) {
                        running.publish("a3", "Alarm three");
                        assertThat(ahead.next().title()).isEqualTo("Alarm three");
                    }
                }
            } finally {
                held.go.countDown();
            }
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Holds up the stages after it, while HTTP is answered. */
    private static final class Held implements Stage {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);

        @Override
        public String name() {
            return "held";
        }

        @Override
        public void start() {
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public String trouble() {
            return "";
        }

        @Override
        public void close() {}
    }

    private static List<String> titles(Stream stream, int count) {
        List<String> titles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            titles.add(stream.next().title());
        }
        return titles;
    }
}
