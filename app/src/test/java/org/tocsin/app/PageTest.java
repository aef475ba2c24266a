package org.tocsin.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Json;

/** The page in the system's Chromium, over a whole instance; pictures of it stand in {@code target/screenshots}. */
final class PageTest {
    private static final Path SHOTS = Path.of("target/screenshots");
    private static final double PATIENCE_MS = 30_000;

    @TempDir
    private static Path directory;

    private static @Nullable Playwright playwright;
    private static @Nullable Instance started;
    private static @Nullable Browser browser;
    private final List<String> complaints = new ArrayList<>();
    private @Nullable BrowserContext context;
    private @Nullable Page opened;

    @BeforeAll
    static void start() throws Exception {
        Path chromium = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        assumeTrue(chromium != null, "skipped: no Chromium is installed (on Debian: apt-get install chromium)");
        Files.createDirectories(SHOTS);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium)
                        .setArgs(List.of("--no-sandbox")));
        started = new Instance(directory);
    }

    @AfterAll
    static void stop() {
        if (playwright != null) {
            playwright.close();
        }
        if (started != null) {
            started.close();
        }
    }

    @BeforeEach
    void open() {
        open(1360, 900, ColorScheme.LIGHT);
    }

    private void open(int width, int height, ColorScheme scheme) {
        if (context != null) {
            context.close();
        }
        context = Objects.requireNonNull(browser)
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, height)
                        .setColorScheme(scheme)
                        .setTimezoneId("Europe/Kyiv"));
        context.setDefaultTimeout(PATIENCE_MS);
        com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text() + " " + message.location());
            }
        });
        page.onPageError(complaints::add);
        opened = page;
    }

    @AfterEach
    void hasAQuietConsole() {
        if (context != null) {
            context.close();
        }
        assertThat(complaints).as("errors of the console").isEmpty();
    }

    private static Instance instance() {
        return Objects.requireNonNull(started);
    }

    private Page page() {
        return Objects.requireNonNull(opened);
    }

    private Page visit(String state) {
        page().navigate("about:blank");
        page().navigate(instance().address() + "/#/" + state);
        page().locator("main h2")
                .first()
                .waitFor(new Locator.WaitForOptions()
                        .setState(com.microsoft.playwright.options.WaitForSelectorState.ATTACHED));
        return page();
    }

    private void picture(String name) {
        page().screenshot(new Page.ScreenshotOptions().setPath(SHOTS.resolve(name + ".png")));
    }

    @Test
    void showsArticlesAsTheyCome() throws Exception {
        Page page = visit("now?w=PT6H");
        assertThat(page.locator(".state")).hasText("Live");
        assertThat(page.locator("[data-list] .art mark").first()).isVisible();
        assertThat(page.locator(".plot canvas").first()).isVisible();

        instance().push(article("A lighthouse keeper sees the fleet off Odesa"));

        assertThat(page.locator("[data-list] h4").first()).hasText("A lighthouse keeper sees the fleet off Odesa");
        picture("now");
    }

    @Test
    void pausesAndCatchesUpWithoutLoss() throws Exception {
        Page page = visit("now?q=harbour");
        page.locator("[data-pause]").click();
        for (int i = 0; i < 5; i++) {
            instance().push(article("Harbour report number " + i));
        }
        assertThat(page.locator("[data-pause]")).hasText("Catch up (5 new)");
        assertThat(page.locator("[data-list] .art")).hasCount(0);

        page.locator("[data-pause]").click();

        assertThat(page.locator("[data-list] .art")).hasCount(5);
    }

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
    void travelsToThePastInEveryViewAndPlaysItOn() {
        Instant start = Instant.now().minusSeconds(2 * 3600);
        Page page = visit("now?at=" + start + "&w=PT6H");
        assertThat(page.locator(".state")).hasText("In the past");
        long before = instance().count("");
        page.locator("[data-list] .art").first().waitFor();
        int shown = page.locator("[data-list] .art").count();
        org.assertj.core.api.Assertions.assertThat((long) shown).isBetween(1L, before - 1);

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("1000×"))
                .click();

        assertThat(page.locator("[data-list] .art").nth(shown)).isVisible();
        picture("time-travel");
    }

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
        Object overflow =
                page().evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(((Number) overflow).intValue()).as("pixels beyond 360").isLessThanOrEqualTo(0);
        accessible(view + " dark");
    }

    private void accessible(String what) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                PageTest.class.getResourceAsStream("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js"))) {
            // evaluated, not added as an element: the policy lets no inline script run
            page().evaluate(new String(in.readAllBytes(), StandardCharsets.UTF_8) + ";0");
        }
        Object found = page().evaluate(
                        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}).then(r => r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + n.failureSummary).join(' | ')))");
        assertThat((List<?>) found).as(what).isEmpty();
    }

    @Test
    void worksByKeyboardAlone() {
        Page page = visit("now");
        page.locator("[data-list] .art").first().waitFor();
        page.keyboard().press("?");
        assertThat(page.locator("dialog[open] dt").first()).isVisible();
        page.keyboard().press("Escape");
        page.keyboard().press("j");
        org.assertj.core.api.Assertions.assertThat(page.evaluate("document.activeElement.hasAttribute('data-item')"))
                .isEqualTo(true);
        page.keyboard().press("/");
        org.assertj.core.api.Assertions.assertThat(page.evaluate("document.activeElement.id"))
                .isEqualTo("query");
        page.keyboard().press("Escape");
        page.keyboard().press("2");
        assertThat(page.locator("nav a[aria-current]")).hasText("Stories");
        page.locator(".story").first().waitFor();
        page.keyboard().press("j");
        page.keyboard().press("Enter");
        assertThat(page.locator("#lanes")).isVisible();
        picture("story");
    }

    @Test
    void retriesADeadLetterFromTheSystemPage() throws Exception {
        instance().garble("{\"title\": \"torn");
        Page page = visit("system");
        Locator letters = page.locator("[aria-labelledby=dead] tr")
                .filter(new Locator.FilterOptions().setHasText("{\"title\": \"torn"));
        assertThat(letters).hasCount(1);
        String before = letters.first().locator(".note").innerText();
        assertThat(letters.first().locator("td").nth(2)).not().isEmpty();
        picture("dead-letter");

        letters.first()
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Try again"))
                .click();

        assertThat(page.getByText("Written to its topic again.")).isVisible();
        // it fails again, at its new offset
        assertThat(letters.locator(".note")).not().hasText(before);
        assertThat(letters).hasCount(1);
    }

    @Test
    void showsPlacesOnTheMapMovesThroughTimeAndPartsClusters() {
        Page page = visit("map?w=PT6H");
        page.locator(".map .land").nth(100).waitFor();
        Locator spots = page.locator(".map circle");
        spots.first().waitFor();
        Locator many = page.locator(".map circle.many");
        int clusters = many.count();
        org.assertj.core.api.Assertions.assertThat(clusters).isPositive();
        picture("map");

        many.first().focus();
        page.keyboard().press("Enter");
        assertThat(page.locator(".map svg > g").first()).not().hasAttribute("transform", "translate(0,0) scale(1)");

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Whole world"))
                .click();
        page.locator(".map circle:not(.many)").first().focus();
        page.keyboard().press("Enter");
        page.locator("[data-list] .art").first().waitFor();

        page.locator("input[type=range]").focus();
        page.keyboard().press("Home");
        assertThat(spots).hasCount(0);
        page.keyboard().press("End");
        spots.first().waitFor();
    }

    @Test
    void fillsAWallScreen() {
        open(3840, 2160, ColorScheme.DARK);
        Page page = visit("now?w=PT6H");
        page.locator("[data-list] .art").first().waitFor();
        int before = width();
        page.keyboard().press("w");
        page.waitForFunction("document.querySelector('main').clientWidth > 3600");

        Object pixels =
                page.evaluate("Math.round(parseFloat(getComputedStyle(document.querySelector('.art h4')).fontSize))");
        org.assertj.core.api.Assertions.assertThat((Integer) pixels)
                .as("pixels of a headline that is read from afar")
                .isGreaterThanOrEqualTo(36);
        picture("wall");
        page.keyboard().press("2");
        page.locator(".story").first().waitFor();
        org.assertj.core.api.Assertions.assertThat(width())
                .as("in the next view")
                .isGreaterThan(3_600);

        page.keyboard().press("w");
        page.waitForFunction("before => document.querySelector('main').clientWidth === before", before);
    }

    private int width() {
        return (Integer) page().evaluate("document.querySelector('main').clientWidth");
    }

    @Test
    void setsTextFromRightToLeftAndNamesWithinLeftToRight() throws Exception {
        String title = "أوكرانيا تعلن أسر جنود كوريين شماليين في كورسك";
        tools.jackson.databind.node.ArrayNode articles = article(title);
        ((tools.jackson.databind.node.ObjectNode) articles.get(0))
                .put("language", "ar")
                .put("url", "https://example.org/ar/1");
        Page page = visit("now");
        page.locator("[data-list] .art").first().waitFor();
        instance().push(articles);

        Locator headline = page.locator("[data-list] h4").first();
        assertThat(headline).hasText(title);
        org.assertj.core.api.Assertions.assertThat(
                        headline.evaluate("e => getComputedStyle(e).direction + ' ' + e.closest('[lang]').lang"))
                .isEqualTo("rtl ar");
        org.assertj.core.api.Assertions.assertThat(
                        page.locator("[data-list] .meta b").first().evaluate("e => getComputedStyle(e).direction"))
                .isEqualTo("ltr");
        picture("right-to-left");
    }

    @Test
    void keepsLightOrDarkAndSaysTheTimeInUtcOnHover() {
        Page page = visit("stories");
        page.keyboard().press("d");
        org.assertj.core.api.Assertions.assertThat(page.evaluate("document.documentElement.dataset.theme"))
                .isEqualTo("dark");
        page.reload();
        org.assertj.core.api.Assertions.assertThat(page.evaluate("getComputedStyle(document.body).colorScheme"))
                .isEqualTo("dark");
        Locator time = page.locator("main time").first();
        String utc = String.valueOf(time.getAttribute("title"));
        org.assertj.core.api.Assertions.assertThat(utc).endsWith(" UTC");
        String there = java.time.LocalTime.parse(utc.substring(11, 16))
                .atDate(java.time.LocalDate.parse(utc.substring(0, 10)))
                .atZone(java.time.ZoneOffset.UTC)
                .withZoneSameInstant(java.time.ZoneId.of("Europe/Kyiv"))
                .format(java.time.format.DateTimeFormatter.ofPattern("hh:mm"));
        assertThat(time).containsText(there.replaceFirst("^0", ""));
    }

    @Test
    void runsNothingThatStandsInArticles() throws Exception {
        instance().attack();
        for (String view : List.of("now", "search?q=hostile", "stories?sort=novelty", "sources", "topics")) {
            visit(view);
            page().waitForTimeout(800);
            org.assertj.core.api.Assertions.assertThat(page().evaluate("window.hacked"))
                    .as(view)
                    .isNull();
        }
        visit("search?q=hostile");
        int found = Math.toIntExact(instance().count("hostile"));
        org.assertj.core.api.Assertions.assertThat(found).isGreaterThan(1);
        assertThat(page().locator("[data-list] .art")).hasCount(found);
        org.assertj.core.api.Assertions.assertThat(page().locator("[data-list]")
                        .locator("script, iframe, img, style, svg, [onload], [onerror]")
                        .count())
                .as("elements that came with articles")
                .isZero();
        org.assertj.core.api.Assertions.assertThat(page().evaluate(
                                "[...document.querySelectorAll('a')].every(a => /^(https?:|$)/.test(a.protocol))"))
                .isEqualTo(true);
    }

    private static tools.jackson.databind.node.ArrayNode article(String title) {
        tools.jackson.databind.node.ArrayNode all = Json.mapper().createArrayNode();
        all.addObject()
                .put("title", title)
                .put("url", "https://example.org/" + title.replace(' ', '-'))
                .put("published", Instant.now().toString())
                .put("language", "en");
        return all;
    }
}
