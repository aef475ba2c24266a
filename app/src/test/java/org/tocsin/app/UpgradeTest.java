package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tocsin.alerts.decide.Decider;
import org.tocsin.app.crash.Books;
import org.tocsin.app.crash.Expectations;
import org.tocsin.app.crash.Instance;
import org.tocsin.app.crash.Receiver;
import org.tocsin.app.crash.Wire;
import org.tocsin.model.Alert;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.runtime.Directories;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;
import tools.jackson.databind.node.ObjectNode;

/** The program goes on with the data of every earlier release, in one process and role by role. */
final class UpgradeTest {
    private static final List<String> ROLES = List.of("ingest", "enrich", "alerts", "dashboard");

    @TempDir
    private Path directory;

    static List<Release> releases() throws IOException {
        return Release.all();
    }

    /** Each release, with its stores and index and without, when all has to come from the log again. */
    static Stream<Arguments> releasesWithAndWithoutStores() throws IOException {
        return Release.all().stream()
                .flatMap(release -> Stream.of(true, false).map(stores -> Arguments.of(release, stores)));
    }

    @ParameterizedTest(name = "{0}, stores kept: {1}")
    @MethodSource("releasesWithAndWithoutStores")
    void findsEverythingThatAReleaseLeftAndGoesOnWithIt(Release release, boolean stores) throws Exception {
        Path data = directory.resolve("data");
        release.unpack(data);
        if (!stores) {
            Directories.delete(data.resolve("state"));
            Directories.delete(data.resolve("history"));
        }
        Inventory before = release.inventory();
        try (Hook hook = new Hook();
                Desk desk = new Desk(data)) {
            findsEverything(desk, before);
            explainsEveryAlert(desk);
            goesOn(desk, release, hook);
        }
    }

    private static void findsEverything(Desk desk, Inventory before) throws Exception {
        Program.await(
                "all is searchable",
                () -> Inventory.found(desk, "") == before.searches().getOrDefault("", 0L));
        if (overdue(before)) {
            Program.await(
                    "the digest that waited has come",
                    () -> desk.alerts().stream().anyMatch(UpgradeTest::isDigest));
            assertThat(desk.alerts().stream().filter(UpgradeTest::isDigest).toList())
                    .singleElement()
                    .satisfies(digest -> assertThat(digest.items())
                            .extracting(Alert::title)
                            .containsExactly("Festival of lanterns opens in Lviv"));
        }
        Inventory now = Inventory.of(desk);
        Map<String, Long> decisions = isYounger(before, Objects.requireNonNull(Topic.DECISIONS.retention()))
                ? before.decisions()
                : now.decisions();
        assertThat(now).isEqualTo(before.at(now.at(), decisions));
    }

    private static void explainsEveryAlert(Desk desk) {
        for (Alert alert : desk.alerts()) {
            desk.run("explain", alert.id());
        }
    }

    /** Everything once more, then an article that goes on with the old story, and one that every subscription waits for. */
    private static void goesOn(Desk desk, Release release, Hook hook) throws Exception {
        Inventory before = release.inventory();
        int told = desk.alerts().size();
        Map<String, String> stories = desk.stories();
        ObjectNode ferries = (ObjectNode) desk.get("/api/v1/subscriptions/ferries");
        ferries.set("destinations", ReleaseData.destinations(hook.address("/hook")));
        assertThat(desk.send("PUT", "/api/v1/subscriptions/ferries", Json.line(ferries), 200)
                        .path("version")
                        .asInt())
                .isEqualTo(3);
        ObjectNode more = more(release);
        ObjectNode fresh = release.lines("later.ndjson").getLast();

        desk.push(desk.articles());
        String last = desk.push(List.of(more, fresh)).getLast();

        Program.await(
                "every subscription has decided on the last",
                () -> decided(desk, last).keySet().equals(Set.of("ferries", "strikes", "evening", "sleeping")));
        assertThat(decided(desk, last))
                .isEqualTo(Map.of("ferries", "sent", "strikes", "sent", "evening", "held", "sleeping", "dropped"));
        long all = before.searches().getOrDefault("", 0L) + 2;
        Program.await("two more are searchable", () -> Inventory.found(desk, "") == all);
        Map<String, String> after = desk.stories();
        assertThat(after).containsAllEntriesOf(stories);
        List<Alert> alerts = desk.alerts().stream()
                .skip(told)
                .filter(alert -> !isDigest(alert))
                .toList();
        assertThat(alerts).extracting(Alert::title).containsOnly(title(more), title(fresh));
        assertThat(alerts.stream().filter(alert -> alert.subscription().equals("strikes")))
                .as("the topic was told of the story")
                .extracting(Alert::title)
                .contains(title(fresh));
        Alert joined = alerts.stream()
                .filter(alert -> alert.title().equals(title(more))
                        && alert.subscription().equals("ferries"))
                .findFirst()
                .orElseThrow();
        assertThat(stories).containsValue(joined.story());
        assertThat(joined.why()).anyMatch(span -> span.clause().equals("lifeboat"));
        assertThat(joined.kind()).isEqualTo(isYounger(before, Decider.MEMORY) ? "news" : "first");
        assertThat(joined.lateBy() > 0).isEqualTo(!isYounger(before, Duration.ofHours(6)));
        Program.await("the messages came", () -> hook.taken().size() >= 2);
        assertThat(hook.taken())
                .containsExactlyInAnyOrder(joined.kind() + ": " + title(more), "first: " + title(fresh));
    }

