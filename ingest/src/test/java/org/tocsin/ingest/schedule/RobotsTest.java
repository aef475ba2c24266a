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
