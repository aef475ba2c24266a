package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Alert;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.runtime.Log;
import org.tocsin.runtime.Settings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What happens to an article, and the alerts that it makes, through the whole pipeline: ingest and enrich beside the broker,
 * one or two instances of alerts that come and go. The table of docs/alerts.md is what is seen here.
 */
final class AlertCasesTest {
    private static final Path MANUAL = Path.of("../docs/alerts.md");
    private static final String CONTROL = "control";

    /** All in one hour of one owner, so that one partition decides on them in the order in which they came. */
    private static final String OWNER = "desk";

    private static final int WORDS = 40;

    @TempDir
    private Path directory;

    /** By subscription, the kind of each alert that arrived by its id. */
    private final Map<String, Map<String, String>> arrived = new ConcurrentHashMap<>();

    private final AtomicInteger polls = new AtomicInteger();
    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer outside;
    private AllInOne hub;
    private AllInOne alerts;
    private int controls;

    /** What happens to articles with a word that is its own. */
    private interface Happening {
        void to(String word) throws Exception;
    }

    /**
     * One row of the table.
     *
     * @param send what the subscription wants besides news, in the form of its JSON
     * @param kinds the alerts that have to come, in any order
     */
    private record Case(String what, String send, List<String> kinds, Happening happening) {
        String row(List<String> seen) {
            return "| %s | %s | %d | %d |"
                    .formatted(what, kinds.isEmpty() ? "none" : String.join(", ", kinds), kinds.size(), seen.size());
        }
    }

    private static Case expecting(String what, String kinds, Happening happening) {
        return expecting(what, "[]", kinds, happening);
    }

    private static Case expecting(String what, String send, String kinds, Happening happening) {
        return new Case(
                what,
                send,
                Stream.of(kinds.split(" ")).filter(kind -> !kind.isEmpty()).toList(),
                happening);
    }

    private List<Case> cases() {
        return List.of(
                expecting("an article", "first", word -> push(article(word))),
                expecting("pushed again", "first", word -> push(article(word), article(word))),
                expecting("an edited title", "first", word -> push(article(word), edited(word))),
                expecting(
                        "an edited title, with `send: [updates]`",
                        "[\"updates\"]",
                        "first update",
                        word -> push(article(word), edited(word))),
                expecting(
                        "an edited title that matches no more, with `send: [updates]`",
                        "[\"updates\"]",
                        "first update",
                        word -> push(article(word), article(word).put("title", "The alarm was false"))),
                expecting(
                        "a title edited and edited back, with `send: [updates]`",
                        "[\"updates\"]",
                        "first update",
                        word -> push(article(word), edited(word), article(word), edited(word))),
                expecting(
                        "a bumped date",
                        "[\"everything\"]",
                        "first",
                        word -> push(article(word), dated(word, Instant.now().plusSeconds(60)))),
                expecting("polled again and again, the date bumped each time", "[\"everything\"]", "first", word -> {
                    Program.await("the feed was polled three times", () -> polls.get() >= 3);
                    push(article(word));
                }),
                expecting("imported twice with `--origin live`", "[\"everything\"]", "first", word -> {
                    run("ingest", "--origin", "live", file(article(word)));
                    run("ingest", "--origin", "live", file(article(word)));
                }),
                expecting("imported as history", "[\"everything\"]", "", word -> {
                    run("ingest", file(article(word)));
                }),
                expecting("imported as history, then pushed", "[\"everything\"]", "", word -> {
                    run("ingest", file(article(word)));
                    push(article(word));
                }),
                expecting("replayed", "[\"everything\"]", "first", word -> {
                    push(article(word));
                    awaitFirst(word);
                    run(
                            "replay",
                            "=" + word,
                            "--out",
                            directory.resolve("replayed.ndjson").toString());
                    run("replay", "=" + word, "--out", "kafka:replayed");
                }),
                expecting(
                        "published nine hours ago",
                        "first",
                        word -> push(dated(word, Instant.now().minusSeconds(9 * 3_600)))),
                expecting("the same text from another source", "first", word -> push(article(word), copy(word))),
                expecting(
                        "the same text from another source, with `send: [everything]`",
                        "[\"everything\"]",
                        "first",
                        word -> push(article(word), copy(word))),
                expecting(
                        "withdrawn, twice",
                        "first retraction",
                        word -> push(article(word), withdrawn(word), withdrawn(word))),
                expecting("withdrawn after the copy of another source", "first", word -> {
                    push(article(word), copy(word));
                    push(copy(word).put("retracted", true));
                }),
                expecting("the subscription changed, then an edited title", "first", word -> {
                    push(article(word));
                    awaitFirst(word);
                    change(word, "(=" + word + " OR siren) AND NOT harbour");
                    push(edited(word), article(word));
                }),
                expecting("the subscription removed and made again, then an edited title", "first", word -> {
                    push(article(word));
                    awaitFirst(word);
                    send(alerts, "DELETE", "/api/v1/subscriptions/" + word, "", 204);
                    subscribe(word, "[]");
                    push(edited(word), article(word));
                }),
                expecting("edited and repeated while alerts is stopped", "first", word -> {
                    push(article(word));
                    awaitFirst(word);
                    alerts.close();
                    push(edited(word), article(word));
                    alerts = alerts("one");
                    push(article(word));
                }),
                expecting("new while alerts is stopped", "first", word -> {
                    alerts.close();
                    push(article(word), article(word));
                    alerts = alerts("one");
                }),
                expecting("edited and repeated while a second instance joins, and beside it", "first", word -> {
                    push(article(word));
                    try (AllInOne second = alerts("two")) {
                        push(edited(word), article(word));
                        control();
                        send(second, "POST", "/api/v1/subscriptions/" + word + "/resume", "", 200);
                        push(edited(word), article(word));
                        control();
                    }
                }),
                expecting("new while an instance leaves, repeated by the one that takes over", "first", word -> {
                    try (AllInOne second = alerts("two")) {
                        alerts.close();
                        push(article(word), edited(word), article(word));
                        alerts = alerts("one");
                        push(edited(word));
                        assertThat(second.trouble()).isEmpty();
                        control();
                    }
                }));
    }

