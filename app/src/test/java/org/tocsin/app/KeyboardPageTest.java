package org.tocsin.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The page without a mouse. */
final class KeyboardPageTest extends PageCase {
    /** What one can act on and sees; of a hidden field the label is what one sees. */
    private static final String WATCH = """
            () => {
              window.reached = new Set();
              window.unmarked = [];
              window.wanted = () => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
                  .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length);
              window.tell = e => e.outerHTML.slice(0, 160);
              addEventListener('focusin', ({target}) => {
                reached.add(target);
                const shown = target.matches('input.vh') ? target.closest('label') : target;
                const style = getComputedStyle(shown);
                const marked = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
                if (target.tabIndex >= 0 && !marked) unmarked.push(tell(target));
              });
            }""";

    @Test
    void reachesAndMarksEverythingByTabInEveryView() {
        Page page = visit("system");
        page.evaluate(WATCH);
        List<String> views = List.of("now", "stories", "topics", "map", "search", "alerts", "sources", "system");
        for (int number = 1; number <= views.size(); number++) {
            go(number);
            String view = views.get(number - 1);
            switch (view) {
                case "now", "search" -> {
                    filter("prisoner");
                    page.locator("[data-list] .art").first().waitFor();
                }
                case "stories" -> page.locator(".story").first().waitFor();
                case "topics" -> page.locator(".rank").nth(3).waitFor();
                case "map" -> page.locator(".map circle").first().waitFor();
                case "alerts" -> page.locator("#create").waitFor();
                case "sources" ->
                    page.locator("[aria-labelledby=seen] tr").first().waitFor();
                default -> page.locator(".masonry").waitFor();
            }
            walk(view);
        }
        Assertions.assertThat((List<?>) page.evaluate("unmarked"))
                .as("what has the focus and does not show it")
                .isEmpty();
    }

    @Test
    void reachesAndMarksEverythingByTabOnPagesOfOneThing() throws Exception {
        instance().garble("{\"title\": \"broken by keyboard");
        Page page = visit("stories?w=PT24H");
        page.evaluate(WATCH);
        tabTo(page.locator(".story h4 a").first());
        press("Enter");
        page.locator(".lanes circle").first().waitFor();
        walk("a story");
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("topic/kursk", "[aria-labelledby=its-articles] .art");
        pages.put("entity/Q423?n=North%20Korea", "[aria-labelledby=its-articles] .art");
        pages.put("compare?with=topic~kursk~|topic~dprk-troops~|entity~Q423~North%20Korea", ".grid3 .art");
        pages.put("alerts?q=topic:kursk&new=1", "[data-preview]");
        pages.put("system", "[aria-labelledby=dead] button");
        for (Map.Entry<String, String> one : pages.entrySet()) {
            page.evaluate("state => { location.hash = '#/' + state; }", one.getKey());
            page.locator(one.getValue()).first().waitFor();
            walk(one.getKey());
        }
        Assertions.assertThat((List<?>) page.evaluate("unmarked"))
                .as("what has the focus and does not show it")
                .isEmpty();

        Locator letter = page.locator("[aria-labelledby=dead] tr")
                .filter(new Locator.FilterOptions().setHasText("broken by keyboard"));
        String before = letter.locator(".note").innerText();
        tabTo(letter.getByText("Try again"));
        press("Enter");
        assertThat(page.getByText("Written to its topic again.")).isVisible();
        assertThat(letter.locator(".note")).not().hasText(before);
        assertThat(page.locator("[aria-labelledby=dead].panel")).isFocused();
    }

    /** Presses Tab through the view; what came in meanwhile may need a second round. */
    private void walk(String view) {
        Object missing = List.of();
        for (int round = 0; round < 3; round++) {
            int stops = (Integer) page().evaluate("wanted().length");
            Assertions.assertThat(stops).as("stops in %s", view).isGreaterThan(8);
            for (int i = 0; i < stops + 3; i++) {
                press("Tab");
            }
            missing = page().evaluate("wanted().filter(e => !reached.has(e)).map(tell)");
            if (((List<?>) missing).isEmpty()) {
                return;
            }
        }
        Assertions.assertThat((List<?>) missing).as("out of reach in %s", view).isEmpty();
    }

    @Test
    void filtersPausesOpensAndTravels() throws Exception {
        Page page = visit("now");
        page.context().route("https://**", route -> route.abort());
        page.locator("[data-list] .art").first().waitFor();
        filter("cormorant");
        assertThat(page.locator("[data-list] .art")).hasCount(0);
        press("p");
        instance().push(article("A cormorant nests on the breakwater"));
        assertThat(page.locator("[data-pause]")).hasText("Catch up (1 new)");
        press("p");
        assertThat(page.locator("[data-list] .art")).hasCount(1);
        press("j");
        Page opened = page.waitForPopup(() -> press("Enter"));
        opened.close();

        go(2);
        page.locator(".story").nth(1).waitFor();
        press("j", "j", "k", "Enter");
        assertThat(page.locator("#lanes")).isVisible();
        picture("story");
        page.locator("[data-list] .art").first().waitFor();
        press("j");
        assertThat(page.locator("[data-item]").first()).isFocused();

        press("?");
        assertThat(page.locator("dialog[open] dt").first()).isVisible();
        press("3");
        assertThat(page.locator("nav a[aria-current]")).hasText("Stories");
        press("?");
        assertThat(page.locator("dialog[open]")).hasCount(0);

        go(5);
        press("t");
        assertThat(page.locator("input[name=at]")).isFocused();
        page.keyboard().type("01022025");
        press("Tab", "Tab", "Tab", "Enter");
        assertThat(page.locator(".state")).hasText("In the past");
        assertThat(page.locator(".travel strong")).containsText("2025");
        assertThat(page.locator("[data-count]")).hasAttribute("data-count", "0");
        press("Escape", "t");
        assertThat(page.locator("input[name=at]")).isFocused();
        tabTo(button("Back to now"));
        press("Enter");
        assertThat(page.locator(".travel")).hasCount(0);
        assertThat(page.locator("[data-count]")).not().hasAttribute("data-count", "0");
    }

