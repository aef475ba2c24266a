package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Json;
import org.tocsin.runtime.Settings;
import tools.jackson.databind.JsonNode;

/** What an instance with a secret of every kind logs when nothing that needs one goes well. */
final class SecretsInTheLogTest {
    private static final String ADMIN = "the-admins-own-token";
    private static final String KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=";
    private static final String HOOK = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final List<String> SECRETS = List.of(
            ADMIN,
            KEY,
            HOOK.substring(6),
            "mail-password",
            "provider-secret",
            "hook-path-secret",
            "chat-path-secret",
            "feed-password",
            "guessed-token",
            "typed-token",
            "link-token",
            "login-code",
            "old-session");

    @TempDir
    private Path directory;

    @Test
    void noneIsLoggedWhateverFails() throws Exception {
        PrintStream before = System.err;
        Logger logger = (Logger) LoggerFactory.getLogger("org.tocsin");
        Level level = logger.getLevel();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (PrintStream err = new PrintStream(written, true, StandardCharsets.UTF_8)) {
            System.setErr(err);
            logger.setLevel(Level.TRACE);
            fail();
        } finally {
            logger.setLevel(level);
            System.setErr(before);
        }
        String log = written.toString(StandardCharsets.UTF_8);
        assertThat(log).as("something is logged").contains(" DEBUG ");
        assertThat(SECRETS).allSatisfy(secret -> assertThat(log).doesNotContain(secret));
    }

    private void fail() throws Exception {
        Settings settings = Settings.load(
                directory.resolve("none"),
                Map.of(),
                Map.ofEntries(
                        Map.entry("host", "0.0.0.0"),
                        Map.entry("port", "0"),
                        Map.entry("data", directory.resolve("data").toString()),
                        Map.entry("allow-private", "127.0.0.0/8"),
                        Map.entry("admin-token", ADMIN),
                        Map.entry("secret-key", KEY),
                        Map.entry("smtp", "smtp+plain://desk:mail-password@127.0.0.1:1"),
                        Map.entry("mail-from", "tocsin@example.org"),
                        Map.entry("oidc-issuer", "https://127.0.0.1:1"),
                        Map.entry("oidc-client", "tocsin"),
                        Map.entry("oidc-secret", "provider-secret"),
                        Map.entry("oidc-scopes", "*=read")));
        try (AllInOne running = AllInOne.start(settings);
                HttpClient http = HttpClient.newHttpClient()) {
            String address = "http://127.0.0.1:" + running.port() + "/api/v1/";
            assertThat(status(http, address + "articles", "Authorization", "Bearer guessed-token"))
                    .isEqualTo(401);
            assertThat(status(http, address + "articles", "Cookie", "tocsin-session=old-session"))
                    .isEqualTo(401);
            assertThat(send(http, address + "session", "{\"token\": \"typed-token\"}")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(status(http, address + "session/login", "Accept", "*/*")).isEqualTo(502);
            assertThat(status(http, address + "session/back?state=a&code=login-code", "Accept", "*/*"))
                    .isEqualTo(403);
            assertThat(send(http, address + "subscriptions/s/unsubscribe?token=link-token", "")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(send(
                                    http,
                                    address + "feeds",
                                    "{\"url\": \"http://reader:feed-password@127.0.0.1:1/feed.xml\", \"check\": false}")
                            .statusCode())
                    .isEqualTo(201);
            HttpResponse<String> saved = send(http, address + "subscriptions", """
                            {"id": "s", "query": "weathervane", "destinations": [
                             {"channel": "webhook", "target": "http://127.0.0.1:1/hook-path-secret", "secret": "%s"},
                             {"channel": "slack", "target": "http://127.0.0.1:1/services/chat-path-secret"},
                             {"channel": "email", "target": "desk@example.org"}]}""".formatted(HOOK));
            assertThat(saved.statusCode()).as(saved.body()).isEqualTo(201);
            assertThat(send(http, address + "articles", "{\"title\": \"A weathervane turns\"}")
                            .statusCode())
                    .isEqualTo(202);

            Instance.await("all three have failed", () -> endpoints(http, address) == 3);
            Instance.await(
                    "the feed has failed",
                    () -> get(http, address + "feeds").toString().contains("\"failing\""));
        }
    }

    private static long endpoints(HttpClient http, String address) {
        return get(http, address + "deliveries")
                .path("items")
                .valueStream()
                .map(one -> one.path("endpoint").asString())
                .distinct()
                .count();
    }

    private static JsonNode get(HttpClient http, String address) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                    .header("Authorization", "Bearer " + ADMIN)
                    .build();
            return Json.mapper()
                    .readTree(http.send(request, HttpResponse.BodyHandlers.ofString())
                            .body());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static int status(HttpClient http, String address, String... headers) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create(address))
                                .headers(headers)
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpResponse<String> send(HttpClient http, String address, String body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address)).POST(HttpRequest.BodyPublishers.ofString(body));
        if (!address.endsWith("session")) {
            request.header("Authorization", "Bearer " + ADMIN);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
