package org.tocsin.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example in the table of the manual is a query. */
final class ManualTest {
    private static final Pattern EXAMPLE = Pattern.compile("`([^`]+)`");

    static Stream<String> examples() throws IOException {
        List<String> found = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "query-language.md"))) {
            if (line.startsWith("| ") && !line.contains("---")) {
                Matcher matcher = EXAMPLE.matcher(line.substring(line.indexOf('|', 2)));
                while (matcher.find()) {
                    found.add(matcher.group(1));
                }
            }
        }
        assertThat(found).hasSizeGreaterThan(25);
        return found.stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isAQueryAndPrintsAsItself(String example) {
        Query query = Query.parse(example);
        assertThat(Query.parse(query.text())).isEqualTo(query);
    }
}
