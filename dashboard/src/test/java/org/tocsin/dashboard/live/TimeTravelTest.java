package org.tocsin.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.dashboard.Articles;
import org.tocsin.dashboard.history.HistoryIndex;
import org.tocsin.model.Json;

/** The past played again, over a real socket. */
@Timeout(60)
final class TimeTravelTest {
    private final Instant start =
            Instant.ofEpochMilli(Instant.now().toEpochMilli()).minusSeconds(3_600);

    @TempDir
    private Path directory;

    private HistoryIndex index;
    private TimeTravel travel;
    private Javalin server;

    @BeforeEach
    void serve() {
        index = new HistoryIndex(directory, 1_000);
        travel = new TimeTravel(index);
        server = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.routes.get(
                            "/", context -> travel.serve(context, null, start, 1_000, context.header("Last-Event-ID")));
                })
                .start("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        travel.close();
        server.stop();
        index.close();
    }

    private record Told(String event, String id, String data) {}

    /** The events of a journey to its end, or of its first {@code most}. */
    private List<Told> journey(String last, int most) throws Exception {
        List<Told> all = new ArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port()));
            if (!last.isEmpty()) {
                request.header("Last-Event-ID", last);
            }
            HttpResponse<Stream<String>> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
            assertThat(answer.statusCode()).isEqualTo(200);
            String[] of = {"", "", ""};
            try (Stream<String> lines = answer.body()) {
                var each = lines.iterator();
                while (all.size() < most && each.hasNext()) {
                    String line = each.next();
                    for (int i = 0; i < of.length; i++) {
                        String name = List.of("event: ", "id: ", "data: ").get(i);
                        of[i] = line.startsWith(name) ? line.substring(name.length()) : of[i];
                    }
                    if (line.isEmpty() && !of[0].isEmpty()) {
                        all.add(new Told(of[0], of[1], of[2]));
                        of = new String[] {"", "", ""};
                    }
                }
            }
            http.shutdownNow();
        }
        return all;
    }

    private static List<String> titles(List<Told> told) {
        return told.stream()
                .filter(one -> one.event().equals("article"))
                .map(one ->
                        Json.mapper().readTree(one.data()).at("/article/title").asString())
                .toList();
    }

    @Test
    void playsWhatCameToBeKnownWithIdsFromWhichEachReaderGoesOn() throws Exception {
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            // published long before, several in one millisecond
            Instant ingested = start.plusSeconds(1_000 + i / 3);
            index.add(0, i, Articles.of("a" + i, 1, "title " + i, "a", "s", start.minusSeconds(900 - i), ingested));
            wanted.add("title " + i);
        }
        index.add(0, 300, Articles.of("a0", 2, "title again", "a", "s", start, start.plusSeconds(3_000)));
        wanted.add("title again");
        await();

        List<Told> whole = journey("", Integer.MAX_VALUE);

        assertThat(titles(whole)).isEqualTo(wanted);
        assertThat(whole.getLast().event()).isEqualTo("arrived");
        assertThat(whole).extracting(Told::event).contains("clock");
        assertThat(whole).extracting(Told::id).doesNotContain("");
        for (int cut : List.of(1, whole.size() / 3, whole.size() / 2, whole.size() - 2)) {
            List<Told> before = whole.subList(0, cut);
            List<String> all = new ArrayList<>(titles(before));
            all.addAll(titles(journey(before.getLast().id(), Integer.MAX_VALUE)));
            assertThat(all).as("cut after %d events", cut).isEqualTo(wanted);
        }
    }

    @Test
    void tellsAtOnceWhatLiesBetweenAPlaceAndALaterTime() throws Exception {
        for (int i = 0; i < 301; i++) {
            Instant ingested = start.minusSeconds(400 - i);
            index.add(0, i, Articles.of("a" + i, 1, "title " + i, "a", "s", ingested, ingested));
        }
        await();
        Instant earlier = start.minusSeconds(110);
        List<Told> first = journey("past." + earlier.toEpochMilli() + ".0", 12);
        assertThat(titles(first).getFirst()).isEqualTo("title 290");
        assertThat(titles(first)).hasSize(11);
        assertThat(Instant.parse(Json.mapper()
                        .readTree(first.getLast().data())
                        .path("now")
                        .asString()))
                .isAfterOrEqualTo(start);
    }

    private void await() throws IOException {
        while (index.place() < 301) {
            LockSupport.parkNanos(20_000_000);
        }
    }
}
