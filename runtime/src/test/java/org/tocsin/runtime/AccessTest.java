package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Audit;
import org.tocsin.model.Json;
import org.tocsin.runtime.access.Access;
import org.tocsin.runtime.access.Scope;
import org.tocsin.runtime.access.Site;
import org.tocsin.runtime.access.Tokens;
import org.tocsin.runtime.http.TrustedProxies;
import org.tocsin.runtime.stream.Event;
import org.tocsin.runtime.stream.Kind;
import org.tocsin.runtime.stream.Ring;
import org.tocsin.runtime.stream.Streams;
import tools.jackson.databind.JsonNode;

final class AccessTest {
    @TempDir
    private Path directory;

    private final List<Audit> audit = new ArrayList<>();

    private static final class Subscriptions extends OnlyRoutes {
        @Override
        public void routes(JavalinDefaultRoutingApi routes) {
            routes.get("/api/v1/subscriptions", context -> context.result("[]"));
            routes.post("/api/v1/subscriptions", context -> read(context, 201));
            routes.post("/api/v1/articles", context -> read(context, 202));
            routes.post("/api/v1/feeds", context -> read(context, 201));
        }

        private static void read(Context context, int status) {
            assertThat(context.body()).isEqualTo("{}");
            context.status(status);
        }
    }

    private Node node(String host, Tokens tokens) {
        return new Node(
                host, 0, new Access(host, tokens, InstantSource.system(), audit::add), List.of(new Subscriptions()));
    }