    @BeforeEach
    void open() throws IOException {
        outside = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        outside.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        outside.createContext("/hook", exchange -> {
            try (exchange) {
                JsonNode data =
                        Json.mapper().readTree(exchange.getRequestBody()).path("data");
                arrived.computeIfAbsent(data.path("subscription").asString(), key -> new ConcurrentHashMap<>())
                        .put(
                                exchange.getRequestHeaders().getFirst("webhook-id"),
                                data.path("kind").asString());
                exchange.sendResponseHeaders(204, -1);
            }
        });
        outside.start();
        hub = AllInOne.start(settings(
                "hub",
                Map.of("roles", "ingest,enrich", "feed-interval", "10", "feed-floor", "1", "feed-host-delay", "0")));
        alerts = alerts("one");
    }

    @AfterEach
    void close() {
        alerts.close();
        hub.close();
        outside.stop(0);
        http.close();
    }

    private Settings settings(String name, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("data", directory.resolve(name).toString());
        all.put("port", "0");
        all.put("allow-private", "127.0.0.0/8");
        return Settings.load(directory.resolve("none"), Map.of(), all);
    }

    private AllInOne alerts(String name) {
        return AllInOne.start(settings(
                name, Map.of("roles", "alerts", "bootstrap", hub.kafka().bootstrap())));
    }

    @Test
    void makesTheAlertsThatTheManualSays() throws Exception {
        List<Case> cases = cases();
        Random random = new Random(6);
        Map<String, Case> byWord = new LinkedHashMap<>();
        subscribe(CONTROL, "[\"everything\"]");
        for (Case one : cases) {
            String word = word(random);
            subscribe(word, one.send());
            byWord.put(word, one);
            if (one.what().startsWith("polled")) {
                serveFeed(word);
            }
        }

        for (var entry : byWord.entrySet()) {
            entry.getValue().happening().to(entry.getKey());
            control();
        }

        Map<String, List<Alert>> made = made();
        List<String> rows = new ArrayList<>();
        byWord.forEach((word, one) -> {
            List<Alert> seen = made.getOrDefault(word, List.of());
            assertThat(seen).as(one.what()).extracting(Alert::kind).containsExactlyInAnyOrderElementsOf(one.kinds());
            Set<String> ids = seen.stream().map(Alert::id).collect(Collectors.toSet());
            assertThat(ids).as("ids of: " + one.what()).hasSameSizeAs(seen);
            Program.await(
                    "what was made has arrived: " + one.what(),
                    () -> arrivals(word).keySet().equals(ids));
            rows.add(one.row(seen.stream().map(Alert::kind).toList()));
        });
        assertThat(rowsOfTheManual()).isEqualTo(rows);
    }

