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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every test that the threat model names is there, and it leaves out no requirement of the standard that it goes by. */
final class ThreatsTest {
    private static final Path HOME = Path.of("").toAbsolutePath().resolve("..").normalize();
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+(?:Test|IT))(?:\\.(\\w+))?`");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| .* \\| (.*) \\| (V\\d+(?:, V\\d+)*) \\|$");

    private static final Pattern REQUIREMENTS =
            Pattern.compile("(?m)^\\| (V\\d[^|]*) \\| (met|open|not applicable) \\| [^|]+ \\|$");
    private static final Pattern RANGE = Pattern.compile("(V\\d+\\.\\d+)\\.(\\d+)(?:–\\1\\.(\\d+))?");

    /** The last requirement of level 1 or 2 of each section of ASVS 5.0.0; in each the ones before it are of these levels too. */
    private static final String LAST = """
            V1.1.2 V1.2.9 V1.3.11 V1.4.3 V1.5.2 V2.1.3 V2.2.3 V2.3.4 V2.4.1 V3.2.2 V3.3.4 V3.4.6 V3.5.5 V3.7.2 \
            V4.1.3 V4.2.1 V4.3.2 V4.4.4 V5.1.1 V5.2.3 V5.3.2 V5.4.3 V6.1.3 V6.2.12 V6.3.4 V6.4.4 V6.5.5 V6.6.3 V6.8.4 \
            V7.1.3 V7.2.4 V7.3.2 V7.4.5 V7.5.2 V7.6.2 V8.1.2 V8.2.3 V8.3.1 V8.4.1 V9.1.3 V9.2.4 V10.1.2 V10.2.2 V10.3.4 \
            V10.4.11 V10.5.5 V10.6.2 V10.7.3 V11.1.2 V11.2.3 V11.3.3 V11.4.4 V11.5.1 V11.6.1 V12.1.3 V12.2.2 V12.3.4 \
            V13.1.1 V13.2.5 V13.3.2 V13.4.5 V14.1.2 V14.2.4 V14.3.3 V15.1.3 V15.2.3 V15.3.7 V16.1.1 V16.2.5 V16.3.4 \
            V16.4.3 V16.5.3 V17.1.1 V17.2.4 V17.3.2""";

    @Test
    void everyRequirementOfTheStandardStandsOnce() throws IOException {
        List<String> told = REQUIREMENTS
                .matcher(page())
                .results()
                .flatMap(row -> each(row.group(1)))
                .toList();
        List<String> required = LAST.lines()
                .flatMap(line -> Stream.of(line.strip().split(" ", -1)))
                .flatMap(last -> each(last.replaceFirst("(\\d+)$", "1") + "–" + last))
                .toList();

        assertThat(required).as("as many as the standard has").hasSize(253);
        assertThat(told).containsExactlyInAnyOrderElementsOf(required);
    }

    /** The requirements of a list of such, some from one to another of a section. */
    private static Stream<String> each(String list) {
        return RANGE.matcher(list).results().flatMap(range -> {
            int first = Integer.parseInt(range.group(2));
            int last = range.group(3) == null ? first : Integer.parseInt(range.group(3));
            return IntStream.rangeClosed(first, last).mapToObj(number -> range.group(1) + "." + number);
        });
    }

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
