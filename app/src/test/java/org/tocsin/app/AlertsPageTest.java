package org.tocsin.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;

/** Subscriptions, the inbox, verdicts and the delivery log. */
final class AlertsPageTest extends PageCase {
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
    void previewsAndCreatesASubscriptionAndReceivesItsAlert() throws Exception {
        Page page = visit("search?q=ferryman");
        page.keyboard().press("Escape");
        page.locator("[data-alert]").click();
        assertThat(page.locator("#new-query")).hasValue("ferryman");
        page.locator("#new-query").fill("topic:kursk");
        assertThat(page.locator("[data-preview]")).not().hasAttribute("data-preview", "0");
        picture("subscribe");
        page.locator("#new-query").fill("ferryman");
        assertThat(page.locator("[data-preview]")).hasAttribute("data-preview", "0");
        page.locator("input[name=name]").fill("Ferries");
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Create").setExact(true))
                .click();
        assertThat(page.getByText("Subscription created.")).isVisible();

        instance().push(article("The ferryman of Kherson works again"));

        Locator alert = page.locator("[data-inbox] li")
                .filter(new Locator.FilterOptions().setHasText("The ferryman of Kherson"));
        assertThat(alert).isVisible();
        assertThat(alert.locator("mark").first()).hasText("ferryman");
        alert.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Good"))
                .click();
        assertThat(page.getByText("Noted.")).isVisible();
        picture("alerts");
    }

    @Test
    void keepsVerdictsShowsDeliveriesAndMutesAStory() throws Exception {
        String file = instance().alertFile("lightships.jsonl").toString();
        Assertions.assertThat(instance()
                        .send(
                                "POST",
                                "/api/v1/subscriptions",
                                Json.line(Map.of(
                                        "id", "lightships",
                                        "name", "Lightships",
                                        "query", "lightship",
                                        "destinations", List.of(Map.of("channel", "file", "target", file)))))
                        .statusCode())
                .isEqualTo(201);
        instance().push(article("A lightship is moored off Ochakiv"));
        Page page = visit("alerts?sub=lightships");
        Locator inbox = page.locator("[data-inbox] > li");
        assertThat(inbox).hasCount(1);
        Locator log = page.locator("[aria-labelledby=deliveries] tr")
                .filter(new Locator.FilterOptions().setHasText("A lightship is moored off Ochakiv"));
        assertThat(log.first().locator(".pill")).hasText("delivered");

        verdict("Wrong").click();
        assertThat(verdict("Wrong")).hasAttribute("aria-pressed", "true");
        visit("alerts?sub=lightships");
        assertThat(verdict("Wrong")).hasAttribute("aria-pressed", "true");
        verdict("Good").click();
        assertThat(verdict("Good")).hasAttribute("aria-pressed", "true");
        assertThat(verdict("Wrong")).hasAttribute("aria-pressed", "false");

        verdict("Mute").click();
        assertThat(page.getByText("“Lightships” says no more about this story."))
                .isVisible();
        assertThat(verdict("Mute")).hasAttribute("aria-pressed", "true");
        picture("verdicts");
        Assertions.assertThat(subscription().path("mutes")).hasSize(1);
        Assertions.assertThat(subscription().path("mutes").path(0).path("kind").asString())
                .isEqualTo("story");

        verdict("Mute").click();
        assertThat(verdict("Mute")).hasAttribute("aria-pressed", "false");
        Assertions.assertThat(subscription().path("mutes")).isEmpty();
    }

    @Test
    void sendsAgainWhatFailed() throws Exception {
        webhook.answers(500);
        subscribe("ferries", "Pontoons", "pontoon", webhook.address("/pontoons"));
        instance().push(article("A pontoon is towed to Nikopol"));
        visit("alerts");
        Locator rows = page().locator("[aria-labelledby=deliveries] tr")
                .filter(new Locator.FilterOptions().setHasText("A pontoon is towed to Nikopol"));
        // the next attempt of its own is minutes away then
        assertThat(rows.first()).containsText("attempt 2");
        assertThat(rows.first().locator(".pill")).hasText("failed");
        assertThat(rows.getByText("Send again")).hasCount(1);
        webhook.answers(204);
        rows.first().getByText("Send again").click();
        assertThat(page().getByText("On its way again to 1 destination.")).isVisible();
        assertThat(rows.first().locator(".pill")).hasText("delivered");
        assertThat(rows.first()).containsText("sent again by hand");
        assertThat(rows.getByText("Send again")).hasCount(0);
        Assertions.assertThat(webhook.next().body()).contains("A pontoon is towed to Nikopol");
        accessible("deliveries");
    }

    @Test
    void showsAnEndpointThatIsDisabledAndEnablesIt() throws Exception {
        webhook.answers(410);
        subscribe("floats", "Floats", "float", webhook.address("/floats"));
        instance().push(article("A float drifts past Ochakiv"));
        visit("alerts?sub=floats");
        assertThat(mine("Floats").locator(".pill")).hasText("endpoint disabled");
        assertThat(mine("Floats")).containsText("no longer go to its webhook");
        assertThat(page().locator("[aria-labelledby=deliveries] tr")
                        .filter(new Locator.FilterOptions().setHasText("A float drifts past Ochakiv"))
                        .locator(".pill"))
                .hasText("gone, endpoint disabled");
        mine("Floats").getByText("Enable again").click();
        assertThat(mine("Floats").locator(".pill")).hasCount(0);
    }

    private static void subscribe(String id, String name, String query, String webhook) throws Exception {
        String body = Json.line(Map.of(
                "id",
                id,
                "name",
                name,
                "query",
                query,
                "destinations",
                List.of(Map.of("channel", "webhook", "target", webhook))));
        Assertions.assertThat(
                        instance().send("POST", "/api/v1/subscriptions", body).statusCode())
                .isEqualTo(201);
    }

    private Locator mine(String name) {
        return page().locator("[aria-labelledby=mine] li").filter(new Locator.FilterOptions().setHasText(name));
    }

    private static JsonNode subscription() throws Exception {
        return Json.mapper()
                .readTree(instance()
                        .send("GET", "/api/v1/subscriptions/lightships", "")
                        .body());
    }

    private Locator verdict(String name) {
        return page().locator("[data-inbox] > li")
                .first()
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }
}
