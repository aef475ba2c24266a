package org.tocsin.ingest.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.runtime.http.WebUrl;

final class RobotsTest {
    private static final String ROBOTS = "https://paper.example/robots.txt";

    private Instant now = Instant.parse("2025-06-01T00:00:00Z");
    private final Web web = new Web();
    private final Robots robots = new Robots(web::send, () -> now, Duration.ZERO);

    private Duration delay() {
        return robots.delay(WebUrl.parse("https://paper.example/x"));
    }

    private boolean allows(String path) {
        return robots.allows(WebUrl.parse("https://paper.example" + path));
    }

    @ParameterizedTest
    @CsvSource({
        "/open,true",
        "/shut/page,false",
        "/shut/but/this,true",
        "/a.pdf,false",
        "/a.pdf?x,true",
        "/any/print/x,false",
        "/own,true"
    })
    void followsTheLongestRule(String path, boolean allowed) {
        web.page(ROBOTS, "text/plain", """
                User-agent: other
                Disallow: /own

                User-agent: *
                Disallow: /shut  # all of it
                Allow: /shut/but
                Disallow: /*.pdf$
                Disallow: /*/print/
                """);
        assertThat(allows(path)).isEqualTo(allowed);
    }

    @Test
    void followsTheGroupThatNamesUs() {
        web.page(ROBOTS, "text/plain", "User-agent: *\nDisallow: /\n\nUser-agent: Tocsin\nDisallow: /private\n");
        assertThat(allows("/news")).isTrue();
        assertThat(allows("/private/x")).isFalse();
    }

    @Test
    void asksOnceADayAndStaysAwayWhileTheServerFails() {
        assertThat(allows("/x")).as("404 allows").isTrue();
        assertThat(allows("/y")).isTrue();
        assertThat(web.asked()).hasSize(1);
        now = now.plus(Duration.ofHours(25));
        web.answer(ROBOTS, 503, Map.of(), new byte[0]);
        assertThat(allows("/x")).as("503 forbids").isFalse();
        now = now.plus(Duration.ofHours(2));
        web.answer(ROBOTS, 200, Map.of(), "".getBytes(StandardCharsets.UTF_8));
        assertThat(allows("/x")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "Crawl-delay: 10,PT10S",
        "crawl-delay:2.5 # slowly,PT2.5S",
        "Crawl-delay: 3600,PT30S",
        "Crawl-delay: 0.5,PT1S",
        "Crawl-delay: soon,PT1S",
        "Crawl-delay: -5,PT1S"
    })
    void keepsToTheDelayThatASiteAsksForUpToHalfAMinuteAndToOursWhereThatIsLonger(String line, Duration delay) {
        Robots own = new Robots(web::send, () -> now, Duration.ofSeconds(1));
        WebUrl page = WebUrl.parse("https://paper.example/x");
        web.page(ROBOTS, "text/plain", "User-agent: *\n" + line + "\nDisallow: /shut\n");

        assertThat(own.delay(page)).as("not read yet").isEqualTo(Duration.ofSeconds(1));
        assertThat(own.allows(page)).isTrue();

        assertThat(own.delay(page)).isEqualTo(delay);
        assertThat(own.delay(WebUrl.parse("https://other.example/x"))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void takesTheDelayOfTheGroupThatCountsAsLongAsTheFileDoes() {
        web.page(ROBOTS, "text/plain", "User-agent: slowbot\nCrawl-delay: 20\nUser-agent: *\nDisallow: /shut\n");
        assertThat(allows("/shut")).isFalse();
        assertThat(delay()).isZero();

        now = now.plus(Duration.ofHours(25));
        web.page(ROBOTS, "text/plain", "User-agent: *\nCrawl-delay: 20\n\nUser-agent: Tocsin\nCrawl-delay: 5\n");
        assertThat(allows("/shut")).isTrue();
        assertThat(delay()).isEqualTo(Duration.ofSeconds(5));

        now = now.plus(Duration.ofHours(25));
        web.page(ROBOTS, "text/plain", "User-agent: *\nCrawl-delay: 20\n\nUser-agent: Tocsin\nAllow: /\n");
        assertThat(allows("/shut")).isTrue();
        assertThat(delay()).isZero();
    }

    @Test
    void asksOnceForManyWhoWait() throws InterruptedException {
        List<Thread> pollers = new CopyOnWriteArrayList<>();
        Robots shared = new Robots(
                request -> {
                    Thread own = Thread.currentThread();
                    while (!pollers.stream()
                            .allMatch(one -> one.equals(own) || one.getState() == Thread.State.WAITING)) {
                        Thread.onSpinWait();
                    }
                    return web.send(request);
                },
                () -> now,
                Duration.ZERO);
        for (int i = 0; i < 8; i++) {
            pollers.add(new Thread(() -> assertThat(shared.allows(WebUrl.parse("https://paper.example/x")))
                    .isTrue()));
        }
        pollers.forEach(Thread::start);
        for (Thread poller : pollers) {
            poller.join();
        }
        assertThat(web.asked()).containsExactly(ROBOTS);
    }

    @Test
    void isNotSlowedByRulesThatAreMeantToSlow() {
        web.page(ROBOTS, "text/plain", ("User-agent: *\nDisallow: /" + "*a".repeat(2_000) + "$\n").repeat(50));
        long start = System.nanoTime();
        assertThat(allows("/" + "a".repeat(1_900) + "b")).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
}
