package org.tocsin.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Json;
import org.tocsin.runtime.Settings;
import tools.jackson.databind.JsonNode;

/** The page of an instance that others can reach. */
final class LoginTest {
    private static final String TOKEN = "a-long-admin-secret";

    @TempDir
    private Path directory;

    private interface Visit {
        void with(Page page, String address) throws Exception;
    }

    /** Opens the page of a new instance, and asks it for a subscription. */
    private void visit(Visit visit) throws Exception {
        Path chromium = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        assumeTrue(chromium != null, "skipped: no Chromium is installed (on Debian: apt-get install chromium)");
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        Settings settings = Settings.load(
                directory.resolve("none"),
                Map.of(),
                Map.of(
                        "host",
                        "0.0.0.0",
                        "port",
                        "0",
                        "admin-token",
                        TOKEN,
                        "data",
                        directory.resolve("data").toString()));
        try (AllInOne running = AllInOne.start(settings);
                Playwright playwright = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(chromium)
                                .setArgs(List.of("--no-sandbox")))) {
            Page page = browser.newPage();
            String address = "http://127.0.0.1:" + running.port();
            page.navigate(address + "/#/alerts?new=1&q=ferryman");
            visit.with(page, address);
        }
    }

    private static void logIn(Page page) {
        page.locator("dialog[open] input").fill(TOKEN);
        page.keyboard().press("Enter");
    }

    private static void create(Page page, String name) {
        page.locator("input[name=name]").fill(name);
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Create").setExact(true))
                .click();
        assertThat(page.getByText("Subscription created.")).isVisible();
    }

    @Test
    void asksForATokenAndChangesThingsWithItsSession() throws Exception {
        visit((page, address) -> {
            Locator dialog = page.locator("dialog[open]");
            assertThat(dialog).containsText("A token, please");
            assertThat(dialog.getByRole(AriaRole.LINK)).hasCount(0);

            dialog.locator("input").fill("a wrong token of mine");
            page.keyboard().press("Enter");
            assertThat(dialog.locator("[role=alert]")).containsText("unknown or has been revoked");
            logIn(page);

            create(page, "Ferries");

            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log out"))
                    .click();
            assertThat(page.locator("dialog[open]")).containsText("A token, please");
            assertThat(page.getByText("Ferries")).hasCount(0);
        });
    }

    @Test
    void clearsWhatItShowsWhenItsSessionEnds() throws Exception {
        visit((page, address) -> {
            logIn(page);
            create(page, "Ferries");
            assertThat(page.locator("main")).containsText("Ferries");
            page.evaluate("sessionStorage.setItem('compare', 'Q1')");

            endSessions(address);

            assertThat(page.locator("dialog[open]")).containsText("A token, please");
            assertThat(page.locator("main")).isEmpty();
            assertThat(page).hasTitle("Tocsin");
            Assertions.assertThat(page.evaluate("sessionStorage.length")).isEqualTo(0);
            logIn(page);
            assertThat(page.locator("main")).containsText("Ferries");
        });
    }

    @Test
    void clearsWhatItShowsAtALogoutThatDoesNotReachTheServer() throws Exception {
        visit((page, address) -> {
            logIn(page);
            create(page, "Ferries");
            page.route("**/api/v1/session", Route::abort);

            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log out"))
                    .click();

            assertThat(page.locator("dialog[open]")).containsText("A token, please");
            assertThat(page.locator("main")).isEmpty();
        });
    }

    private static void endSessions(String address) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/api/v1/sessions"))
                    .header("Authorization", "Bearer " + TOKEN);
            String list = http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            for (JsonNode session : Json.mapper().readTree(list)) {
                URI one = URI.create(
                        address + "/api/v1/sessions/" + session.path("id").asString());
                http.send(request.uri(one).DELETE().build(), HttpResponse.BodyHandlers.discarding());
            }
        }
    }
}
