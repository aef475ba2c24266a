package org.tocsin.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.FilePayload;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Feeds managed on the page. */
final class SourcesPageTest extends PageCase {
    private HttpServer web;

    @BeforeEach
    void serve() throws IOException {
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/gazette/lamps", exchange -> answer(exchange, """
                <rss version="2.0"><channel><title>Lighthouse Gazette</title><language>en</language>
                <item><title>A lamp is lit</title><link>https://gazette.example/lamp-1</link></item>
                <item><title>A lamp goes out</title><link>https://gazette.example/lamp-2</link></item>
                </channel></rss>"""));
        web.createContext(
                "/page.html", exchange -> answer(exchange, "<html><body>No feed is named here</body></html>"));
        web.start();
    }

    @AfterEach
    void stop() {
        web.stop(0);
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String address(String path) {
        return "http://127.0.0.1:" + web.getAddress().getPort() + path;
    }

    private Locator row(String address) {
        return page().locator("[aria-labelledby=feeds] tr").filter(new Locator.FilterOptions().setHasText(address));
    }

    @Test
    void testsAFeedAddsItPausesItAndRemovesItWhenAskedTwice() {
        Page page = visit("sources");
        Locator field = page.locator("input[type=url]");
        field.fill(address("/gazette/lamps"));
        button("Test").click();
        Locator found = page.locator("[aria-labelledby=feeds] .note li");
        assertThat(page.getByText("2 items would come:")).isVisible();
        assertThat(found).hasText(new String[] {"A lamp is lit", "A lamp goes out"});

        button("Add").click();
        assertThat(page.getByText("Feed added.")).isVisible();
        Locator row = row(address("/gazette/lamps"));
        assertThat(row).containsText("Lighthouse Gazette");
        assertThat(row.locator(".pill")).hasText("well");
        assertThat(row).containsText("2 items taken");
        picture("sources");

        row.getByText("Pause").click();
        assertThat(row.locator(".pill")).hasText("paused");
        row.getByText("Resume").click();
        assertThat(row.locator(".pill")).hasText("well");

        row.getByText("Remove").click();
        row.getByText("Really?").click();
        assertThat(row).hasCount(0);
        assertThat(page.locator("[aria-labelledby=feeds].panel")).isFocused();
    }

    @Test
    void saysHowManySourcesThereAreAndLoadsThem() {
        page().route(
                        "**/api/v1/trends?*",
                        route -> route.resume(new Route.ResumeOptions()
                                .setUrl(route.request().url().replace("limit=100", "limit=2"))));
        Page page = visit("sources");
        Locator rows = page.locator("table.seen tbody tr");
        assertThat(rows).hasCount(2);
        int all = Integer.parseInt(
                page.locator("[aria-labelledby=seen] [data-count]").getAttribute("data-count"));
        Locator more = page.locator("[aria-labelledby=seen] [data-more]");
        assertThat(more).hasText("More (" + (all - 2) + ")");
        more.click();
        assertThat(rows).hasCount(4);
    }

    @Test
    void saysWhyAnAddressIsNoFeed() {
        Page page = visit("sources");
        page.locator("input[type=url]").fill(address("/page.html"));
        button("Test").click();
        assertThat(page.locator("[aria-labelledby=feeds] [role=alert]")).containsText(address("/page.html"));
        // the browser itself tells of answers that are errors
        forgive("422");
    }

    @Test
    void takesOpmlInAndGivesItOut() throws IOException {
        Page page = visit("sources");
        String one = address("/gazette/lamps?one");
        String list = "<opml version=\"2.0\"><body><outline type=\"rss\" text=\"One\" xmlUrl=\"" + one
                + "\"/><outline type=\"rss\" text=\"Nowhere\" xmlUrl=\"gopher://old.example/\"/></body></opml>";
        page.locator("input[type=file]")
                .setInputFiles(new FilePayload("feeds.opml", "text/x-opml", list.getBytes(StandardCharsets.UTF_8)));
        assertThat(page.getByText("1 added, 0 known, 1 rejected")).isVisible();
        assertThat(row(one)).containsText("One");

        String given = Files.readString(
                page.waitForDownload(() -> page.getByText("Export OPML").click())
                        .path());
        Assertions.assertThat(given).contains("<opml", "xmlUrl=\"" + one + "\"");
        row(one).getByText("Remove").click();
        row(one).getByText("Really?").click();
        assertThat(row(one)).hasCount(0);
    }
}