    private static int status(HttpClient http, Node node, String method, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + path))
                .method(
                        method,
                        method.equals("POST")
                                ? HttpRequest.BodyPublishers.ofString("{}")
                                : HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    /** Changes a token for a session, and answers what its changes need. */
    private static String login(HttpClient http, Node node, String secret) throws Exception {
        HttpRequest open = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/api/v1/session"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"token\": \"" + secret + "\"}"))
                .build();
        HttpResponse<String> answer = http.send(open, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("tocsin-csrf="))
                .map(cookie -> cookie.replaceFirst("tocsin-csrf=([^;]*).*", "$1"))
                .findFirst()
                .orElseThrow();
    }

    private static HttpClient browser() {
        return HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    }

    private static JsonNode sessions(HttpClient http, Node node) throws Exception {
        HttpRequest list = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/api/v1/sessions"))
                .build();
        return Json.mapper()
                .readTree(http.send(list, HttpResponse.BodyHandlers.ofString()).body());
    }

    @Test
    void refusesToListenToOthersWithoutAnAdminToken() {
        Tokens tokens = new Tokens(directory, "");
        tokens.create("reader", Set.of(Scope.READ), Instant.EPOCH);
        assertThatThrownBy(() -> node("0.0.0.0", tokens))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("tocsin tokens create");
    }

    @Test
    void asksNoTokenOnLoopbackButRefusesChangesByOtherSites() throws Exception {
        try (Node node = node("127.0.0.1", new Tokens(directory, ""));
                HttpClient http = HttpClient.newHttpClient()) {
            assertThat(status(http, node, "POST", "/api/v1/subscriptions")).isEqualTo(201);
            assertThat(status(http, node, "POST", "/api/v1/subscriptions", "Sec-Fetch-Site", "cross-site"))
                    .isEqualTo(403);
        }
    }

    @Test
    void givesEachScopeItsOwn() throws Exception {
        Tokens tokens = new Tokens(directory, "a-long-admin-secret");
        String read = "Bearer " + tokens.create("reader", Set.of(Scope.READ), Instant.EPOCH);
        String ingest = "Bearer " + tokens.create("wire", Set.of(Scope.INGEST), Instant.EPOCH);
        String subscribe = "Bearer " + tokens.create("desk", Set.of(Scope.SUBSCRIBE), Instant.EPOCH);
        String admin = "Bearer a-long-admin-secret";
        try (Node node = node("0.0.0.0", tokens);
                HttpClient http = HttpClient.newHttpClient()) {
            assertThat(status(http, node, "GET", "/health/live")).isEqualTo(200);
            assertThat(status(http, node, "GET", "/api/v1/subscriptions")).isEqualTo(401);
            for (Object[] one : new Object[][] {
                {read, 200, 403, 403, 403},
                {ingest, 403, 202, 403, 403},
                {subscribe, 200, 403, 201, 403},
                {admin, 200, 202, 201, 201}
            }) {
                String token = (String) one[0];
                assertThat(List.of(
                                status(http, node, "GET", "/api/v1/subscriptions", "Authorization", token),
                                status(http, node, "POST", "/api/v1/articles", "Authorization", token),
                                status(http, node, "POST", "/api/v1/subscriptions", "Authorization", token),
                                status(http, node, "POST", "/api/v1/feeds", "Authorization", token)))
                        .containsExactly((Integer) one[1], (Integer) one[2], (Integer) one[3], (Integer) one[4]);
            }
            new Tokens(directory, "").revoke("reader");
            assertThat(status(http, node, "GET", "/api/v1/subscriptions", "Authorization", read))
                    .isEqualTo(401);
        }
        assertThat(audit)
                .filteredOn(change -> change.status() < 400)
                .extracting(Audit::who)
                .contains("desk", "admin-token")
                .doesNotContain("wire");
        assertThat(audit)
                .filteredOn(change -> change.status() == 403)
                .extracting(change -> change.who() + " " + change.path())
                .contains("reader /api/v1/subscriptions", "wire /api/v1/feeds", "desk /api/v1/articles");
        assertThat(Files.readString(directory.resolve("tokens.json"))).doesNotContain(read.substring(7));
    }

    @Test
    void changesATokenForASessionWhoseChangesNeedItsSecondToken() throws Exception {
        try (Node node = node("0.0.0.0", new Tokens(directory, "a-long-admin-secret"));
                HttpClient http = browser()) {
            String csrf = login(http, node, "a-long-admin-secret");
            assertThat(status(http, node, "GET", "/api/v1/subscriptions")).isEqualTo(200);
            assertThat(status(http, node, "POST", "/api/v1/subscriptions")).isEqualTo(403);
            assertThat(audit.getLast()).extracting(Audit::who, Audit::status).containsExactly("admin-token", 403);
            assertThat(status(http, node, "POST", "/api/v1/subscriptions", "X-CSRF-Token", csrf))
                    .isEqualTo(201);
            status(http, node, "DELETE", "/api/v1/session");
            assertThat(status(http, node, "GET", "/api/v1/subscriptions")).isEqualTo(401);
        }
    }

    @Test
    void aLoginEndsTheSessionThatTheBrowserHadAndNoOther() throws Exception {
        Tokens tokens = new Tokens(directory, "a-long-admin-secret");
        String reader = tokens.create("reader", Set.of(Scope.READ), Instant.EPOCH);
        try (Node node = node("0.0.0.0", tokens);
                HttpClient one = browser();
                HttpClient other = browser()) {
            login(one, node, reader);
            login(other, node, reader);
            login(one, node, "a-long-admin-secret");

            assertThat(sessions(one, node)
                            .valueStream()
                            .map(session -> session.path("who").asString()))
                    .containsExactly("reader", "admin-token");
            assertThat(status(other, node, "GET", "/api/v1/subscriptions")).isEqualTo(200);
        }
    }

    @Test
    void hasTheBrowserForgetWhatItKeptWhenItsSessionIsOver() throws Exception {
        try (Node node = node("0.0.0.0", new Tokens(directory, "a-long-admin-secret"));
                HttpClient http = HttpClient.newHttpClient()) {
            String address = "http://127.0.0.1:" + node.port() + "/api/v1/";
            HttpResponse<String> over = http.send(
                    HttpRequest.newBuilder(URI.create(address + "subscriptions"))
                            .header("Cookie", "tocsin-session=of-yesterday")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> out = http.send(
                    HttpRequest.newBuilder(URI.create(address + "session"))
                            .DELETE()
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(over.statusCode()).isEqualTo(401);
            assertThat(List.of(over, out))
                    .allSatisfy(answer -> assertThat(answer.headers().firstValue("Clear-Site-Data"))
                            .hasValue("\"cache\""));
        }
    }

    @ParameterizedTest
    @CsvSource({"59, 200", "61, 401"})
    void aSessionThatIsNotUsedForAnHourEnds(int minutes, int status) throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        Access access = new Access("0.0.0.0", new Tokens(directory, "a-long-admin-secret"), now::get, audit::add);
        try (Node node = new Node("0.0.0.0", 0, access, List.of(new Subscriptions()));
                HttpClient http = browser()) {
            login(http, node, "a-long-admin-secret");
            now.set(now.get().plus(Duration.ofMinutes(50)));
            assertThat(status(http, node, "GET", "/api/v1/subscriptions")).isEqualTo(200);

            now.set(now.get().plus(Duration.ofMinutes(minutes)));

            assertThat(status(http, node, "GET", "/api/v1/subscriptions")).isEqualTo(status);
        }
    }

    @Test
    void whoeverHasSessionsSeesAndEndsThemAndAnAdminAll() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        Tokens tokens = new Tokens(directory, "a-long-admin-secret");
        String reader = tokens.create("reader", Set.of(Scope.READ), Instant.EPOCH);
        Access access = new Access("0.0.0.0", tokens, now::get, audit::add);
        try (Node node = new Node("0.0.0.0", 0, access, List.of(new Subscriptions()));
                HttpClient here = browser();
                HttpClient lost = browser();
                HttpClient admin = browser()) {
            login(admin, node, "a-long-admin-secret");
            now.set(now.get().plus(Duration.ofMinutes(1)));
            login(lost, node, reader);
            now.set(now.get().plus(Duration.ofMinutes(1)));
            String csrf = login(here, node, reader);

            JsonNode own = sessions(here, node);
            assertThat(own.valueStream())
                    .extracting(session -> session.path("who").asString()
                            + session.path("present").asBoolean())
                    .containsExactly("readerfalse", "readertrue");
            assertThat(own.get(0).path("from").asString()).isEqualTo("127.0.0.1");
            String another = "/api/v1/sessions/"
                    + sessions(admin, node).get(0).path("id").asString();
            assertThat(status(here, node, "DELETE", another, "X-CSRF-Token", csrf))
                    .isEqualTo(404);
            String old = "/api/v1/sessions/" + own.get(0).path("id").asString();
            assertThat(status(here, node, "DELETE", old)).isEqualTo(403);
            now.set(now.get().plus(Duration.ofMinutes(6)));
            assertThat(status(here, node, "DELETE", old, "X-CSRF-Token", csrf))
                    .as("long after the login")
                    .isEqualTo(403);
            csrf = login(here, node, reader);
            assertThat(status(here, node, "DELETE", old, "X-CSRF-Token", csrf)).isEqualTo(204);
            assertThat(status(lost, node, "GET", "/api/v1/subscriptions")).isEqualTo(401);

            String admins = login(admin, node, "a-long-admin-secret");
            String last =
                    "/api/v1/sessions/" + sessions(here, node).get(0).path("id").asString();
            assertThat(status(admin, node, "DELETE", last, "X-CSRF-Token", admins))
                    .isEqualTo(204);
            assertThat(status(here, node, "GET", "/api/v1/subscriptions")).isEqualTo(401);
        }
        assertThat(audit)
                .filteredOn(change -> change.status() == 204)
                .extracting(Audit::who, Audit::about)
                .containsExactly(tuple("reader", "reader"), tuple("admin-token", "reader"));
    }

    /** A proxy says by which name it was asked; the operator says that this name is one of https. */
    @ParameterizedTest
    @CsvSource({
        "https://news.example, news.example, true",
        "https://News.example:443/, news.example, true",
        "https://news.example, news.example:8420, false",
        "http://news.example, news.example, false",
        "'', news.example, false"
    })
    void cookiesAreThisHostsAloneBehindAProxyThatSpeaksTls(String home, String asked, boolean secure) throws Exception {
        Access access = new Access(
                new Site("0.0.0.0", home, TrustedProxies.NONE),
                new Tokens(directory, "a-long-admin-secret"),
                null,
                InstantSource.system(),
                audit::add);
        try (Node node = new Node("0.0.0.0", 0, access, List.of())) {
            String body = "{\"token\": \"a-long-admin-secret\"}";
            String answer = raw(
                    node,
                    "POST /api/v1/session HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                            .formatted(asked, body.length(), body));

            assertThat(answer.lines().filter(line -> line.startsWith("Set-Cookie: ")))
                    .hasSize(2)
                    .allSatisfy(cookie -> assertThat(cookie)
                            .startsWith("Set-Cookie: " + (secure ? "__Host-tocsin-" : "tocsin-"))
                            .contains("Path=/")
                            .doesNotContain("Domain"))
                    .allMatch(cookie -> cookie.contains("Secure") == secure);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"})
    void whoComesThroughAProxyOnThisMachineIsNotAtThisMachine(String header) throws Exception {
        try (Node node = node("127.0.0.1", new Tokens(directory, ""));
                HttpClient http = HttpClient.newHttpClient()) {
            assertThat(status(http, node, "GET", "/api/v1/subscriptions")).isEqualTo(200);
            assertThat(status(http, node, "GET", "/api/v1/subscriptions", header, "203.0.113.7"))
                    .isEqualTo(401);
        }
    }

    @Test
    void nobodyIsAtThisMachineWhereAProxyStandsInFront() throws Exception {
        Site site = new Site("127.0.0.1", "", TrustedProxies.of(List.of("127.0.0.0/8")));
        assertThatThrownBy(() -> new Access(site, new Tokens(directory, ""), null, InstantSource.system(), audit::add))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("trusted-proxies say that the server can be reached by others");
        Access access = new Access(
                site, new Tokens(directory, "a-long-admin-secret"), null, InstantSource.system(), audit::add);
        try (Node node = new Node("127.0.0.1", 0, access, List.of(new Subscriptions()));
                HttpClient http = HttpClient.newHttpClient()) {
            assertThat(status(http, node, "GET", "/api/v1/subscriptions")).isEqualTo(401);
        }
    }

    @Test
    void limitsTheGuessesOfEachBehindATrustedProxyAndBelievesNobodyElse() throws Exception {
        assertThat(guesses("127.0.0.0/8"))
                .containsExactly(
                        Map.entry("203.0.113.7", 401),
                        Map.entry("198.51.100.1, 203.0.113.7", 429),
                        Map.entry("203.0.113.8", 401));
        assertThat(guesses("10.0.0.0/8"))
                .containsExactly(
                        Map.entry("203.0.113.7", 401),
                        Map.entry("198.51.100.1, 203.0.113.7", 429),
                        Map.entry("203.0.113.8", 429));
        assertThat(audit).extracting(Audit::address).contains("203.0.113.7", "203.0.113.8", "127.0.0.1");
    }

    /** How wrong tokens are answered when so many have come from the first address that no more are looked at. */
    private Map<String, Integer> guesses(String proxies) throws Exception {
        Site site = new Site("0.0.0.0", "", TrustedProxies.of(List.of(proxies)));
        Tokens tokens = new Tokens(directory, "a-long-admin-secret");
        Access access = new Access(site, tokens, null, InstantSource.fixed(Instant.EPOCH), audit::add);
        Map<String, Integer> answers = new LinkedHashMap<>();
        try (Node node = new Node("0.0.0.0", 0, access, List.of(new Subscriptions()));
                HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 0; i < 10; i++) {
                answers.put("203.0.113.7", guess(http, node, "203.0.113.7"));
            }
            for (String from : List.of("198.51.100.1, 203.0.113.7", "203.0.113.8")) {
                answers.put(from, guess(http, node, from));
            }
        }
        return answers;
    }

    private static int guess(HttpClient http, Node node, String from) throws Exception {
        return status(
                http, node, "POST", "/api/v1/subscriptions", "Authorization", "Bearer wrong", "X-Forwarded-For", from);
    }

    private static String raw(Node node, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Serves a stream on which nothing ever comes. */
    private static final class Quiet extends OnlyRoutes {
        private final Streams streams =
                new Streams(new KafkaSettings("127.0.0.1:1"), new Ring(1), Duration.ofHours(1), () -> true, Kind.ALERT);

        @Override
        public void routes(JavalinDefaultRoutingApi routes) {
            routes.get(
                    "/api/v1/stream",
                    context -> streams.serve(
                            context, new Streams.Wish(Set.of(Kind.ALERT), Event::data, null, 0, 0, () -> "")));
        }

        @Override
        public void close() {
            streams.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "token revoked, the token has been revoked",
        "token of the session revoked, the token has been revoked",
        "logged out, the session was ended",
        "session over, the session has lasted 12 hours",
        "session ended by another, the session was ended"
    })
    @Timeout(60)
    void endsTheStreamsOfWhoMayReadNoLonger(String event, String reason) throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        Tokens tokens = new Tokens(directory, "a-long-admin-secret");
        String secret = tokens.create("reader", Set.of(Scope.READ), Instant.EPOCH);
        Access access = new Access("0.0.0.0", tokens, now::get, audit::add);
        try (Node node = new Node("0.0.0.0", 0, access, List.of(new Quiet()));
                HttpClient http = HttpClient.newBuilder()
                        .cookieHandler(new CookieManager())
                        .build()) {
            String address = "http://127.0.0.1:" + node.port() + "/api/v1/";
            HttpRequest.Builder stream = HttpRequest.newBuilder(URI.create(address + "stream"));
            if (event.equals("token revoked")) {
                stream.header("Authorization", "Bearer " + secret);
            } else {
                HttpRequest login = HttpRequest.newBuilder(URI.create(address + "session"))
                        .POST(HttpRequest.BodyPublishers.ofString("{\"token\": \"" + secret + "\"}"))
                        .build();
                http.send(login, HttpResponse.BodyHandlers.discarding());
            }
            HttpResponse<Stream<String>> answer = http.send(stream.build(), HttpResponse.BodyHandlers.ofLines());
            assertThat(answer.statusCode()).isEqualTo(200);

            switch (event) {
                case "logged out" -> status(http, node, "DELETE", "/api/v1/session");
                case "session ended by another" -> {
                    try (HttpClient admin = HttpClient.newHttpClient()) {
                        String[] header = {"Authorization", "Bearer a-long-admin-secret"};
                        String id = Json.mapper()
                                .readTree(admin.send(
                                                HttpRequest.newBuilder(URI.create(address + "sessions"))
                                                        .headers(header)
                                                        .build(),
                                                HttpResponse.BodyHandlers.ofString())
                                        .body())
                                .path(0)
                                .path("id")
                                .asString();
                        status(admin, node, "DELETE", "/api/v1/sessions/" + id, header);
                    }
                }
                case "session over" -> now.set(now.get().plus(Duration.ofHours(13)));
                default -> new Tokens(directory, "").revoke("reader");
            }

            List<String> last = answer.body().toList();
            assertThat(last).contains("event: ended");
            assertThat(last).anyMatch(line -> line.startsWith("data: {\"reason\":\"" + reason));
        }
    }

    @Test
    void slowsGuessersDown() throws Exception {
        try (Node node = node("0.0.0.0", new Tokens(directory, "a-long-admin-secret"));
                HttpClient http = HttpClient.newHttpClient()) {
            List<Integer> answers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                answers.add(status(http, node, "GET", "/api/v1/subscriptions", "Authorization", "Bearer guess" + i));
            }
            assertThat(answers).startsWith(401).endsWith(429);
            HttpResponse<String> refused = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/api/v1/subscriptions"))
                            .header("Authorization", "Bearer guess")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("10");
            for (int i = 0; i < 200; i++) {
                status(http, node, "POST", "/api/v1/subscriptions");
            }
            assertThat(audit)
                    .extracting(Audit::who, Audit::status)
                    .contains(tuple("unknown", 401))
                    .hasSizeBetween(100, 110);
        }
    }
}
