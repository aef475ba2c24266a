package org.tocsin.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;

/** The form and the list of subscriptions. */
final class SubscriptionsPageTest extends PageCase {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private Webhook webhook;

    @BeforeEach
    void listen() throws IOException {
        webhook = new Webhook();
    }

    @AfterEach
    void stop() {
        webhook.close();
    }

    @Test
    void createsAWebhookWithASecretAndKeepsTheSecretWhenTheRestChanges() throws Exception {
        Page page = visit("alerts?new=1");
        page.locator("#new-query").fill("trawler");
        field("name").fill("Trawlers");
        button("Add a destination").click();
        assertThat(row(1).locator("select")).isFocused();
        fill(row(1), "Address", webhook.address("/trawlers"));
        assertThat(row(1).getByLabel("Signing secret")).hasAttribute("type", "password");
        fill(row(1), "Signing secret", SECRET);
        row(1).getByText("One at a time, in order").click();
        button("Create").click();
        assertThat(page.getByText("Subscription created.")).isVisible();
        Locator mine = mine("Trawlers");
        assertThat(mine.locator("[data-where]")).hasText("Webhook " + webhook.address("/trawlers"));
        assertThat(mine.locator("[data-when]")).hasText("at once");

        instance().push(article("A trawler is missing off Poti"));
        Webhook.Got first = webhook.next();
        Assertions.assertThat(first.body()).contains("A trawler is missing off Poti");
        Assertions.assertThat(first.signature()).isEqualTo(first.signature(SECRET));
        JsonNode created = saved("Trawlers");
        Assertions.assertThat(created.path("destinations")
                        .path(0)
                        .path("options")
                        .path("ordered")
                        .asString())
                .isEqualTo("true");

        mine.getByText("Change", new Locator.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("#new-query")).isFocused();
        assertThat(page.locator("#new-query")).hasValue("trawler");
        assertThat(row(1).getByLabel("Signing secret")).hasValue("");
        assertThat(row(1).getByLabel("Signing secret")).hasAttribute("placeholder", "kept");
        page.locator("#new-query").fill("trawler OR dredger");
        openMore();
        page.getByLabel("Later versions of what was sent").check();
        field("labels").fill("desk/east, sea");
        field("mute.kind").selectOption("source");
        field("mute.value").fill("example.com");
        mute().click();
        button("Save").click();
        assertThat(page.getByText("Subscription changed.")).isVisible();
        assertThat(page.locator("#create > summary")).isFocused();
        assertThat(mine.locator("[data-when]")).hasText("at once · later versions · 1 muted · desk/east · sea");
        JsonNode changed = saved("Trawlers");
        Assertions.assertThat(changed.path("version").asInt()).isEqualTo(2);
        Assertions.assertThat(changed.path("query").asString()).isEqualTo("trawler OR dredger");
        Assertions.assertThat(changed.path("mutes").path(0).path("value").asString())
                .isEqualTo("example.com");
        instance().push(article("A dredger clears the channel of Poti"));
        Webhook.Got second = webhook.next();
        Assertions.assertThat(second.body()).contains("A dredger clears the channel of Poti");
        Assertions.assertThat(second.signature()).isEqualTo(second.signature(SECRET));

        mine.getByText("Change", new Locator.GetByTextOptions().setExact(true)).click();
        field("schedule.kind").selectOption("weekly");
        field("schedule.day").selectOption("friday");
        assertThat(field("schedule.zone")).hasValue("Europe/Kyiv");
        button("Unmute example.com").click();
        button("Save").click();
        assertThat(mine.locator("[data-when]"))
                .hasText("a digest on Friday at 08:30 (Europe/Kyiv) · later versions · desk/east · sea");
        Assertions.assertThat(saved("Trawlers").path("mutes")).isEmpty();
    }

    @Test
    void pausesAndResumesAndShowsTheFeeds() throws Exception {
        subscribe(
                "tugboats",
                "Tugboats",
                "tugboat",
                Map.of("channel", "webhook", "target", webhook.address("/tugboats")));
        Page page = visit("alerts");
        Locator mine = mine("Tugboats");
        mine.getByText("Pause").click();
        assertThat(mine.locator(".pill")).hasText("paused");
        assertThat(mine.getByText("Resume")).isFocused();
        Assertions.assertThat(saved("Tugboats").path("paused").asBoolean()).isTrue();
        mine.getByText("Resume").click();
        assertThat(mine.locator(".pill")).hasCount(0);
        Assertions.assertThat(saved("Tugboats").path("paused").asBoolean()).isFalse();

        for (String feed : List.of("Atom", "JSON feed")) {
            String address = mine.getByText(feed, new Locator.GetByTextOptions().setExact(true))
                    .getAttribute("href");
            Assertions.assertThat(instance().send("GET", address, "").body()).contains("Tugboats");
        }
        mine.getByText("Alerts", new Locator.GetByTextOptions().setExact(true)).click();
        page.waitForURL(url -> url.contains("sub=tugboats"));
    }

