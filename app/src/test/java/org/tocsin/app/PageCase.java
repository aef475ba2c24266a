package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tocsin.model.Json;
import tools.jackson.databind.node.ArrayNode;

/**
 * A test of the page in the system's Chromium, over one instance for all such tests. The console must stay free of errors.
 * Pictures stand in {@code target/screenshots}.
 */
abstract class PageCase {
    static final Path SHOTS = Path.of("target/screenshots");
    private static final double PATIENCE_MS = (double) Program.PATIENCE.toMillis();

    /** Chromium gives up requests under way when an interface of this machine comes or goes, as with each container. */
    private static final String NETWORK_CHANGED = "net::ERR_NETWORK_CHANGED";

    @RegisterExtension
    static final PageGround GROUND = new PageGround();

    private final List<String> complaints = new ArrayList<>();
    private boolean networkChanged;
    private @Nullable BrowserContext context;
    private @Nullable Page opened;

    @BeforeEach
    void open() {
        open(1360, 900, ColorScheme.LIGHT);
    }

    /** Opens a browser of its own, in place of the one before. */
    final void open(int width, int height, ColorScheme scheme) {
        if (context != null) {
            context.close();
        }
        context = GROUND.browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, height)
                        .setColorScheme(scheme)
                        .setTimezoneId("Europe/Kyiv"));
        context.setDefaultTimeout(PATIENCE_MS);
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.text().contains(NETWORK_CHANGED)) {
                networkChanged = true;
            } else if (message.type().equals("error")) {
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

    /** Lets the console tell of answers with this status, which the test has asked for. */
    final void forgive(String status) {
        complaints.removeIf(complaint -> complaint.contains("status of " + status));
    }

    /** Lets the console tell of connections that broke when the test ended a server. */
    final void forgiveBrokenConnections() {
        complaints.removeIf(complaint -> complaint.contains("net::ERR_"));
    }

    static Instance instance() {
        return GROUND.instance();
    }

    final Page page() {
        return Objects.requireNonNull(opened);
    }

    final Page visit(String state) {
        return visit(instance(), state);
    }

    /** The page of an instance of the test's own. */
    final Page visit(Instance of, String state) {
        Locator title = page().locator("main h2").first();
        do {
            networkChanged = false;
            page().navigate("about:blank");
            navigate(of.address() + "/#/" + state);
            page().waitForCondition(() -> networkChanged || title.count() > 0);
        } while (networkChanged);
        return page();
    }

    private void navigate(String address) {
        try {
            page().navigate(address);
        } catch (PlaywrightException e) {
            if (!String.valueOf(e.getMessage()).contains(NETWORK_CHANGED)) {
                throw e;
            }
            networkChanged = true;
        }
    }

    final void picture(String name) {
        page().screenshot(new Page.ScreenshotOptions().setPath(SHOTS.resolve(name + ".png")));
    }

    final Locator button(String name) {
        return page().getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    final void press(String... keys) {
        for (String key : keys) {
            page().keyboard().press(key);
        }
    }

    /** Nothing lies beyond the right edge. */
    final void fits(String what) {
        Object overflow =
                page().evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(((Number) overflow).intValue())
                .as("pixels of %s beyond the edge", what)
                .isLessThanOrEqualTo(0);
    }

    final void accessible(String what) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                PageCase.class.getResourceAsStream("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js"))) {
            // evaluated, not added as an element: the policy lets no inline script run
            page().evaluate(new String(in.readAllBytes(), StandardCharsets.UTF_8) + ";0");
        }
        Object found = page().evaluate(
                        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}).then(r => r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + n.failureSummary).join(' | ')))");
        assertThat((List<?>) found).as(what).isEmpty();
    }

    /** One article of now, as it is pushed. */
    static ArrayNode article(String title) {
        ArrayNode all = Json.mapper().createArrayNode();
        all.addObject()
                .put("title", title)
                .put("url", "https://example.org/" + title.replace(' ', '-'))
                .put("published", Instant.now().toString())
                .put("language", "en");
        return all;
    }
}