    @Test
    void theCommandLineChangesTheQueryOfASubscriptionAlone() throws Exception {
        subscribe(CONTROL, "[\"everything\"]");
        run("subscribe", "=siren", "--id", CONTROL);
        String path = "/api/v1/subscriptions/" + CONTROL;
        Program.await("alerts knows of it", () -> query(path).equals("=siren"));
        assertThat(send(alerts, "GET", path, "", 200))
                .contains("\"version\":2", "\"everything\"", OWNER, address() + "/hook");
        run("decisions", "--count", "--outcome", "sent");
    }

    /** The process with the page works on neither alerts nor feeds and offers both, as a cluster's does. */
    @Test
    void theProcessWithThePageServesWhatOthersWorkOn() throws Exception {
        String word = word(new Random(7));
        String path = "/api/v1/subscriptions";
        String hook = """
                {"id": "%s", "query": "=%s", "destinations":
                 [{"channel": "webhook", "target": "%s/hook", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}]}""".formatted(word, word, address());
        try (AllInOne page = AllInOne.start(settings(
                "page", Map.of("roles", "dashboard", "bootstrap", hub.kafka().bootstrap())))) {
            assertThat(send(page, "POST", path, hook, 422)).contains("destinations[0].secret", "secret-key");
            send(page, "POST", path, hook.replaceFirst(", \"secret\": \"[^\"]*\"", ""), 201);
            Program.await("alerts knows of it", () -> query(path + "/" + word).equals("=" + word));
            push(article(word));
            awaitFirst(word);
            Program.await(
                    "the page shows the alert",
                    () -> answer(page, "/api/v1/alerts?subscription=" + word).contains("\"first\""));
            Program.await(
                    "and its delivery",
                    () -> answer(page, "/api/v1/deliveries?subscription=" + word)
                            .contains("delivered"));
            send(page, "POST", "/api/v1/feeds", "{\"url\": \"" + address() + "/none.xml\", \"check\": false}", 201);
            Program.await(
                    "the hub polls the feed",
                    () -> answer(page, "/api/v1/feeds").contains("404"));
            assertThat(answer(hub, "/api/v1/feeds")).contains("/none.xml");
        }
    }

