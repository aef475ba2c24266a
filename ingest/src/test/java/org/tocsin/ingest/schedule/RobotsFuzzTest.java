package org.tocsin.ingest.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.tocsin.runtime.http.WebUrl;

/**
 * Whatever a site's robots.txt says, every page of it may be fetched or not, after a pause that no site makes endless. The
 * ordinary tests run the kept seeds; {@code ./tocsin fuzz robots MINUTES} looks for new ones.
 */
final class RobotsFuzzTest {
    private static final List<WebUrl> PAGES = List.of(
            WebUrl.parse("https://paper.example/"),
            WebUrl.parse("https://paper.example/shut/page.html?x=1&y=%D0%B0"),
            WebUrl.parse("https://paper.example/" + "a/".repeat(500)));

    @FuzzTest(maxDuration = "2m")
    void robots(byte[] data) {
        Web web = new Web();
        web.answer("https://paper.example/robots.txt", 200, Map.of(), data);
        Robots robots = new Robots(web::send, () -> Instant.EPOCH, Duration.ofSeconds(2));
        for (WebUrl page : PAGES) {
            assertThat(robots.allows(page)).isEqualTo(robots.allows(page));
            assertThat(robots.delay(page)).isBetween(Duration.ofSeconds(2), Robots.LONGEST_DELAY);
        }
    }
}
