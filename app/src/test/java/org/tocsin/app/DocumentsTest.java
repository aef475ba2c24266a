package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents hang together: the README leads to each, and no link between them leads nowhere. */
final class DocumentsTest {
    private static final Path HOME = Path.of("").toAbsolutePath().resolve("..").normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]*`");

    static List<String> documents() throws IOException {
        try (Stream<Path> files = Files.walk(HOME.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(
                                    "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "deploy/README.md"),
                            files.filter(file -> file.toString().endsWith(".md"))
                                    .map(file -> HOME.relativize(file).toString()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void theReadmeLeadsToEveryDocument() throws IOException {
        String readme = Files.readString(HOME.resolve("README.md"));
        assertThat(documents())
                .hasSizeGreaterThan(20)
                .filteredOn(document -> !document.equals("README.md") && !document.startsWith("docs/decisions/"))
                .allSatisfy(document -> assertThat(readme).contains("](" + document + ")"));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsSomewhere(String document) throws IOException {
        Path file = HOME.resolve(document);
        Matcher links = LINK.matcher(CODE.matcher(Files.readString(file)).replaceAll(""));
        while (links.find()) {
            String link = links.group(1);
            if (!link.matches("[a-z]+:.*")) {
                String[] parts = link.split("#", 2);
                Path target = parts[0].isEmpty()
                        ? file
                        : file.resolveSibling(parts[0]).normalize();
                assertThat(target).as("%s in %s", link, document).exists();
                if (parts.length > 1) {
                    assertThat(anchors(target)).as("%s in %s", link, document).contains(parts[1]);
                }
            }
        }
    }

    /** What headings are reached by, as GitHub makes it. */
    static List<String> anchors(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.matches("#+ .*"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
