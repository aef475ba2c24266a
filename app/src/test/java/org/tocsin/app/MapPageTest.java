package org.tocsin.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

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

    /** How many places a cluster says it holds. */
    private static int places(Locator cluster) {
        return Integer.parseInt(
                String.valueOf(cluster.getAttribute("aria-label")).replaceFirst(" places.*", ""));
    }
}