    @Test
    void showsAllRefusalsBesideTheirFieldsAndGoesToTheFirst() throws Exception {
        Page page = visit("alerts?new=1&q=icebreaker");
        button("Add a destination").click();
        row(1).locator("select").selectOption("email");
        fill(row(1), "E-mail address", "desk@example.org");
        button("Add a destination").click();
        row(2).locator("select").selectOption("matrix");
        fill(row(2), "Room", "desk");
        button("Add a destination").click();
        fill(row(3), "Address", "nowhere");
        openMore();
        page.getByLabel("Keep quiet hours").check();
        field("quietHours.zone").fill("Europe/Nowhere");
        field("perHour").fill("20000");
        page.locator(".more > summary").click();
        button("Create").click();

        assertThat(row(1).locator("select")).isFocused();
        assertThat(row(1).locator(".err")).hasText("no mail server is set; see the settings smtp and mail-from");
        assertThat(row(2).locator(".err").first()).containsText("it must be a room's id, such as !abc:example.org");
        assertThat(row(3).locator(".err")).containsText("nowhere is no http or https address");
        assertThat(page.locator("[name='quietHours.zone'] ~ .err")).containsText("Europe/Nowhere is no time zone");
        assertThat(page.locator("[name=perHour] ~ .err")).containsText("between 0, for no cap, and 10000");
        accessible("refusals");
        picture("subscription-refused");

        row(2).getByLabel("Take destination 2 out").click();
        assertThat(page.locator("[data-add]")).isFocused();
        row(1).locator("select").selectOption("terminal");
        fill(row(2), "Address", webhook.address("/icebreakers"));
        assertThat(row(2).locator(".err")).hasCount(0);
        button("Create").click();
        assertThat(field("quietHours.zone")).isFocused();
        field("quietHours.zone").fill("Asia/Seoul");
        field("perHour").fill("20");
        button("Create").click();
        assertThat(page.getByText("Subscription created.")).isVisible();
        assertThat(mine("icebreaker").locator("[data-when]"))
                .hasText("at once · quiet 22:00–07:00 (Asia/Seoul) · at most 20 an hour");
        assertThat(mine("icebreaker").locator("[data-where]"))
                .hasText("Terminal, Webhook " + webhook.address("/icebreakers"));
        forgive("422");
    }

    @Test
    void saysThatSomeoneElseChangedItAndLoadsTheLatest() throws Exception {
        subscribe("barges", "Barges", "barge", null);
        Page page = visit("alerts?edit=barges");
        assertThat(page.locator("#create > summary")).hasText("Change “Barges”");
        field("name").fill("Barges of mine");
        Assertions.assertThat(put("barges", 1, Map.of("name", "Barges of others", "query", "barge OR lighter")))
                .isEqualTo(200);
        button("Save").click();
        assertThat(page.locator("[data-conflict]")).containsText("Someone else changed this subscription");
        accessible("a conflict");

        button("Load the latest").click();
        assertThat(field("name")).hasValue("Barges of others");
        assertThat(page.locator("#new-query")).hasValue("barge OR lighter");
        field("name").fill("Barges of all");
        button("Save").click();
        assertThat(page.getByText("Subscription changed.")).isVisible();
        Assertions.assertThat(saved("Barges of all").path("version").asInt()).isEqualTo(3);
        forgive("412");
    }

    @Test
    void triesADraftOnThePast() throws Exception {
        subscribe("tried", "Tried", "topic:kursk", null);
        Page page = visit("alerts");
        mine("Tried").getByText("Try").click();
        Locator trial = page.locator("[data-trial]");
        assertThat(trial).not().hasAttribute("data-trial", "0");
        assertThat(trial.locator("li.related .why mark").first()).isVisible();
        assertThat(trial.locator("li.related > div > mark.hit").first()).isVisible();
        openMore();
        field("perHour").fill("1");
        assertThat(trial).containsText("The form has changed since");
        picture("subscription-tried");

        page.route("**/api/v1/subscriptions/preview?**", SubscriptionsPageTest::broad);
        button("7 d").first().click();
        button("Try on the past").click();
        assertThat(trial.locator("[data-warning]")).hasText("Look here: the query matches 97.0 % of all articles");
        assertThat(trial.locator("li.related")).containsText("<img src=x onerror=window.hacked=12>");
        Assertions.assertThat(page.evaluate("window.hacked")).isNull();
        page.unroute("**/api/v1/subscriptions/preview?**");

        page.route("**/api/v1/subscriptions/preview?**", route -> {});
        button("Try on the past").click();
        assertThat(page.getByText("Reading the articles of the last 7 days")).isVisible();
        accessible("a trial under way");
        button("Stop").click();
        assertThat(page.locator("[data-try]")).isFocused();
        assertThat(page.locator("[aria-labelledby=trial]")).hasCount(0);
    }

