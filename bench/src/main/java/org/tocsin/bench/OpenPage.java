package org.tocsin.bench;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntSupplier;

/** The page with what it is told of articles written down, its frames and its heap measured. */
final class OpenPage implements AutoCloseable {
    private static final int WIDTH = 1_360;
    private static final int HEIGHT = 900;
    private static final Duration LOOK = Duration.ofSeconds(15);

    /** Writes down every article of every stream, and the time between frames. */
    private static final String WITNESS = """
            window.told = [];
            window.frames = [];
            const Real = window.EventSource;
            window.EventSource = class extends Real {
              constructor(...given) {
                super(...given);
                this.addEventListener("article", e => { const a = JSON.parse(e.data).article; window.told.push(`${a.id} ${a.revision}`); });
              }
            };
            let last = performance.now();
            requestAnimationFrame(function look(now) { window.frames.push(now - last); last = now; requestAnimationFrame(look); });
            """;

    private final Page page;
    private final Set<String> told = new HashSet<>();
    private final List<Double> heaps = new ArrayList<>();
    private final List<Double> frames = new ArrayList<>();

    OpenPage(Browser browser, URI server) {
        page = browser.newContext(new Browser.NewContextOptions().setViewportSize(WIDTH, HEIGHT))
                .newPage();
        page.addInitScript(WITNESS);
        page.navigate(server + "/#/now");
        page.waitForFunction("() => document.querySelector('.state').dataset.s === 'live'");
    }

    /** Milliseconds from asking for the page until its list of articles is drawn, each time in a browser that knows nothing. */
    static List<Long> starts(Browser browser, URI server, int times) {
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            try (var context = browser.newContext(new Browser.NewContextOptions().setViewportSize(WIDTH, HEIGHT))) {
                Page page = context.newPage();
                page.navigate("about:blank");
                long began = System.nanoTime();
                page.navigate(server + "/#/now");
                page.locator("[data-list] .art").first().waitFor();
                all.add(Duration.ofNanos(System.nanoTime() - began).toMillis());
            }
        }
        return all;
    }

    /** Scrolls up and down for a while, and prints every so often how the page does. */
    void scroll(Duration time, IntSupplier written) {
        page.mouse().move(WIDTH / 3.0, HEIGHT / 2.0);
        long end = System.nanoTime() + time.toNanos();
        long look = System.nanoTime() + LOOK.toNanos();
        for (int step = 0; System.nanoTime() < end; step++) {
            page.mouse().wheel(0, step / 30 % 2 == 0 ? 120 : -120);
            page.waitForTimeout(50);
            if (System.nanoTime() > look) {
                look += LOOK.toNanos();
                note(written.getAsInt());
            }
        }
        note(written.getAsInt());
        frames.sort(null);
        System.out.printf(
                Locale.ROOT,
                "frames while scrolling: median %.1f ms, 95 %% %.1f ms, 99 %% %.1f ms, %.1f a second%n",
                at(frames, 0.5),
                at(frames, 0.95),
                at(frames, 0.99),
                1_000
                        * frames.size()
                        / frames.stream().mapToDouble(Double::doubleValue).sum());
        int quarter = Math.max(1, heaps.size() / 4);
        System.out.printf(
                Locale.ROOT,
                "heap after collection: first quarter %.1f MiB, last quarter %.1f MiB%n",
                mean(heaps.subList(0, quarter)),
                mean(heaps.subList(heaps.size() - quarter, heaps.size())));
    }

    /** Takes over what was written down since; what measuring costs is left out of the frames. */
    private void note(int written) {
        if (page.evaluate("window.frames.splice(0)") instanceof List<?> all) {
            all.forEach(frame -> frames.add(((Number) frame).doubleValue()));
        }
        take();
        Number heap = (Number) page.evaluate("gc(), performance.memory.usedJSHeapSize");
        heaps.add(heap.doubleValue() / (1 << 20));
        page.evaluate("window.frames.length = 0");
        System.out.printf(
                Locale.ROOT,
                "%6d articles in the log, %6d told, %.1f MiB, %d elements%n",
                written,
                told.size(),
                heaps.getLast(),
                (Integer) page.evaluate("document.getElementsByTagName('*').length"));
    }

    private void take() {
        if (page.evaluate("window.told.splice(0)") instanceof List<?> all) {
            all.forEach(article -> told.add(String.valueOf(article)));
        }
    }

    /** Whether the page was not told of an article that the log has, after half a minute for those under way. */
    boolean missed(Set<String> written) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        Set<String> lost;
        do {
            page.waitForTimeout(500);
            take();
            lost = new HashSet<>(written);
            lost.removeAll(told);
        } while (!lost.isEmpty() && System.nanoTime() < end);
        System.out.printf(
                Locale.ROOT,
                "%d articles in the log, the page was told of %d of them: %d lost%n",
                written.size(),
                written.size() - lost.size(),
                lost.size());
        return !lost.isEmpty();
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.isEmpty()
                ? Double.NaN
                : sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    @Override
    public void close() {
        page.context().close();
    }
}
