package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Audit;
import org.tocsin.runtime.access.Access;
import org.tocsin.runtime.access.Scope;
import org.tocsin.runtime.access.Tokens;
import org.tocsin.runtime.stream.Event;
import org.tocsin.runtime.stream.Kind;
import org.tocsin.runtime.stream.Ring;
import org.tocsin.runtime.stream.Streams;

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
        CookieManager cookies = new CookieManager();
        try (Node node = node("0.0.0.0", new Tokens(directory, "a-long-admin-secret"));
                HttpClient http = HttpClient.newBuilder().cookieHandler(cookies).build()) {
            URI session = URI.create("http://127.0.0.1:" + node.port() + "/api/v1/session");
            HttpRequest open = HttpRequest.newBuilder(session)
                    .POST(HttpRequest.BodyPublishers.ofString("{\"token\": \"a-long-admin-secret\"}"))
                    .build();
            assertThat(http.send(open, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(201);
            String csrf = cookies.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals("tocsin-csrf"))
                    .findFirst()
                    .orElseThrow()
                    .getValue();
            assertThat(status(http, node, "GET", "/api/v1/subscriptions")).isEqualTo(200);
            assertThat(status(http, node, "POST", "/api/v1/subscriptions")).isEqualTo(403);
            assertThat(audit.getLast()).extracting(Audit::who, Audit::status).containsExactly("admin-token", 403);
            assertThat(status(http, node, "POST", "/api/v1/subscriptions", "X-CSRF-Token", csrf))
                    .isEqualTo(201);
            status(http, node, "DELETE", "/api/v1/session");
            assertThat(status(http, node, "GET", "/api/v1/subscriptions")).isEqualTo(401);
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
        "session over, the session has lasted 12 hours"
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