    private static void broad(Route route) {
        Assertions.assertThat(route.request().url()).contains("days=7");
        route.fulfill(new Route.FulfillOptions()
                .setContentType("application/json")
                .setBody(Json.line(Map.of(
                        "articles",
                        1_000,
                        "matches",
                        970,
                        "alerts",
                        400,
                        "digests",
                        2,
                        "share",
                        0.97,
                        "warning",
                        "the query matches 97.0 % of all articles",
                        "latest",
                        List.of(Map.of(
                                "article",
                                "a",
                                "title",
                                "<img src=x onerror=window.hacked=12>",
                                "published",
                                Instant.now().toString(),
                                "spans",
                                List.of()))))));
    }

    @Test
    void fitsAndIsAccessibleWithAllOfItsFields() throws Exception {
        subscribe("whole", "Whole", "topic:kursk", Map.of("channel", "ntfy", "target", webhook.address("/desk")));
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : new int[] {1360, 360}) {
                open(width, 900, scheme);
                String name = "%s-%d".formatted(scheme.name().toLowerCase(Locale.ROOT), width);
                Page page = visit("alerts");
                mine("Whole").waitFor();
                whole("subscriptions-" + name);
                visit("alerts?new=1");
                page.locator("#new-query").waitFor();
                whole("subscription-new-" + name);
                visit("alerts?edit=whole");
                assertThat(row(1).getByLabel("Address of the topic")).hasValue(webhook.address("/desk"));
                button("Add a destination").click();
                row(2).locator("select").selectOption("json");
                openMore();
                page.getByLabel("Keep quiet hours").check();
                field("schedule.kind").selectOption("weekly");
                field("mute.value").fill("a story");
                mute().click();
                whole("subscription-filled-" + name);
                for (String channel : List.of("webhook", "slack", "telegram", "matrix", "kafka", "file", "terminal")) {
                    row(2).locator("select").selectOption(channel);
                    fits(channel + " " + name);
                }
            }
        }
    }

    @Test
    void offersEveryChannel() throws Exception {
        Page page = visit("alerts");
        Object offered = page.evaluate("import('/assets/texts.js').then(texts => Object.keys(texts.T.channels))");
        String refusal = instance()
                .send(
                        "POST",
                        "/api/v1/subscriptions",
                        Json.line(Map.of(
                                "query",
                                "nothing",
                                "destinations",
                                List.of(Map.of("channel", "telex", "target", "1")))))
                .body();
        String names = refusal.replaceFirst("(?s).*?it must be one of ([\\w, ]+).*", "$1");
        Assertions.assertThat(offered)
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder((Object[]) names.split(", ", -1));
    }

    @Test
    void changesThePresentWhileThePastIsLookedAt() {
        Page page = visit("alerts?new=1&at=" + Instant.now().minusSeconds(86_400));
        assertThat(page.locator("#create")).containsText("As it is now.");
        assertThat(page.locator("[aria-labelledby=mine]")).containsText("As it is now.");
    }

    private void whole(String name) throws IOException {
        fits(name);
        accessible(name);
        page().screenshot(new Page.ScreenshotOptions()
                .setPath(SHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }

    private Locator field(String name) {
        return page().locator("#create [name='" + name + "']");
    }

    /** The button of the form; alerts have one of that name too. */
    private Locator mute() {
        return page().locator("#create")
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName("Mute").setExact(true));
    }

    private Locator row(int number) {
        return page().locator("[data-row]").nth(number - 1);
    }

    private static void fill(Locator row, String label, String text) {
        row.getByLabel(label).fill(text);
    }

    private void openMore() {
        if (!Boolean.TRUE.equals(page().locator(".more").evaluate("e => e.open"))) {
            page().locator(".more > summary").click();
        }
    }

    private Locator mine(String name) {
        return page().locator("[aria-labelledby=mine] li")
                .filter(new Locator.FilterOptions().setHas(page().locator("bdi:text-is('" + name + "')")));
    }

    private static void subscribe(String id, String name, String query, @Nullable Map<String, String> destination)
            throws Exception {
        String body = Json.line(Map.of(
                "id",
                id,
                "name",
                name,
                "query",
                query,
                "destinations",
                destination == null ? List.of() : List.of(destination)));
        Assertions.assertThat(
                        instance().send("POST", "/api/v1/subscriptions", body).statusCode())
                .isEqualTo(201);
    }

    private static int put(String id, int version, Map<String, String> changes) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(instance().address() + "/api/v1/subscriptions/" + id))
                .PUT(HttpRequest.BodyPublishers.ofString(Json.line(changes)))
                .header("Content-Type", "application/json")
                .header("If-Match", "\"" + version + "\"")
                .build();
        return instance()
                .http()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** The subscription of that name, as the server has it. */
    private static JsonNode saved(String name) throws Exception {
        for (JsonNode one : Json.mapper()
                .readTree(instance().send("GET", "/api/v1/subscriptions", "").body())) {
            if (one.path("name").asString("").equals(name)) {
                return one;
            }
        }
        throw new AssertionError("no subscription " + name);
    }
}