    @Test
    void closesTimeTravelAndSwitchesKeysOfOneCharacterOff() {
        Page page = visit("now");
        press("t");
        assertThat(page.locator("input[name=at]")).isFocused();
        press("Escape");
        assertThat(page.locator(".travel")).hasCount(0);
        assertThat(page.locator("main")).isFocused();

        press("?");
        page.getByLabel("Keys of one character work").uncheck();
        button("Close").click();
        press("5", "?", "t");
        assertThat(page.locator("nav a[aria-current]")).hasText("Now");
        assertThat(page.locator("dialog[open], .travel")).hasCount(0);

        page.reload();
        page.locator("button:has(kbd)").click();
        page.getByLabel("Keys of one character work").check();
        button("Close").click();
        press("5");
        assertThat(page.locator("nav a[aria-current]")).hasText("Search");
    }

    @Test
    void subscribesFromAnyView() {
        Page page = visit("system");
        press("a");
        assertThat(page.locator("#new-query")).isFocused();
        page.keyboard().type("topic:kursk");
        assertThat(page.locator("[data-preview]")).not().hasAttribute("data-preview", "0");
        tabTo(page.locator("input[name=name]"));
        page.keyboard().type("By keyboard");
        tabTo(button("Create"));
        press("Enter");
        assertThat(page.getByText("Subscription created.")).isVisible();
        Locator mine =
                page.locator("[aria-labelledby=mine] li").filter(new Locator.FilterOptions().setHasText("By keyboard"));
        assertThat(mine).isVisible();
        assertThat(page.locator("#create > summary")).isFocused();

        tabTo(mine.getByText("Remove"));
        press("Enter");
        assertThat(mine.getByText("Really?")).isVisible();
        press("Enter");
        assertThat(mine).hasCount(0);
        assertThat(page.locator("[aria-labelledby=mine]")).isFocused();
    }

    @Test
    void movesThroughTimeAndPlacesOnTheMap() {
        Page page = visit("map?w=PT6H");
        Locator spots = page.locator(".map circle");
        spots.first().waitFor();
        int before = spots.count();
        tabTo(page.locator(".map circle.many").first());
        press("Enter");
        page.waitForFunction("before => document.querySelectorAll('.map circle').length > before", before);
        // whichever the next is, and wherever it lies, the map brings it into sight
        for (int i = 0; i < before; i++) {
            press("Tab");
            page.waitForFunction("""
                    () => {
                      const spot = document.activeElement.getBoundingClientRect();
                      const map = document.querySelector('.map').getBoundingClientRect();
                      const x = spot.x + spot.width / 2, y = spot.y + spot.height / 2;
                      return !document.activeElement.matches('.map circle') || x >= map.left && x <= map.right && y >= map.top && y <= map.bottom;
                    }""");
        }
        tabTo(page.locator("[aria-label='Zoom in']"));
        String shown = String.valueOf(page.locator(".map svg > g").getAttribute("transform"));
        press("ArrowRight");
        assertThat(page.locator(".map svg > g")).not().hasAttribute("transform", shown);
        tabTo(button("Whole world"));
        press("Enter");
        assertThat(spots).hasCount(before);

        tabTo(page.locator("input[type=range]"));
        press("Home");
        assertThat(spots).hasCount(0);
        press("ArrowRight");
        page.waitForFunction("() => location.hash.includes('s=1')");
        press("End");
        assertThat(spots).hasCount(before);
        press("1");
        assertThat(page.locator("nav a[aria-current]")).hasText("Now");
    }

    private void go(int view) {
        press("Escape", String.valueOf(view)); // out of a field, if the focus is in one
        assertThat(page().locator("nav li:nth-child(" + view + ") a")).hasAttribute("aria-current", "page");
        assertThat(page().locator("main")).isFocused();
    }

    /** Types a query into the view's field and leaves the field. */
    private void filter(String query) {
        press("/");
        assertThat(page().locator("#query")).isFocused();
        press("Control+a");
        page().keyboard().type(query);
        page().waitForURL(url -> url.contains("q=" + query));
        press("Escape", "Escape");
        assertThat(page().locator("#query")).not().isFocused();
    }

    private void tabTo(Locator wanted) {
        wanted.waitFor();
        for (int i = 0; i < 400; i++) {
            if (Boolean.TRUE.equals(wanted.evaluate("e => e === document.activeElement"))) {
                return;
            }
            press("Tab");
        }
        Assertions.fail("Tab does not come to %s", wanted);
    }
}
