package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every test that the threat model names is there. */
final class ThreatsTest {
    private static final Path HOME = Path.of("").toAbsolutePath().resolve("..").normalize();
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+(?:Test|IT))(?:\\.(\\w+))?`");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| .* \\| (.*) \\| (V\\d+(?:, V\\d+)*) \\|$");

    @Test
    void everyThreatHasATestAndAChapter() throws IOException {
        List<String> rows =
                ROW.matcher(page()).results().map(row -> row.group(1)).toList();

        assertThat(rows)
                .hasSizeGreaterThan(20)
                .allSatisfy(tests ->
                        assertThat(NAMED.matcher(tests).find()).as(tests).isTrue());
    }

    @Test
    void everyTestThatIsNamedIsThere() throws IOException {
        List<MatchResult> named = NAMED.matcher(page()).results().toList();
        assertThat(named).hasSizeGreaterThan(40);
        for (MatchResult one : named) {
            List<String> sources = sources(one.group(1));
            assertThat(sources).as(one.group()).isNotEmpty();
            if (one.group(2) != null) {
                assertThat(sources).as(one.group()).anyMatch(source -> source.contains("void " + one.group(2) + "("));
            }
        }
    }

    private static String page() throws IOException {
        return Files.readString(HOME.resolve("docs/security.md"));
    }

    private static List<String> sources(String name) throws IOException {
        List<String> found = new ArrayList<>();
        for (String module :
                List.of("model", "query", "runtime", "ingest", "enrich", "alerts", "dashboard", "replay", "app")) {
            try (Stream<Path> below = Files.walk(HOME.resolve(module).resolve("src/test/java"))) {
                below.filter(file -> file.getFileName().toString().equals(name + ".java"))
                        .forEach(file -> found.add(read(file)));
            }
        }
        return found;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
