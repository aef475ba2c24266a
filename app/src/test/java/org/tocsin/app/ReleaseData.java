package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.app.crash.Books;
import org.tocsin.model.Alert;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the data of a release with the program as it is: {@code ./tocsin test ReleaseData -Dtocsin.release=0.1.0}. No test of its
 * own and run by name only; {@link UpgradeTest} is what it is made for.
 */
final class ReleaseData {
    private static final Duration DIGEST = Duration.ofMinutes(10);
    private static final Duration ENOUGH = Duration.ofMinutes(5);
    private static final String VERSION = System.getProperty("tocsin.release", "");

    @TempDir
    private Path directory;

    @Test
    void make() throws Exception {
        assumeTrue(!VERSION.isEmpty(), "no release is named with -Dtocsin.release");
        Release release = new Release(VERSION);
        begin(release);
        awaitWindow();
        Path data = directory.resolve("data");
        Inventory inventory;
        try (Hook hook = new Hook();
                Desk desk = new Desk(data)) {
            know(desk, release, hook);
            live(desk, release);
            past(desk, release, hook);
            judge(desk);
            inventory = Inventory.of(desk);
            assertThat(desk.alerts())
                    .as("the digest still waits")
                    .noneMatch(alert -> alert.kind().equals("digest"));
        }
        release.pack(data, inventory);
    }

    /** What goes into another release is what went into the one before. */
    private static void begin(Release release) throws IOException {
        Path own = Files.createDirectories(release.file(""));
        if (Files.notExists(release.file("live.ndjson"))) {
            try (Stream<Path> files = Files.list(Release.all().getLast().file(""))) {
                for (Path file : files.filter(one -> one.toString().matches(".*\\.(ndjson|yaml)"))
                        .toList()) {
                    Files.copy(file, own.resolve(file.getFileName()));
                }
            }
        }
    }

    /** Waits until there is time enough before the digest is due, so that it is still held at the end. */
    private static void awaitWindow() {
        long left = DIGEST.toMillis() - System.currentTimeMillis() % DIGEST.toMillis();
        long end = System.nanoTime()
                + (left < ENOUGH.toMillis() ? Duration.ofMillis(left + 1_000).toNanos() : 0);
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        }
    }

    /** The topic, the subscriptions with their later versions, and a feed. */
    private static void know(Desk desk, Release release, Hook hook) throws IOException {
        desk.run("knowledge apply", release.file("ferry-strikes.yaml").toString());
        for (ObjectNode subscription : release.lines("subscriptions.ndjson")) {
            if (subscription.path("id").asString().equals("ferries")) {
                subscription.set("destinations", destinations(hook.address("/hook")));
            }
            desk.send("POST", "/api/v1/subscriptions", Json.line(subscription), 201);
        }
        ObjectNode ferries = (ObjectNode) desk.get("/api/v1/subscriptions/ferries");
        ferries.put("query", "ferry OR lifeboat OR lighthouse");
        desk.send("PUT", "/api/v1/subscriptions/ferries", Json.line(ferries), 200);
        desk.send("POST", "/api/v1/subscriptions/sleeping/pause", "", 200);
        Program.await(
                "the topic is known",
                () -> desk.get("/api/v1/knowledge").toString().contains(Inventory.TOPIC));
    }

    static ArrayNode destinations(String target) {
        ArrayNode destinations = Json.mapper().createArrayNode();
        destinations.addObject().put("channel", "webhook").put("target", target);
        return destinations;
    }

    /** Articles as they come, one of which is edited later and one withdrawn. */
    private static void live(Desk desk, Release release) throws IOException {
        List<ObjectNode> articles = release.lines("live.ndjson");
        Instant first = Instant.now().minus(Duration.ofMinutes(2L * articles.size()));
        for (int i = 0; i < articles.size(); i++) {
            articles.get(i)
                    .put("published", first.plus(Duration.ofMinutes(2L * i)).toString());
        }
        desk.push(articles);
        ObjectNode strike = articles.getFirst().deepCopy();
        ObjectNode aground = articles.stream()
                .filter(article -> article.path("title").asString().contains("aground"))
                .findFirst()
                .orElseThrow()
                .deepCopy();
        awaitAlert(desk, "first", strike);
        awaitAlert(desk, "first", aground);
        strike.put("title", strike.path("title").asString() + " and stay ashore for three days");
        aground.put("retracted", true);
        desk.push(List.of(strike, aground));
        awaitAlert(desk, "update", strike);
        awaitAlert(desk, "retraction", aground);
        Program.await(
                "one waits for the digest",
                () -> desk.decisions().stream().anyMatch(one -> one.outcome().equals("held")));
        Program.await(
                "one was muted",
                () -> desk.decisions().stream().anyMatch(one -> one.reason().equals("muted")));
        desk.send("DELETE", "/api/v1/subscriptions/gone", "", 204);
    }

    private static void awaitAlert(Desk desk, String kind, ObjectNode article) {
        Program.await(
                kind + " alert of " + article.path("title"),
                () -> alert(desk, kind, article.path("title").asString()));
    }

    private static boolean alert(Desk desk, String kind, String title) {
        return desk.alerts().stream()
                .anyMatch(alert -> alert.subscription().equals("ferries")
                        && alert.kind().equals(kind)
                        && alert.title().equals(title));
    }

    /** What is history from the first: a file, and what a feed had before it was added, which is not polled any more. */
    private static void past(Desk desk, Release release, Hook hook) throws IOException {
        hook.serve("/choir.xml", """
                <?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Choir</title><id>urn:choir</id>
                <updated>2025-04-01T08:00:00Z</updated><entry><id>urn:choir:1</id><title>Choir sings in the harbour</title>
                <link href="https://choir.example/harbour"/><published>2025-04-01T08:00:00Z</published>
                <updated>2025-04-01T08:00:00Z</updated><content>Forty voices, and gulls.</content></entry></feed>""");
        JsonNode feed = desk.send(
                "POST", "/api/v1/feeds", "{\"url\": \"" + hook.address("/choir.xml") + "\", \"name\": \"Choir\"}", 201);
        desk.run("ingest", release.file("history.ndjson").toString());
        int all = release.lines("live.ndjson").size()
                + release.lines("history.ndjson").size()
                + 1;
        Program.await("all is searchable", () -> Inventory.found(desk, "") == all);
        desk.send("PATCH", "/api/v1/feeds/" + feed.path("id").asString(), "{\"paused\": true}", 200);
        Books books = Books.settled(desk.kafka());
        assertThat(books.addsUp()).as(books.toString()).isTrue();
    }

    /** A verdict on an alert of each kind. */
    private static void judge(Desk desk) {
        for (var verdict :
                Map.of("first", "good", "update", "wrong", "retraction", "mute").entrySet()) {
            Alert alert = desk.alerts().stream()
                    .filter(one -> one.kind().equals(verdict.getKey()))
                    .findFirst()
                    .orElseThrow();
            desk.send(
                    "POST",
                    "/api/v1/alerts/" + alert.id() + "/feedback",
                    "{\"verdict\": \"" + verdict.getValue() + "\"}",
                    201);
        }
    }
}
