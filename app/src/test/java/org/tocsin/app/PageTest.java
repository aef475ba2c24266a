package org.tocsin.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as a whole: small, large, dark. */
final class PageTest extends PageCase {
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
