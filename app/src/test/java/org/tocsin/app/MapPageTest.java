package org.tocsin.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Places on the map. */
final class MapPageTest extends PageCase {
    @Test
    void showsPlacesOnTheMapAndMovesThroughTime() {
        Page page = visit("map?w=PT6H");
        page.locator(".map .land").nth(100).waitFor();
        Locator spots = page.locator(".map circle");
        spots.first().waitFor();
        picture("map");

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
    void partsAClusterAsOneZoomsIn() {
        Page page = visit("map?w=PT6H");
        Locator spots = page.locator(".map circle");
        Locator many = page.locator(".map circle.many");
        many.first().waitFor();
        int before = spots.count();
        int together = places(many.first());

        many.first().focus();
        press("Enter");

        Assertions.assertThat(together).isGreaterThan(1);
        page.waitForFunction("before => document.querySelectorAll('.map circle').length > before", before);
        button("Whole world").click();
        assertThat(spots).hasCount(before);
        Assertions.assertThat(places(many.first())).isEqualTo(together);
    }

    @Test
    void keepsItsSectionInTheAddressAndSubscribesToAPlace() {
        Page page = visit("map?w=PT6H");
        page.locator(".map circle").first().waitFor();
        button("Zoom in").click();
        page.waitForURL(url -> url.contains("z="));
        String section = page.locator(".map svg > g").getAttribute("transform");
        page.reload();
        page.locator(".map circle").first().waitFor();
        Assertions.assertThat(scale(page.locator(".map svg > g").getAttribute("transform")))
                .isCloseTo(scale(section), Offset.offset(0.01));
        button("Whole world").click();
        page.waitForURL(url -> !url.contains("z="));

        page.locator(".map circle:not(.many)").first().focus();
        press("Enter");
        page.locator("[data-list] .art").first().waitFor();
        press("a");
        assertThat(page.locator("#new-query")).hasValue(Pattern.compile("^place:"));
    }

    private static double scale(String transform) {
        return Double.parseDouble(transform.replaceFirst(".*scale\\(([0-9.]+).*", "$1"));
    }

    @ParameterizedTest
    @CsvSource({"phone, 360, 740, ''", "wall, 3840, 2160, &wall=1"})
    void showsTheWholeWorldWithNamesThatCanBeRead(String screen, int width, int height, String wall) {
        open(width, height, ColorScheme.DARK);
        Page page = visit("map?w=PT6H" + wall);
        page.locator(".map .land").nth(100).waitFor();
        Locator name = page.locator(".map text").first();
        name.waitFor();
        picture("map-" + screen);

        BoundingBox map = page.locator(".map").boundingBox();
        BoundingBox land = page.locator(".map svg > g > g").first().boundingBox();
        Assertions.assertThat(land.x).isGreaterThanOrEqualTo(map.x);
        Assertions.assertThat(land.y).isGreaterThanOrEqualTo(map.y);
        Assertions.assertThat(land.x + land.width).isLessThanOrEqualTo(map.x + map.width);
        Assertions.assertThat(land.y + land.height).isLessThanOrEqualTo(map.y + map.height);
        Assertions.assertThat(name.boundingBox().height)
                .as("height of a name against the letters of the page")
                .isGreaterThanOrEqualTo(0.7
                        * (Integer) page.evaluate("Math.round(parseFloat(getComputedStyle(document.body).fontSize))"));
    }

    /** How many places a cluster says it holds. */
    private static int places(Locator cluster) {
        return Integer.parseInt(
                String.valueOf(cluster.getAttribute("aria-label")).replaceFirst(" places.*", ""));
    }
}
