package org.tocsin.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

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