    /** What became of an article, by subscription. */
    private static Map<String, String> decided(Desk desk, String article) {
        Map<String, String> outcomes = new TreeMap<>();
        desk.decisions().stream()
                .filter(one -> one.article().equals(article))
                .forEach(one -> outcomes.put(one.subscription(), one.outcome()));
        return outcomes;
    }

    /** The article that goes on with the old story, of the time of that story. */
    private static ObjectNode more(Release release) throws IOException {
        return release.lines("later.ndjson")
                .getFirst()
                .put("published", release.inventory().at().toString());
    }

    private static String title(ObjectNode article) {
        return article.path("title").asString();
    }

    private static boolean isDigest(Alert alert) {
        return alert.kind().equals("digest");
    }

    /** Whether the digest of ten minutes that was held then is due by now. */
    private static boolean overdue(Inventory before) {
        return !isYounger(before, Duration.ofMinutes(10));
    }

    private static boolean isYounger(Inventory before, Duration age) {
        return Instant.now().isBefore(before.at().plus(age));
    }

    @ParameterizedTest
    @MethodSource("releases")
    void bringsBackToACopyWhatCameSince(Release release) throws Exception {
        Path since = directory.resolve("since.ndjson");
        release.unpack(directory.resolve("data"));
        release.unpack(directory.resolve("before"));
        long all = release.inventory().searches().getOrDefault("", 0L) + 2;
        try (Desk after = new Desk(directory.resolve("data"))) {
            Instant upgraded = Instant.now();
            after.push(release.lines("later.ndjson"));
            Program.await("both came", () -> Inventory.found(after, "") == all);
            after.run(
                    "replay",
                    "--of",
                    "articles",
                    "--by",
                    "ingested",
                    "--from",
                    upgraded.toString(),
                    "--out",
                    since.toString());
        }
        assertThat(since).content().hasLineCount(2);
        try (Desk before = new Desk(directory.resolve("before"))) {
            Set<String> told = told(before.kafka());
            before.run("ingest", since.toString());
            Program.await("both are back", () -> Inventory.found(before, "") == all);
            before.push(List.of(Json.mapper()
                    .createObjectNode()
                    .put("title", "A ferry gets a new name")
                    .put("language", "en")));
            Program.await(
                    "what came after them alerts", () -> fresh(before, told).contains("A ferry gets a new name"));
            assertThat(fresh(before, told)).as("they alert no one").containsOnly("A ferry gets a new name");
        }
    }

    /** Titles of the alerts that are new, digests aside. */
    private static List<String> fresh(Desk desk, Set<String> told) {
        return desk.alerts().stream()
                .filter(alert -> !told.contains(alert.id()) && !isDigest(alert))
                .map(Alert::title)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("releases")
    void eachRoleIsEndedAndStartedInTurnOnTheDataOfAReleaseWhileArticlesComeIn(Release release) throws Exception {
        release.unpack(directory.resolve("data"));
        int port = freePort();
        Files.writeString(directory.resolve("tocsin.yaml"), "allow-private: 127.0.0.0/8\nbroker-port: " + port + "\n");
        KafkaSettings kafka = new KafkaSettings("127.0.0.1:" + port);
        Map<String, String> startFast = Map.of("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        List<Instance> roles = new ArrayList<>();
        try (Receiver receiver = new Receiver(1, 0);
                Wire wire = new Wire(3);
                Instance broker = new Instance(directory, "data", "--roles", "replay").in(startFast)) {
            broker.start();
            Set<String> told = told(kafka);
            for (String role : ROLES) {
                Path own = Files.createDirectories(directory.resolve(role));
                Files.copy(directory.resolve("data/secret.key"), own.resolve("secret.key"));
                roles.add(
                        new Instance(directory, role, "--roles", role, "--bootstrap", kafka.bootstrap()).in(startFast));
                roles.getLast().start();
            }
            Expectations expected = new Expectations();
            wire.subscribe(roles.get(2), receiver, expected);
            AtomicBoolean enough = new AtomicBoolean();
            Thread news = Thread.ofVirtual().start(() -> {
                while (!enough.get()) {
                    push(wire, roles.getFirst(), expected);
                }
            });
            try {
                for (Instance role : roles) {
                    int before = expected.size();
                    Program.await("articles come in", () -> expected.size() > before + 5);
                    role.end();
                    role.start();
                }
            } finally {
                enough.set(true);
                news.join();
            }
            wire.finish(roles.getFirst());
            wire.push(roles.getFirst(), 10, expected);

            // a message that a busy machine has failed twice is tried again after five minutes
            Program.await(
                    "all arrive",
                    Duration.ofMinutes(10),
                    () -> expected.missing(receiver.received()).isEmpty());
            Books books = Books.settled(kafka);
            assertThat(books.twice()).isEmpty();
            assertThat(expected.wrong(receiver.received())).isEmpty();
            assertThat(told(kafka)).as("of what the release had").isEqualTo(told);
        } finally {
            roles.forEach(Instance::close);
        }
    }

    private static void push(Wire wire, Instance ingest, Expectations expected) {
        try {
            wire.push(ingest, 3, expected);
            LockSupport.parkNanos(100_000_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The alerts of subscriptions of the release but digests, which may become due at any time. */
    private static Set<String> told(KafkaSettings kafka) {
        Set<String> told = new HashSet<>();
        Log.read(kafka, Topic.ALERTS, 0, item -> {
            if (List.of("ferries", "strikes", "evening", "sleeping", "gone")
                            .contains(item.value().subscription())
                    && !isDigest(item.value())) {
                told.add(item.value().id());
            }
        });
        return told;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
