package org.tocsin.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.alerts.subscription.Secrets;
import org.tocsin.model.Json;
import org.tocsin.runtime.access.Scope;
import org.tocsin.runtime.access.Tokens;
import tools.jackson.databind.JsonNode;

/** Secrets, mail's links, previews and decisions over HTTP; each test has subscriptions and words of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AlertsOverHttpTest {
    @TempDir
    private static Path directory;

    private Running running;
    private Running.One instance;

    @BeforeAll
    void start() throws Exception {
        Files.writeString(
                directory.resolve("none"),
                "smtp: smtp+plain://127.0.0.1:1\nmail-from: a@example.org\nowner-subscriptions: 4\nowner-query-characters: 40\n");
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
    void whoHasNotTheScopeAdminOwnsItsSubscriptionsAndNamesNoSecretOfTheServer() {
        String admin = "an-admin-token-of-this-test";
        Path data = directory.resolve("guarded");
        String desk = new Tokens(data, admin).create("desk", Set.of(Scope.SUBSCRIBE), Instant.EPOCH);
        try (Running.One guarded = running.start("guarded", "alerts.example", admin)) {
            String secret = Json.line(Map.of(
                    "query",
                    "alarm",
                    "destinations",
                    List.of(Map.of("channel", "telegram", "target", "123", "secret", "env:ALERT_SECRET_TELEGRAM"))));
            HttpResponse<String> refused = running.send(guarded, "POST", "/api/v1/subscriptions", secret, desk);
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains("destinations[0].secret", "scope admin");
            assertThat(running.send(guarded, "POST", "/api/v1/subscriptions", secret, admin)
                            .body())
                    .as("there is none, but it is looked up")
                    .contains("there is no variable");

            String own = Json.line(Map.of("id", "desk-own", "query", "alarm"));
            assertThat(running.send(guarded, "POST", "/api/v1/subscriptions", own, desk)
                            .body())
                    .contains("\"owner\":\"desk\"");
            String changed = Json.line(Map.of("query", "siren", "version", 1));
            assertThat(running.send(guarded, "PUT", "/api/v1/subscriptions/desk-own", changed, desk)
                            .body())
                    .contains("\"owner\":\"desk\"", "siren");
            String operators = Json.line(Map.of("id", "operators", "query", "alarm"));
            assertThat(running.send(guarded, "POST", "/api/v1/subscriptions", operators, admin)
                            .body())
                    .contains("\"owner\":\"\"");
            String path = "/api/v1/subscriptions/operators";
            String wider = Json.line(Map.of("query", "alarm OR siren", "version", 1));
            HttpResponse<String> unlimited = running.send(guarded, "PUT", path, wider, desk);
            assertThat(unlimited.statusCode()).isEqualTo(422);
            assertThat(unlimited.body()).contains("\"field\":\"owner\"", "operator");
            String labelled = Json.line(Map.of("query", "alarm", "version", 1, "labels", List.of("east")));
            assertThat(running.send(guarded, "PUT", path, labelled, desk).body())
                    .contains("\"labels\":[\"east\"]");
            for (Map<String, Object> silenced : List.<Map<String, Object>>of(
                    Map.of("paused", true),
                    Map.of("expires", "2020-01-01T00:00:00Z"),
                    Map.of("perHour", 1),
                    Map.of("schedule", Map.of("kind", "hourly")),
                    Map.of("mutes", List.of(Map.of("kind", "topic", "value", "kursk"))))) {
                Map<String, Object> whole = new HashMap<>(silenced);
                whole.putAll(Map.of("query", "alarm", "version", 2, "labels", List.of("east")));
                HttpResponse<String> kept = running.send(guarded, "PUT", path, Json.line(whole), desk);
                assertThat(kept.statusCode()).as(whole.toString()).isEqualTo(422);
                assertThat(kept.body()).contains("\"field\":\"owner\"", "operator");
            }
            String topic = Json.line(Map.of(
                    "id",
                    "topical",
                    "query",
                    "alarm",
                    "destinations",
                    List.of(Map.of("channel", "kafka", "target", "_schemas"))));
            HttpResponse<String> foreignTopic = running.send(guarded, "POST", "/api/v1/subscriptions", topic, desk);
            assertThat(foreignTopic.statusCode()).isEqualTo(422);
            assertThat(foreignTopic.body()).contains("destinations[0].channel", "scope admin");
            String others = Json.line(Map.of("query", "alarm", "owner", "ann"));
            HttpResponse<String> foreign = running.send(guarded, "POST", "/api/v1/subscriptions", others, desk);
            assertThat(foreign.statusCode()).isEqualTo(422);
            assertThat(foreign.body()).contains("\"field\":\"owner\"", "scope admin");
            assertThat(running.send(guarded, "POST", "/api/v1/subscriptions", others, admin)
                            .body())
                    .contains("\"owner\":\"ann\"");

            String anns = Json.line(Map.of("id", "anns", "query", "alarm", "owner", "ann"));
            running.send(guarded, "POST", "/api/v1/subscriptions", anns, admin);
            String muted = Json.line(Map.of("query", "alarm", "version", 1, "labels", List.of("east")));
            String ann = "/api/v1/subscriptions/anns";
            List.of(
                            running.send(guarded, "PUT", ann, muted, desk),
                            running.send(guarded, "POST", ann + "/pause", "", desk),
                            running.send(guarded, "DELETE", ann, "", desk),
                            running.send(guarded, "POST", path + "/pause", "", desk),
                            running.send(guarded, "POST", path + "/resume", "", desk),
                            running.send(guarded, "DELETE", path, "", desk))
                    .forEach(answer -> {
                        assertThat(answer.statusCode()).isEqualTo(422);
                        assertThat(answer.body()).contains("\"field\":\"owner\"", "scope admin");
                    });
            assertThat(running.send(guarded, "GET", ann, "", desk).body()).contains("\"version\":1");
            assertThat(running.send(guarded, "DELETE", "/api/v1/subscriptions/desk-own", "", desk)
                            .statusCode())
                    .isEqualTo(204);
            assertThat(running.send(guarded, "DELETE", ann, "", admin).statusCode())
                    .isEqualTo(204);
        }
    }

    @Test
    void refusesWhatIsSwitchedOffInsteadOfRemovingIt() throws Exception {
        String off = Json.line(Map.of("id", "off and away", "query", "a \"b", "enabled", false));
        HttpResponse<String> refused = running.send(instance, "POST", "/api/v1/subscriptions", off);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("\"field\":\"enabled\"", "paused: true");
        assertThat(SavingTest.yaml(running, instance, "POST", "?plan=true", "{id: off, query: a, enabled: false}")
                        .statusCode())
                .isEqualTo(422);
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
        HttpResponse<String> asked = running.send(instance, "GET", link + "?token=" + token, "");
        assertThat(asked.body()).contains("<form method=\"post\">");
        assertThat(asked.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'", "form-action 'self'"));
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
                .isEqualTo(400);
        assertThat(running.send(instance, "GET", "/api/v1/subscriptions", "").body())
                .doesNotContain("siren");
    }

    @Test
    void changesTheVersionThatIfMatchNamesAndNoOther() throws Exception {
        assertThat(SavingTest.save(running, instance, Map.of("id", "matched", "query", "alarm"))
                        .statusCode())
                .isEqualTo(201);
        int version = 1;
        for (String match : List.of("\"1\"", "W/\"2\"", "\"9\", \"3\"", "*")) {
            HttpResponse<String> changed = put("matched", match);
            assertThat(changed.statusCode()).as(match).isEqualTo(200);
            assertThat(changed.headers().firstValue("ETag")).hasValue("\"" + ++version + "\"");
        }
        for (String match : List.of("\"1\"", "W/\"2\", \"9\"", "5")) {
            HttpResponse<String> refused = put("matched", match);
            assertThat(refused.statusCode()).as(match).isEqualTo(412);
            assertThat(refused.body()).contains("is at version 5 now");
        }
    }

    private HttpResponse<String> put(String id, String match) throws Exception {
        return running.http()
                .send(
                        HttpRequest.newBuilder(URI.create(instance.address() + "/api/v1/subscriptions/" + id))
                                .PUT(HttpRequest.BodyPublishers.ofString("{\"query\": \"gong\"}"))
                                .header("If-Match", match)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void deliversAgainOnlyWhatIsNamedAndSaysWhatItFound() throws Exception {
        String again = "/api/v1/deliveries/again";
        for (String vague : List.of("", "?subscription=s", "?subscription=s&from=2025-01-11T00:00:00Z")) {
            assertThat(running.send(instance, "POST", again + vague, "").statusCode())
                    .isEqualTo(400);
        }
        assertThat(running.send(instance, "POST", again + "?alert=nothing", "").statusCode())
                .isEqualTo(404);
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

    @Test
    void pagesAlertsThatTellOfArticlesOfAQuery() throws Exception {
        SavingTest.save(running, instance, Map.of("id", "paged", "query", "buoy"));
        for (int i = 0; i < 6; i++) {
            running.publish("buoy" + i, "Buoy " + i + (i % 2 == 0 ? " adrift" : " moored"));
        }
        String path = "/api/v1/alerts?subscription=paged";
        Running.await("all have alerted", () -> titles(path + "&limit=1000").size() == 6);
        JsonNode page = get(path + "&limit=2&q=adrift");
        assertThat(titles(page)).containsExactly("Buoy 4 adrift", "Buoy 2 adrift");
        page = get(path + "&limit=2&q=adrift&cursor=" + page.path("next").asString());
        assertThat(titles(page)).containsExactly("Buoy 0 adrift");
        for (String wrong : List.of("&q=%22open", "&cursor=x", "&limit=x", "&limit=1001")) {
            assertThat(running.send(instance, "GET", path + wrong, "").statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    @Test
    void countsEachOnceWhereManyOfAnOwnerAreChanged() throws Exception {
        String four = IntStream.range(0, 4)
                .mapToObj(i -> "{id: bulk%d, owner: bulk, query: \"jetty %d\"}".formatted(i, i))
                .collect(Collectors.joining("\n---\n"));
        assertThat(SavingTest.yaml(running, instance, "POST", "", four).statusCode())
                .isEqualTo(200);
        assertThat(SavingTest.yaml(running, instance, "POST", "", four.replace("jetty", "wharf"))
                        .body())
                .contains("\"applied\":true", "bulk3");
        assertThat(SavingTest.yaml(running, instance, "POST", "", "{id: bulk4, owner: bulk, query: pier}")
                        .body())
                .contains("bulk has 4 subscriptions already");
        assertThat(SavingTest.yaml(
                                running,
                                instance,
                                "POST",
                                "",
                                "{id: bulk0, owner: bulk, query: \"jetty or wharf at low tide\"}")
                        .body())
                .contains("the queries of bulk would have");
    }

    @Test
    void listsSubscriptionsAFewAtATime() throws Exception {
        for (int i = 0; i < 5; i++) {
            SavingTest.save(running, instance, Map.of("id", "few" + i, "query", "pier", "labels", List.of("few")));
        }
        List<String> ids = new ArrayList<>();
        int pages = 0;
        String next = "/api/v1/subscriptions?label=few&limit=2";
        while (next != null) {
            HttpResponse<String> page = running.send(instance, "GET", next, "");
            Json.mapper()
                    .readTree(page.body())
                    .forEach(one -> ids.add(one.path("id").asString()));
            pages++;
            next = page.headers()
                    .firstValue("Link")
                    .map(link -> link.substring(1, link.indexOf('>')))
                    .orElse(null);
        }
        assertThat(ids).containsExactly("few0", "few1", "few2", "few3", "few4");
        assertThat(pages).isEqualTo(3);
        assertThat(running.send(instance, "GET", "/api/v1/subscriptions?limit=0", "")
                        .body())
                .contains("parameter limit must be between 1 and 10000");
    }

    @Test
    void keepsTheLettersOfEveryAlphabet() throws Exception {
        String name = "Полонені Müller 포로";
        SavingTest.save(running, instance, Map.of("id", "letters", "name", name, "query", "\"маяк\""));
        String all = "/api/v1/subscriptions";
        String yaml = SavingTest.yaml(running, instance, "GET", "", "").body();
        assertThat(yaml).contains(name, "маяк");
        assertThat(SavingTest.yaml(running, instance, "POST", "?plan=true", yaml)
                        .statusCode())
                .isEqualTo(200);
        running.publish("letter", "Старий маяк у порту");
        Running.await(
                "it has alerted",
                () -> titles("/api/v1/alerts?subscription=letters").equals(List.of("Старий маяк у порту")));
        for (String feed : List.of("alerts.json", "alerts.atom")) {
            assertThat(running.send(instance, "GET", all + "/letters/" + feed, "")
                            .body())
                    .contains("Старий маяк у порту", name);
        }
        assertThat(running.send(instance, "GET", all + "/M%C3%BCller-%ED%8F%AC%EB%A1%9C", "")
                        .body())
                .contains("Müller-포로");
    }

    @Test
    void listsWhatWasThereAtATime() throws Exception {
        SavingTest.save(running, instance, Map.of("id", "past", "query", "lightship"));
        String path = "/api/v1/alerts?subscription=past";
        for (int i = 0; i < 4; i++) {
            int told = i;
            running.publish("lightship" + i, "Lightship " + i);
            Running.await("it has alerted", () -> titles(path).size() == told + 1);
        }
        JsonNode all = get(path).path("items");
        String second = all.get(2).path("created").asString();
        assertThat(titles(path + "&at=" + second)).containsExactly("Lightship 1", "Lightship 0");
        assertThat(titles(path + "&q=lightship&at=" + second)).containsExactly("Lightship 1", "Lightship 0");
        JsonNode page = get(path + "&limit=1&at=" + second);
        assertThat(titles(
                        path + "&at=" + second + "&cursor=" + page.path("next").asString()))
                .containsExactly("Lightship 0");
        assertThat(titles(path + "&at=2020-01-01T00:00:00Z")).isEmpty();
        assertThat(get("/api/v1/decisions?subscription=past&at=" + second).path("items"))
                .hasSize(2);
        assertThat(running.send(instance, "GET", path + "&at=then", "").statusCode())
                .isEqualTo(400);
    }

    private JsonNode get(String path) {
        return Json.mapper().readTree(running.send(instance, "GET", path, "").body());
    }

    private static List<String> titles(JsonNode page) {
        return page.path("items")
                .valueStream()
                .map(alert -> alert.path("title").asString())
                .toList();
    }

    private List<String> titles(String path) {
        return titles(get(path));
    }
}
