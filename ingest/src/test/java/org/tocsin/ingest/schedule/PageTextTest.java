package org.tocsin.ingest.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.Request;

/** Pages that are fetched for their texts, each a request that costs the publisher something. */
final class PageTextTest {
    private static final String PAGE = "https://paper.example/x";
    private static final String OTHER = "https://other.example/x";

    private Instant now = Instant.parse("2025-06-01T00:00:00Z");
    private final List<Request> sent = new ArrayList<>();
    private final Web web = new Web().page(OTHER, "text/html", "<p>Words of another page.</p>");
    private final PageText pages =
            new PageText(this::send, new Robots(this::send, () -> now, Duration.ofSeconds(2)), () -> now);

    private Answer send(Request request) {
        sent.add(request);
        return web.send(request);
    }

    @Test
    void keepsToTheDelayThatRobotsAsksFor() {
        web.page("https://paper.example/robots.txt", "text/plain", "User-agent: *\nCrawl-delay: 7\n");
        web.page(PAGE, "text/html", "<p>Words of the page, and more of them.</p>");

        assertThat(pages.of(PAGE)).contains("Words of the page");

        assertThat(sent).extracting(Request::hostDelay).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(7));
    }

    @Test
    void asksForNothingThatRobotsForbids() {
        web.page("https://paper.example/robots.txt", "text/plain", "User-agent: *\nDisallow: /x\n");

        assertThat(pages.page(PAGE)).isEmpty();

        assertThat(web.asked()).containsExactly("https://paper.example/robots.txt");
    }

    @Test
    void leavesAHostAloneThatIsBusy() {
        web.answer(PAGE, 429, Map.of("retry-after", List.of("3600")), new byte[0]);
        for (int i = 0; i < 5; i++) {
            assertThat(pages.page(PAGE)).isEmpty();
            now = now.plus(Duration.ofMinutes(10));
        }
        assertThat(pages.page(OTHER)).isPresent();
        assertThat(web.asked()).containsOnlyOnce(PAGE);

        now = now.plus(Duration.ofMinutes(10));
        web.answer(PAGE, 503, Map.of(), new byte[0]);
        assertThat(pages.page(PAGE)).isEmpty();
        web.page(PAGE, "text/html", "<p>Words of the page.</p>");
        assertThat(pages.page(PAGE)).as("for a minute at least").isEmpty();
        now = now.plus(PageText.REST);
        assertThat(pages.page(PAGE)).isPresent();
    }
}
