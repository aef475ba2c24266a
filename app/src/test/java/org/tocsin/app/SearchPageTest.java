package org.tocsin.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.SelectOption;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Queries typed on the page, and texts that want to run. */
final class SearchPageTest extends PageCase {
    @Test
    void filtersByQueriesAndNamesMistakesAsOneTypes() {
        Page page = visit("search");
        Locator field = page.locator("[data-query]");
        field.pressSequentially("\"prisoner");
        assertThat(page.locator(".err")).containsText("column 1");
        field.fill("");
        field.pressSequentially("topic:kur");
        page.locator("[role=option]").first().click();
        assertThat(field).hasValue("topic:kursk ");
        assertThat(page.locator("[data-count]"))
                .hasAttribute("data-count", String.valueOf(instance().count("topic:kursk")));
        picture("search");
    }

    /** A view of the last hours begins a little later at each look; that alone is no reason to look again. */
    @ParameterizedTest
    @ValueSource(strings = {"search?q=kursk&w=P7D", "topic/kursk?w=PT24H", "map?w=PT6H", "alerts?q=kursk&new=1"})
    void asksOnceWhileNothingComes(String view) {
        AtomicInteger asked = new AtomicInteger();
        page().onRequest(request -> {
            if (request.url().contains("/api/v1/articles?")) {
                asked.incrementAndGet();
            }
        });
        visit(view);
        page().waitForTimeout(4_000);
        Assertions.assertThat(asked.get()).as("requests for articles").isBetween(1, 6);
    }

    @Test
    void keepsWhatMoreHasBroughtInAWindow() {
        Page page = visit("search?w=P7D");
        Locator articles = page.locator("[data-list] .art");
        assertThat(articles).hasCount(40);
        assertThat(page.locator(".state")).hasText("Live");
        button("More").last().click();
        assertThat(articles).not().hasCount(40);
        page.waitForTimeout(1_500);
        assertThat(articles).not().hasCount(40);
    }

    @Test
    void handsOnNoQueryThatCannotBeRead() {
        Page page = visit("search?q=kursk");
        assertThat(page.locator("[data-count]")).not().hasAttribute("data-count", "0");
        page.locator("[data-query]").fill("kursk (");
        press("Enter");
        page.locator("#query-error").waitFor();
        Assertions.assertThat(page.url()).endsWith("q=kursk");
        assertThat(page.locator("[data-count]")).not().hasAttribute("data-count", "0");
    }

    @Test
    void gathersUpToFourToCompareByClicking() throws IOException {
        Page page = visit("topics?w=PT24H");
        Locator picks = page.locator("[aria-label=Topics] .pick");
        picks.first().click();
        assertThat(picks.first()).hasAttribute("aria-pressed", "true");
        page.locator("[aria-label=Sources] .pick").first().click();
        picture("chosen");
        visit("entity/Q423?n=North%20Korea&w=PT24H");
        page.locator("a:text-is('Add to comparison')").click();
        assertThat(page.locator(".grid3 > section")).hasCount(3);
        Locator adder = page.locator("select");
        adder.selectOption(
                new SelectOption().setLabel(adder.locator("option").last().innerText()));
        assertThat(page.locator(".grid3 > section")).hasCount(4);
        assertThat(adder).hasCount(0);
        accessible("four side by side");
    }

