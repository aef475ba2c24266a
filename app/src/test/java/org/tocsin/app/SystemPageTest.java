package org.tocsin.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;

/** The view of the system. */
final class SystemPageTest extends PageCase {
    @Test
    void retriesADeadLetterFromTheSystemPage() throws Exception {
        instance().garble("{\"title\": \"torn");
        Page page = visit("system");
        Locator letters = page.locator("[aria-labelledby=dead] tr")
                .filter(new Locator.FilterOptions().setHasText("{\"title\": \"torn"));
        assertThat(letters).hasCount(1);
        String before = letters.first().locator(".note").innerText();
        assertThat(letters.first().locator("td").nth(2)).not().isEmpty();
        picture("dead-letter");

        letters.first()
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Try again"))
                .click();

        assertThat(page.getByText("Written to its topic again.")).isVisible();
        // it fails again, at its new offset
        assertThat(letters.locator(".note")).not().hasText(before);
        assertThat(letters).hasCount(1);
    }
}
