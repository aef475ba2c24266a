package org.tocsin.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Json;
import tools.jackson.databind.node.ArrayNode;

/** The view of what comes. */
final class NowPageTest extends PageCase {
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
    void marksWhatAQueryFoundAndTheWordsOfATopic() throws Exception {
        String title = "A ferryboat brings North Korean prisoners of war to Kursk";
        Page page = visit("now?q=ferryboat");
        assertThat(page.locator(".state")).hasText("Live");
        instance().push(article(title));
        for (String view : List.of("now", "search")) {
            visit(view + "?q=ferryboat");
            Locator headline = page.locator("[data-list] h4")
                    .filter(new Locator.FilterOptions().setHasText(title))
                    .first();
            assertThat(headline.locator("mark.hit")).hasText("ferryboat");
            assertThat(headline.locator("mark.t-place").last()).hasText("Kursk");
            assertThat(headline.locator("mark.topical").first()).hasAttribute("title", Pattern.compile("topic "));
        }
    }

    @Test
    void tellsTheFiguresOfOneBar() {
        Page page = visit("now?w=PT6H");
        Locator plot = page.locator(".plot");
        plot.locator("canvas").waitFor();
        assertThat(plot.locator(".figures")).hasText("");
        plot.hover();
        assertThat(plot.locator(".figures")).containsText("all articles");
        page.mouse().move(0, 0);
        assertThat(plot.locator(".figures")).hasText("");
        plot.focus();
        press("End");
        String last = plot.locator(".figures time").getAttribute("datetime");
        press("ArrowLeft");
        assertThat(plot.locator(".figures time")).not().hasAttribute("datetime", last);
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

    /** On an instance of its own, since so many articles would hide those that other tests look at. */
    @Test
    void losesNothingOfALongPause(@TempDir Path directory) throws Exception {
        try (Instance own = new Instance(directory)) {
            Page page = visit(own, "now?q=dinghy");
            assertThat(page.locator(".state")).hasText("Live");
            page.locator("[data-pause]").click();
            ArrayNode all = Json.mapper().createArrayNode();
            for (int i = 0; i < 230; i++) {
                all.addAll(article("Dinghy number " + i + " is counted"));
            }
            own.push(all);
            assertThat(page.locator("[data-pause]")).hasText("Catch up (230 new)");

            page.locator("[data-pause]").click();

            assertThat(page.locator("[data-list] .art")).hasCount(200);
            button("More (30)").click();
            assertThat(page.locator("[data-list] .art")).hasCount(230);
            page.navigate("about:blank");
        }
    }

    @Test
    void comesBackAfterARestartOfTheServerAndMissesNothing(@TempDir Path directory) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Map<String, String> settings = Map.of("port", String.valueOf(port));
        Page page = page();
        try (Instance first = new Instance(directory, settings)) {
            visit(first, "now?q=windlass");
            assertThat(page.locator(".state")).hasText("Live");
            first.push(article("A windlass turns"));
            assertThat(page.locator("[data-list] h4")).hasText("A windlass turns");
        }
        assertThat(page.locator(".state")).hasText("Offline, trying again");
        picture("server-gone");
        assertThat(page.locator("[data-list] h4")).hasText("A windlass turns");

        try (Instance again = new Instance(directory, settings)) {
            again.push(article("A windlass turns once more"));

            assertThat(page.locator("[data-list] h4"))
                    .hasText(new String[] {"A windlass turns once more", "A windlass turns"});
            assertThat(page.locator(".state")).hasText("Live");
            page.navigate("about:blank");
        }
        forgiveBrokenConnections();
    }

    @Test
    void setsTextFromRightToLeftAndNamesWithinLeftToRight() throws Exception {
        String title = "أوكرانيا تعلن أسر جنود كوريين شماليين في كورسك";
        ArrayNode articles = article(title);
        ((tools.jackson.databind.node.ObjectNode) articles.get(0))
                .put("language", "ar")
                .put("url", "https://example.org/ar/1");
        Page page = visit("now");
        page.locator("[data-list] .art").first().waitFor();
        instance().push(articles);

        Locator headline = page.locator("[data-list] h4").first();
        assertThat(headline).hasText(title);
        Assertions.assertThat(headline.evaluate("e => getComputedStyle(e).direction + ' ' + e.closest('[lang]').lang"))
                .isEqualTo("rtl ar");
        Assertions.assertThat(
                        page.locator("[data-list] .meta b").first().evaluate("e => getComputedStyle(e).direction"))
                .isEqualTo("ltr");
        picture("right-to-left");
    }

    @Test
    void missesNothingBetweenItsFirstAnswerAndTheStream() {
        String title = "An isthmus is dredged while the page opens";
        page().route("**/api/v1/stream?*", route -> {
            if (instance().count("isthmus") == 0) {
                pushAndAwait(title);
            }
            route.resume();
        });

        Page page = visit("now?q=isthmus");

        assertThat(page.locator("[data-list] h4")).hasText(title);
    }

    private static void pushAndAwait(String title) {
        try {
            instance().push(article(title));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        Instance.await("it is searchable", () -> instance().count("isthmus") == 1);
    }
}