    @Test
    void hasAPageForANameThatNoListHasAndForASourceOfAnyName() throws Exception {
        var articles = article("Professor Anneliese Brockhoven spoke about floods in Paris");
        String outlet = "World ~ news | The \u00a0Example 100%";
        ((ObjectNode) articles.get(0))
                .put("url", "https://outlet-of-any-name.example/floods")
                .putObject("source")
                .put("name", outlet);
        instance().push(articles);
        String person = "entity:\"person:Anneliese Brockhoven\"";
        Instance.await("she is searchable", () -> instance().count(person) == 1);
        Page page = visit("entity/" + encoded("person:Anneliese Brockhoven") + "?w=PT24H&n=Anneliese%20Brockhoven");
        assertThat(page.locator("[data-list] .art")).hasCount(1);
        assertThat(page.locator(".state")).hasText("Live");

        visit("search?q=brockhoven");
        page.locator(".facet button:has-text('Brockhoven')").click();
        assertThat(page.locator("[data-count]")).hasAttribute("data-count", "1");
        page.locator(".facet button:has-text('Brockhoven')").waitFor();

        page.locator("[data-list] .art").first().waitFor();
        String source = Json.mapper()
                .readTree(instance()
                        .send("GET", "/api/v1/articles?q=brockhoven&facets=source", "")
                        .body())
                .path("facets")
                .path("source")
                .path(0)
                .path("id")
                .asString();
        visit("source/" + encoded(source) + "?w=PT24H&n=" + encoded(outlet));
        page.locator("a:text-is('Add to comparison')").click();
        assertThat(page.locator(".grid3 > section").last()).containsText("1 article");
        visit("topics?w=PT24H");
        assertThat(page.locator("[aria-label=Topics] .pick").first()).isVisible();
        assertThat(page.locator("main .bar .chip").last()).containsText("World ~ news | The");
        page.locator("[data-alert]").first().waitFor();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** North Korea by another of its names: what is counted is what is found. */
    @Test
    void countsATimelineByAnyNameOfAThing() throws Exception {
        JsonNode series = Json.mapper()
                .readTree(instance()
                        .send("GET", "/api/v1/series?window=PT24H&q=" + encoded("entity:\"DPRK\""), "")
                        .body());
        Assertions.assertThat(series.path("items").size()).isPositive();
        for (JsonNode line : series.path("items")) {
            Assertions.assertThat(line.path("counts")
                            .valueStream()
                            .mapToLong(JsonNode::asLong)
                            .sum())
                    .as(line.path("id").asString())
                    .isEqualTo(line.path("count").asLong())
                    .isPositive();
        }
    }

    @Test
    void saysThatThereIsNoSuchView() {
        Page page = visit("constructor");
        assertThat(page.locator("main h2")).hasText("There is no such view");
        visit("now?at=banana");
        assertThat(page.locator(".state")).hasText("Live");
    }

    @Test
    void completesANameOfSeveralWords() {
        Page page = visit("search");
        Locator field = page.locator("[data-query]");
        field.pressSequentially("kursk AND entity:\"North K");
        Locator offered = page.locator("[role=option]");
        assertThat(offered.first()).containsText("North Korea");
        press("ArrowDown", "Enter");
        Assertions.assertThat(field.inputValue())
                .startsWith("kursk AND entity:")
                .doesNotContain("North K\"");
        assertThat(page.locator(".err")).hasCount(0);
        assertThat(page.locator("[data-count]"))
                .hasAttribute(
                        "data-count",
                        String.valueOf(instance().count(field.inputValue().strip())));
    }

    @Test
    void pointsAtTheColumnOfAMistakeOnAPhone() {
        open(360, 740, ColorScheme.LIGHT);
        Page page = visit("now");
        assertThat(page.locator(".state")).hasText("Live");
        page.locator("[data-query]").fill("(prisoner OR captured) AND topic:kursk AND )");
        Locator shown = page.locator(".err pre");
        assertThat(shown).containsText(")");
        List<String> lines = shown.innerText().lines().toList();
        Assertions.assertThat(lines).hasSize(2);
        Assertions.assertThat(lines.get(0).charAt(lines.get(1).indexOf('▲'))).isEqualTo(')');
        Object wide = shown.evaluate("e => e.getClientRects()[0].height / parseFloat(getComputedStyle(e).lineHeight)");
        Assertions.assertThat(((Number) wide).doubleValue()).as("lines").isLessThan(2.5);

        // an address that someone has sent
        visit("now?q=(prisoner");
        assertThat(page.locator("#query-error")).isVisible();
        assertThat(page.locator(".state")).hasText("Check the query");
        forgive("400");
    }

    /** On an instance of its own, since the sources of other tests are more than the page lists. */
    @Test
    void fitsOnAPhoneWhateverASourceIsCalled(@TempDir Path directory) throws Exception {
        var articles = article("Unbreakable outlets are quoted");
        ((ObjectNode) articles.get(0)).putObject("source").put("name", "W".repeat(80));
        try (Instance own = new Instance(directory)) {
            own.push(articles);
            Instance.await("it is searchable", () -> own.count("unbreakable") == 1);
            open(360, 740, ColorScheme.LIGHT);
            for (String view :
                    List.of("search?q=unbreakable", "sources", "stories?q=unbreakable", "topics?q=unbreakable")) {
                visit(own, view);
                page().locator("main").getByText("WWWW").first().waitFor();
                fits(view);
            }
            // before the instance goes, so that the page does not miss it
            page().navigate("about:blank");
        }
    }

    @Test
    void runsNothingThatStandsInArticles() throws Exception {
        instance().attack();
        for (String view : List.of("now", "search?q=hostile", "stories?sort=novelty", "sources", "topics")) {
            visit(view);
            page().waitForTimeout(800);
            Assertions.assertThat(page().evaluate("window.hacked")).as(view).isNull();
        }
        visit("search?q=hostile");
        int found = Math.toIntExact(instance().count("hostile"));
        Assertions.assertThat(found).isGreaterThan(1);
        assertThat(page().locator("[data-list] .art")).hasCount(found);
        Assertions.assertThat(page().locator("[data-list]")
                        .locator("script, iframe, img, style, svg, [onload], [onerror]")
                        .count())
                .as("elements that came with articles")
                .isZero();
        Assertions.assertThat(page().evaluate(
                                "[...document.querySelectorAll('a')].every(a => /^(https?:|$)/.test(a.protocol))"))
                .isEqualTo(true);
    }
}
