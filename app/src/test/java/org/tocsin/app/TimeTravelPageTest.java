package org.tocsin.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The past in every view, standing still and played on. */
final class TimeTravelPageTest extends PageCase {
    /** The place of each view where it says how many articles there are. */
    @ParameterizedTest
    @CsvSource({
        "now, 'now?w=PT6H', .head .note.end",
        "stories, 'stories?w=PT24H', .story .fig b",
        "topics, 'topics?w=PT24H', '[aria-label=Topics] td.num:nth-child(2)'",
        "map, 'map?w=PT24H', .map circle",
        "search, 'search?q=kursk', [data-count]",
        "topic, 'topic/kursk?w=PT24H', '[aria-labelledby=over-time] .note.end'",
        "compare, 'compare?w=PT24H&with=topic~kursk~|topic~dprk-troops~', .grid3 .note.end"
    })
    void showsThePastAndPlaysItOn(String name, String view, String figures) {
        Instant start = Instant.now().minusSeconds(2 * 3600);
        String sum = sum(figures);
        Page page = visit(view);
        assertThat(page.locator(".state")).hasText("Live");
        page.waitForFunction("() => " + sum + " > 0");
        int now = (Integer) page.evaluate(sum);

        visit(view + "&at=" + start);
        assertThat(page.locator(".state")).hasText("In the past");
        page.waitForFunction("() => " + sum + " > 0");
        int then = (Integer) page.evaluate(sum);
        Assertions.assertThat(then).isLessThan(now);
        picture("past-" + name);

        // not so fast that it arrives at now before it is held
        button("300×").click();
        page.waitForFunction("then => " + sum + " > then", then);

        button("hold").click();
        page.locator("[aria-pressed=true]:text-is('hold')").waitFor();
        button("Back to now").click();
        assertThat(page.locator(".state")).hasText("Live");
        page.waitForFunction("now => " + sum + " >= now", now);
    }

    @Test
    void showsNothingThatWasHeardOfOnlyLater() throws Exception {
        ArrayNode late = article("A dirigible came down long before anyone told of it");
        ((ObjectNode) late.get(0))
                .put("published", Instant.now().minusSeconds(2 * 3600).toString());
        instance().push(late);
        Instance.await("it is searchable", () -> instance().count("dirigible") == 1);
        Page page = visit("search?q=dirigible");
        assertThat(page.locator("[data-count]")).hasAttribute("data-count", "1");
        visit("search?q=dirigible&at=" + Instant.now().minusSeconds(3600));
        assertThat(page.locator("[data-count]")).hasAttribute("data-count", "0");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 60, 300, 1000})
    void runsAtTheSpeedThatIsChosen(int speed) {
        Page page = visit("stories?at=" + Instant.now().minusSeconds(20 * 3600));
        button(speed + "×").click();
        assertThat(page.locator(".travel [aria-pressed=true]")).hasText(speed + "×");
        // both clocks of the page at two moments, however long it lies between them
        Object ran = page.evaluate("""
                async () => {
                  const {past} = await import('/assets/base.js');
                  const look = () => [+past(), performance.now()];
                  const [there, here] = look();
                  await new Promise(done => setTimeout(done, 400));
                  const [later, now] = look();
                  return (later - there) / (now - here);
                }""");
        Assertions.assertThat(((Number) ran).doubleValue()).isCloseTo(speed, Percentage.withPercentage(5));
    }

    @Test
    void arrivesAtNowAndGoesOnLive() throws Exception {
        Page page =
                visit("now?w=PT6H&q=semaphore&speed=1000&at=" + Instant.now().minusSeconds(1_200));
        assertThat(page.locator(".state")).hasText("Live");

        instance().push(article("A semaphore works again after the journey"));

        assertThat(page.locator("[data-list] h4").first()).hasText("A semaphore works again after the journey");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stories", "topics", "map", "search"})
    void arrivesAtNowInEveryView(String view) {
        Page page = visit(view + "?speed=1000&at=" + Instant.now().minusSeconds(600));
        assertThat(page.locator(".state")).hasText("Live");
        Assertions.assertThat(page.url()).doesNotContain("at=").doesNotContain("speed=");
    }

    @Test
    void showsTheInboxOfThenAndSaysWhatIsOfNow() throws Exception {
        instance()
                .send(
                        "POST",
                        "/api/v1/subscriptions",
                        Json.line(Map.of("id", "gasometers", "name", "Gasometers", "query", "gasometer")));
        instance().push(article("A gasometer is lit in Izmail"));
        Page page = visit("alerts?sub=gasometers");
        page.locator("[data-inbox] > li").first().waitFor();
        Instant before = Instant.now().minusSeconds(30 * 24 * 3600);
        page.evaluate("at => { location.hash = '#/alerts?sub=gasometers&at=' + at; }", before.toString());
        assertThat(page.locator(".state")).hasText("In the past");
        assertThat(page.locator("[data-inbox] > li")).hasCount(0);
        assertThat(page.locator("[aria-labelledby=mine]")).containsText("As it is now.");
        button("Back to now").click();
        assertThat(page.locator(".state")).hasText("Live");
        page.locator("[data-inbox] > li").first().waitFor();
        Instant between = Instant.now();
        instance().push(article("Residents of Reni protest beside their old gasometer"));
        assertThat(page.locator("[data-inbox] > li")).hasCount(2);
        page.evaluate("at => { location.hash = '#/alerts?sub=gasometers&at=' + at; }", between.toString());
        assertThat(page.locator(".state")).hasText("In the past");
        assertThat(page.locator("[data-inbox] > li")).hasCount(1);
        page.evaluate("at => { location.hash = '#/now?at=' + at; }", between.toString());
        assertThat(page.locator("[aria-labelledby=latest-alerts] .alert").first())
                .containsText("A gasometer is lit in Izmail");

        visit("system?at=" + before);
        assertThat(page.locator(".state")).hasText("In the past");
        assertThat(page.locator("main")).containsText("As it is now.");
        button("Back to now").click();
        assertThat(page.locator(".state")).hasText("Live");
    }

    /** JavaScript that adds up the numbers in some elements. */
    private static String sum(String figures) {
        return "[...document.querySelectorAll('" + figures
                + "')].reduce((sum, e) => sum + Number((e.ariaLabel || e.textContent).match(/\\d+(?= articles?$)|^\\d+/)?.[0] || 0), 0)";
    }
}
