package org.tocsin.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One browser and one instance for all tests of the page; they end with the last test. */
final class PageGround implements BeforeAllCallback {
    private static final ExtensionContext.Namespace OWN = ExtensionContext.Namespace.create(PageGround.class);
    private static @Nullable Ground ground;

    private static final class Ground implements AutoCloseable {
        private final Path directory = Files.createTempDirectory("tocsin-page");
        private final Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        private final Browser browser;
        private final Instance instance;

        Ground(Path chromium) throws Exception {
            browser = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(chromium)
                            .setArgs(List.of("--no-sandbox")));
            instance = new Instance(directory, Map.of("allow-private", "127.0.0.0/8", "feed-host-delay", "0"));
            Files.createDirectories(PageCase.SHOTS);
        }

        @Override
        public void close() throws IOException {
            playwright.close();
            instance.close();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Path chromium = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        assumeTrue(chromium != null, "skipped: no Chromium is installed (on Debian: apt-get install chromium)");
        Path found = Objects.requireNonNull(chromium);
        ground = context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, OWN)
                .computeIfAbsent("ground", key -> open(found), Ground.class);
    }

    private static Ground open(Path chromium) {
        try {
            return new Ground(chromium);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    Browser browser() {
        return Objects.requireNonNull(ground).browser;
    }

    Instance instance() {
        return Objects.requireNonNull(ground).instance;
    }
}
