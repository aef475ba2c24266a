package org.tocsin.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

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
