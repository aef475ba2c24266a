package org.tocsin.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The page as a whole: small, large, dark. */
final class PageTest extends PageCase {
    private static final Path NEWS = Path.of("../../shared/data/news/rss-world-2023-06_07.jsonl.gz");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "now?w=PT6H",
                "stories",
                "topics",
                "map",
                "search?q=kursk",
                "alerts",
                "sources",
                "system",
                "topic/kursk",
                "compare?with=topic~kursk~|topic~dprk-troops~"
            })
    void isAccessibleAndFitsSmallAndDarkScreens(String view) throws IOException {
        String name = view.replaceAll("\\W.*", "");
        visit(view);
        page().waitForTimeout(1_500);
        picture("view-" + name);
        accessible(view);
        open(360, 740, ColorScheme.DARK);
        visit(view);
        page().waitForTimeout(1_000);
        picture("phone-" + name);
        fits(view + " at 360 pixels");
        accessible(view + " dark");
    }

    /** Articles of real feeds, as they are, but for their time, which is of the last hours. */
    @Test
    void showsRealNewsInEachView(@TempDir Path directory) throws Exception {
        assumeTrue(Files.exists(NEWS), "skipped: ../shared/data is absent");
        ArrayNode articles = Json.mapper().createArrayNode();
        Instant now = Instant.now();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(NEWS)), StandardCharsets.UTF_8))) {
            lines.lines()
                    .limit(300)
                    .forEach(line -> articles.add(((ObjectNode) Json.mapper().readTree(line))
                            .put(
                                    "published",
                                    now.minusSeconds(30L * (300 - articles.size()))
                                            .toString())));
        }
        String first = articles.get(0).path("title").asString();
        try (Instance own = new Instance(directory)) {
            long before = own.count("");
            own.push(articles);
            Instance.await("the news is searchable", () -> own.count("") > before + 250);
            for (String view : List.of("now?w=PT6H", "stories", "topics?w=PT24H", "map?w=PT24H", "sources", "system")) {
                visit(own, view);
                page().waitForTimeout(1_000);
                Assertions.assertThat(page().locator("main").innerText())
                        .as(view)
                        .doesNotContain("That did not work");
                picture("news-" + view.replaceAll("\\W.*", ""));
                fits(view);
            }
            visit(
                    own,
                    "search?q="
                            + URLEncoder.encode("\"" + first.replace("\"", "") + "\"", StandardCharsets.UTF_8)
                                    .replace("+", "%20"));
            page().locator("[data-list] .art").first().waitFor();
            assertThat(page().locator("[data-list] .art h4").first()).containsText(first.substring(0, 20));
            visit(own, "now?w=PT6H");
            page().locator("[data-list] .art [href^='#/entity/']").first().click();
            page().locator("[data-list] .art").first().waitFor();
            visit(own, "topics?w=PT24H");
            page().locator("[aria-label=Sources] a").first().click();
            page().locator("[data-list] .art").first().waitFor();
            page().navigate("about:blank");
        }
    }

    @Test
    void fillsAWallScreen() {
        open(3840, 2160, ColorScheme.DARK);
        Page page = visit("now?w=PT6H");
        page.locator("[data-list] .art").first().waitFor();
        int before = width();
        page.keyboard().press("w");
        page.waitForFunction("() => document.querySelector('main').clientWidth > 3600");

        Object pixels =
                page.evaluate("Math.round(parseFloat(getComputedStyle(document.querySelector('.art h4')).fontSize))");
        Assertions.assertThat((Integer) pixels)
                .as("pixels of a headline that is read from afar")
                .isGreaterThanOrEqualTo(36);
        picture("wall");
        page.keyboard().press("2");
        page.locator(".story").first().waitFor();
        Assertions.assertThat(width()).as("in the next view").isGreaterThan(3_600);

        page.keyboard().press("w");
        page.waitForFunction("before => document.querySelector('main').clientWidth === before", before);
    }

    private int width() {
        return (Integer) page().evaluate("document.querySelector('main').clientWidth");
    }

    @Test
    void keepsLightOrDarkAndSaysTheTimeInUtcOnHover() {
        Page page = visit("stories");
        page.keyboard().press("d");
        Assertions.assertThat(page.evaluate("document.documentElement.dataset.theme"))
                .isEqualTo("dark");
        page.reload();
        Assertions.assertThat(page.evaluate("getComputedStyle(document.body).colorScheme"))
                .isEqualTo("dark");
        Locator time = page.locator("main time").first();
        String utc = String.valueOf(time.getAttribute("title"));
        Assertions.assertThat(utc).endsWith(" UTC");
        String there = java.time.LocalTime.parse(utc.substring(11, 16))
                .atDate(java.time.LocalDate.parse(utc.substring(0, 10)))
                .atZone(java.time.ZoneOffset.UTC)
                .withZoneSameInstant(java.time.ZoneId.of("Europe/Kyiv"))
                .format(java.time.format.DateTimeFormatter.ofPattern("hh:mm"));
        assertThat(time).containsText(there.replaceFirst("^0", ""));
    }
}
