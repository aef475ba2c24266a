package org.tocsin.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.alerts.subscription.Secrets;
import org.tocsin.model.Json;

/** Secrets, mail's links, previews and decisions over HTTP; each test has subscriptions and words of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AlertsOverHttpTest {
    @TempDir
    private static Path directory;

    private Running running;
    private Running.One instance;

    @BeforeAll
    void start() throws Exception {
        Files.writeString(directory.resolve("none"), "smtp: smtp+plain://127.0.0.1:1\nmail-from: a@example.org\n");
        running = new Running(directory);
        instance = running.start("one");
    }

    @AfterAll
    void stop() {
        instance.close();
        running.close();
    }

    @Test
    void keepsSecretsOutOfPlansAndLosesNoneUnseen() throws Exception {
        String secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        String hook = "{id: hooked, query: alarm, destinations: [{channel: webhook, target: '%s', secret: '%s'}]}";
        String first = hook.formatted("http://127.0.0.1:1/a", secret);
        assertThat(SavingTest.yaml(running, instance, "POST", "", first).body()).doesNotContain(secret);
        assertThat(SavingTest.yaml(running, instance, "POST", "", first).body())
                .as("the same again is no change")
                .contains("\"steps\":[]");
        HttpResponse<String> other =
                SavingTest.yaml(running, instance, "POST", "?plan=true", first.replace("LaLaSw", "LaLaSx"));
        assertThat(other.body()).contains("(kept)", "(new)").doesNotContain("whsec_");
        HttpResponse<String> moved =
                SavingTest.yaml(running, instance, "POST", "", hook.formatted("http://127.0.0.1:1/b", "(kept)"));
        assertThat(moved.statusCode()).isEqualTo(422);
        assertThat(moved.body()).contains("destinations[0].secret", "none is kept for this channel and target");
        HttpResponse<String> fresh = SavingTest.yaml(
                running,
                instance,
                "POST",
                "",
                hook.formatted("http://127.0.0.1:1/a", "(kept)").replace("id: hooked", "id: unhooked"));
        assertThat(fresh.statusCode()).isEqualTo(422);
        assertThat(running.send(instance, "GET", "/api/v1/subscriptions/hooked", "")
                        .body())
                .contains("\"version\":1", "(kept)");
    }

    @Test
    void aKeptSecretGoesToNoOtherServer() throws Exception {
        String room = "{id: room, query: alarm, destinations: [{channel: matrix, target: '!a:b.example', secret: '%s',"
                + " options: {homeserver: 'http://127.0.0.1:%d'}}]}";
        assertThat(SavingTest.yaml(running, instance, "POST", "", room.formatted("syt_token", 1))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> moved = SavingTest.yaml(running, instance, "POST", "", room.formatted("(kept)", 2));
        assertThat(moved.statusCode()).isEqualTo(422);
        assertThat(moved.body()).contains("destinations[0].secret", "at that server");
    }

    @Test
    void aMailsLinkTakesItsAddressOutAndNothingElseDoes() throws Exception {
        assertThat(SavingTest.save(
                                running,
                                instance,
                                Map.of(
                                        "id",
                                        "mailed",
                                        "query",
                                        "alarm",
                                        "destinations",
                                        List.of(
                                                Map.of("channel", "email", "target", "ann@example.org"),
                                                Map.of("channel", "email", "target", "bob@example.org"))))
                        .statusCode())
                .isEqualTo(201);
        String link = "/api/v1/subscriptions/mailed/unsubscribe";
        String token = Secrets.open(directory.resolve("one"), "").token("mailed", "ann@example.org");
        assertThat(running.send(instance, "GET", link + "?token=" + token, "").body())
                .contains("<form method=\"post\">");
        for (String bad : List.of("", "?token=", "?token=" + token.substring(1), "?token=x")) {
            assertThat(running.send(instance, "POST", link + bad, "").statusCode())
                    .isEqualTo(404);
        }
        HttpResponse<String> done = running.send(instance, "POST", link + "?token=" + token, "");
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(done.body()).doesNotContain("alarm", "bob");
        assertThat(running.send(instance, "GET", "/api/v1/subscriptions/mailed", "")
                        .body())
                .contains("bob@example.org", "\"paused\":false")
                .doesNotContain("ann@example.org");
        assertThat(running.send(instance, "POST", link + "?token=" + token, "").statusCode())
                .as("once more")
                .isEqualTo(404);
    }

    @Test
    void previewsWithoutSavingAndNamesWhatIsWrong() throws Exception {
        for (int i = 0; i < 120; i++) {
            running.publish("siren" + i, i % 10 == 0 ? "Siren at the harbour" : "Calm at the harbour");
        }
        running.flush();
        String path = "/api/v1/subscriptions/preview";
        String preview =
                running.send(instance, "POST", path, "{\"query\": \"siren\"}").body();
        assertThat(preview)
                .contains("\"matches\":12", "\"alerts\":12", "\"digests\":0", "of all articles")
                .contains("\"clause\":\"siren\"");
        assertThat(Json.mapper().readTree(preview).path("latest").size()).isEqualTo(10);
        HttpResponse<String> query = running.send(instance, "POST", path, "{\"query\": \"a \\\"b\"}");
        assertThat(query.statusCode()).isEqualTo(422);
        assertThat(query.body()).contains("\"field\":\"query\"", "column 3");
        HttpResponse<String> zone = running.send(
                instance,
                "POST",
                path,
                "{\"query\": \"a\", \"schedule\": {\"kind\": \"daily\", \"at\": \"08:30\", \"zone\": \"Nowhere\"}}");
        assertThat(zone.statusCode()).isEqualTo(422);
        assertThat(zone.body()).contains("\"field\":\"schedule.zone\"");
        HttpResponse<String> wide =
                running.send(instance, "POST", path, "{\"query\": \"harbour\", \"owner\": \"ann\"}");
        assertThat(wide.statusCode()).isEqualTo(422);
        assertThat(wide.body()).contains("\"field\":\"query\"", "it matches ");
        assertThat(running.send(instance, "POST", path + "?days=0", "{\"query\": \"a\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(running.send(instance, "GET", "/api/v1/subscriptions", "").body())
                .doesNotContain("siren");
    }

    @Test
    void deliversAgainOnlyWhatIsNamedAndSaysWhatItFound() throws Exception {
        String again = "/api/v1/deliveries/again";
        for (String vague : List.of("", "?subscription=s", "?subscription=s&from=2025-01-11T00:00:00Z")) {
            assertThat(running.send(instance, "POST", again + vague, "").statusCode())
                    .isEqualTo(422);
        }
        assertThat(running.send(instance, "POST", again + "?alert=nothing", "").body())
                .isEqualTo("{\"alerts\":0,\"messages\":0,\"more\":false}");
    }

    @Test
    void saysWhyOfEveryMatch() throws Exception {
        SavingTest.save(running, instance, Map.of("id", "told", "query", "gong"));
        SavingTest.save(running, instance, Map.of("id", "held", "query", "gong", "paused", true));
        running.publish("g1", "Gong at the harbour");
        running.publish("g2", "Gong at the airport");
        String path = "/api/v1/decisions";
        Running.await(
                "all four matches are decided on",
                () -> Stream.of("told", "held")
                        .allMatch(id -> running.send(instance, "GET", path + "?subscription=" + id, "")
                                        .body()
                                        .split("\"reason\"", -1)
                                        .length
                                == 3));
        assertThat(running.send(instance, "GET", path + "?subscription=told&article=g2", "")
                        .body())
                .contains("\"outcome\":\"sent\"", "first article of the story")
                .doesNotContain("g1", "paused");
        assertThat(running.send(instance, "GET", path + "?subscription=held", "")
                        .body())
                .contains("\"outcome\":\"dropped\"", "the subscription is paused");
    }
}
