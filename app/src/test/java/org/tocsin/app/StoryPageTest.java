package org.tocsin.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;

/** The page of one story. */
final class StoryPageTest extends PageCase {
    @Test
    void hasLanesThatAreReadAndTappedOnAPhone() throws IOException {
        open(360, 740, ColorScheme.LIGHT);
        Page page = visit("stories?w=PT24H");
        page.locator(".story h4 a").first().click();
        Locator lanes = page.locator(".lanes svg:has(circle)");
        lanes.first().waitFor();

        Object lowest = page.evaluate(
                "Math.min(...[...document.querySelectorAll('.lanes svg')].map(e => e.getBoundingClientRect().height))");
        Assertions.assertThat(((Number) lowest).doubleValue())
                .as("pixels of the lowest lane")
                .isGreaterThanOrEqualTo(24);
        Object smallest = page.evaluate(
                "Math.min(...[...document.querySelectorAll('.lanes text:not(:nth-child(even)), .lanes bdi')].map(e => e.getBoundingClientRect().height))");
        Assertions.assertThat(((Number) smallest).doubleValue())
                .as("pixels of the smallest text")
                .isGreaterThanOrEqualTo(12);
        fits("a story at 360 pixels");
        accessible("a story on a phone");
        picture("phone-story");

        String source = page.locator(".lanes bdi").nth(1).innerText();
        lanes.nth(1).click();
        Locator nearest = page.locator("[data-list] > [data-item]:focus");
        assertThat(nearest.locator(".meta b")).hasText(source);
        assertThat(nearest).isInViewport();

        page.locator(".lanes button").first().focus();
        press("Enter");
        Locator first = page.locator("[data-list] > [data-item]").first();
        assertThat(first).isFocused();
        assertThat(first).isInViewport();
    }

    @Test
    void bearsItsHeadlineAndSubscribesToMoreOfTheKind() {
        Page page = visit("stories?w=PT24H");
        page.locator(".story h4 a").first().click();
        page.locator("#lanes").waitFor();
        assertThat(page).hasTitle(page.locator("main h2").innerText() + " · Tocsin");
        press("a");
        assertThat(page.locator("#new-query")).hasValue(Pattern.compile("(topic|entity):"));
        assertThat(page.locator("[data-preview]")).not().hasAttribute("data-preview", "0");
        assertThat(page).hasTitle("Alerts · Tocsin");
    }

    @Test
    void saysHowManyArticlesItDoesNotShowAndLoadsThem() {
        Page page = visit("stories?w=PT24H");
        page.route(
                "**/api/v1/stories/*?*",
                route -> route.resume(
                        new Route.ResumeOptions().setUrl(route.request().url().replace("limit=200", "limit=1"))));
        page.locator(".story h4 a").first().click();
        Locator articles = page.locator("[aria-labelledby=order] [data-item]");
        assertThat(articles).hasCount(1);
        String size = page.locator("h2 + .meta b").innerText();
        int left = Integer.parseInt(size.replaceAll("\\D", "")) - 1;
        Locator more = page.locator("[aria-labelledby=order] [data-more]");
        assertThat(more).hasText("More (" + left + ")");
        more.click();
        assertThat(articles).hasCount(2);
    }

    @Test
    void saysThatThereIsNoSuchStoryAndLeadsBack() {
        Page page = visit("story/none");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("none");
        page.getByText("All stories").click();
        page.locator(".story").first().waitFor();
        forgive("404");
    }

    /** However many larger ones there are. */
    @Test
    void theNewestStoryComesFirstByNovelty() throws Exception {
        String headline = "Quixotic beekeepers found a museum of honey";
        instance().push(article(headline));
        Instance.await("it is searchable", () -> instance().count("quixotic") == 1);
        Assertions.assertThat(instance()
                        .send("GET", "/api/v1/stories?sort=novelty&limit=1", "")
                        .body())
                .contains(headline);
        HttpResponse<String> system = instance().send("GET", "/api/v1/system", "");
        JsonNode latency = Json.mapper().readTree(system.body()).path("latency").path("ingested to enriched");
        Assertions.assertThat(latency.path("p50").asLong()).as(system.body()).isPositive();
        for (String verdict : List.of("null", "{}", "{\"verdict\": null}", "{\"verdict\": \"perhaps\"}")) {
            HttpResponse<String> refused = instance().send("POST", "/api/v1/alerts/none/feedback", verdict);
            Assertions.assertThat(refused.statusCode()).as(verdict).isBetween(400, 422);
            Assertions.assertThat(refused.body()).contains("verdict must be one of");
        }
    }
}