    private String answer(AllInOne from, String path) {
        try {
            return send(from, "GET", path, "", 200);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String query(String path) {
        try {
            return Json.mapper()
                    .readTree(send(alerts, "GET", path, "", 200))
                    .path("query")
                    .asString();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> rowsOfTheManual() throws IOException {
        return Files.readAllLines(MANUAL).stream()
                .dropWhile(line -> !line.startsWith("| what happens |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    private Map<String, String> arrivals(String subscription) {
        return arrived.getOrDefault(subscription, Map.of());
    }

    /** The alerts of the log, by subscription. */
    private Map<String, List<Alert>> made() {
        Map<String, List<Alert>> made = new HashMap<>();
        Log.read(
                hub.kafka(),
                Topic.ALERTS,
                0,
                item -> made.computeIfAbsent(item.value().subscription(), key -> new ArrayList<>())
                        .add(item.value()));
        return made;
    }

    private void awaitFirst(String word) {
        Program.await("the first alert has arrived", () -> !arrivals(word).isEmpty());
    }

    /** Sends an article that must alert and waits for it: what came before it has been decided on then. */
    private void control() throws Exception {
        int before = controls++;
        push(article(CONTROL + " " + word(new Random(1_000 + before))));
        Program.await("the control has arrived", () -> arrivals(CONTROL).size() == before + 1);
    }

    private void subscribe(String word, String send) throws Exception {
        send(alerts, "POST", "/api/v1/subscriptions", """
                {"id": "%s", "owner": "%s", "query": "=%s", "send": %s,
                 "destinations": [{"channel": "webhook", "target": "%s/hook"}]}""".formatted(word, OWNER, word, send, address()), 201);
    }

    private void change(String word, String query) throws Exception {
        ObjectNode known =
                (ObjectNode) Json.mapper().readTree(send(alerts, "GET", "/api/v1/subscriptions/" + word, "", 200));
        send(alerts, "PUT", "/api/v1/subscriptions/" + word, Json.line(known.put("query", query)), 200);
    }

    private String address() {
        return "http://127.0.0.1:" + outside.getAddress().getPort();
    }

    private static ObjectNode article(String word) {
        ObjectNode article = Json.mapper().createObjectNode();
        article.put("title", "Alarm " + word)
                .put("url", "https://wire.example/reports/" + word.replace(' ', '-'))
                .put("body", text(word))
                .put("language", "en")
                .put("published", Instant.now().toString())
                .putObject("source")
                .put("name", "Wire");
        return article;
    }

    private static ObjectNode edited(String word) {
        return article(word).put("title", "Alarm is over: " + word);
    }

    private static ObjectNode dated(String word, Instant published) {
        return article(word).put("published", published.toString());
    }

    private static ObjectNode withdrawn(String word) {
        return article(word).put("retracted", true);
    }

    /** The same text elsewhere. */
    private static ObjectNode copy(String word) {
        ObjectNode copy = article(word).put("url", "https://paper.example/world/" + word);
        copy.putObject("source").put("name", "Paper");
        return copy;
    }

    /** Invented words that no other article has, the same for the same word. */
    private static String text(String word) {
        Random random = new Random(word.hashCode());
        return IntStream.range(0, WORDS).mapToObj(i -> word(random)).collect(Collectors.joining(" ", "", "."));
    }

    private static String word(Random random) {
        String consonants = "bdfgklmnprtvz";
        String vowels = "aeiou";
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            word.append(consonants.charAt(random.nextInt(consonants.length())))
                    .append(vowels.charAt(random.nextInt(vowels.length())));
        }
        return word.toString();
    }

    private void push(ObjectNode... articles) throws Exception {
        send(hub, "POST", "/api/v1/articles", Json.line(List.of(articles)), 202);
    }

    private String file(ObjectNode article) throws IOException {
        return Files.writeString(directory.resolve("articles.ndjson"), Json.line(article) + "\n")
                .toString();
    }

    private void run(String command, String... arguments) {
        List<String> all = new ArrayList<>(
                List.of(command, "--data", directory.resolve("hub").toString()));
        all.addAll(List.of(arguments));
        assertThat(Main.commandLine().execute(all.toArray(String[]::new)))
                .as(all.toString())
                .isEqualTo(Main.OK);
    }

    /** A feed of one item, later by a minute at each poll. */
    private void serveFeed(String word) throws Exception {
        outside.createContext("/feed.xml", exchange -> {
            try (exchange) {
                Instant published = Instant.now().plusSeconds(60L * polls.incrementAndGet());
                byte[] feed = """
                        <?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>
                        <id>urn:wire</id><updated>%1$s</updated><entry><id>urn:wire:%2$s</id>
                        <title>Alarm %2$s</title><link href="https://wire.example/reports/%2$s"/>
                        <published>%1$s</published><updated>%1$s</updated><content>%3$s</content></entry></feed>""".formatted(published, word, text(word)).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/atom+xml");
                exchange.sendResponseHeaders(200, feed.length);
                exchange.getResponseBody().write(feed);
            }
        });
        send(hub, "POST", "/api/v1/feeds", "{\"url\": \"" + address() + "/feed.xml\", \"check\": false}", 201);
    }

    private String send(AllInOne to, String method, String path, String body, int expected) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to.port() + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .header("Content-Type", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
        return answer.body();
    }
}
