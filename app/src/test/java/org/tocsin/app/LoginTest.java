package org.tocsin.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.runtime.Settings;

/** The page of an instance that others can reach. */
final class LoginTest {
    private static final String TOKEN = "a-long-admin-secret";

    @TempDir
    private Path directory;

    @Test
    void asksForATokenAndChangesThingsWithItsSession() {
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
            page.navigate("http://127.0.0.1:" + running.port() + "/#/alerts?new=1&q=ferryman");
            Locator dialog = page.locator("dialog[open]");
            assertThat(dialog).containsText("A token, please");
            assertThat(dialog.getByRole(AriaRole.LINK)).hasCount(0);

            dialog.locator("input").fill("a wrong token of mine");
            page.keyboard().press("Enter");
            assertThat(dialog.locator("[role=alert]")).containsText("unknown or has been revoked");
            dialog.locator("input").fill(TOKEN);
            page.keyboard().press("Enter");

            page.locator("input[name=name]").fill("Ferries");
            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Create").setExact(true))
                    .click();
            assertThat(page.getByText("Subscription created.")).isVisible();

            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log out"))
                    .click();
            assertThat(page.locator("dialog[open]")).containsText("A token, please");
            assertThat(page.getByText("Ferries")).hasCount(0);
        }
    }
}
