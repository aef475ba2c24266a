package org.tocsin.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must and must not match: a line of {@code traps.txt} each, where {@code <U+200F>} stands for a letter not seen. */
final class TrapTest {
    private static final Pattern UNSEEN = Pattern.compile("<U\\+(\\p{XDigit}{4})>");

    static Stream<String> traps() throws IOException {
        try (InputStream in = Objects.requireNonNull(TrapTest.class.getResourceAsStream("/traps.txt"))) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.stream().filter(line -> !line.startsWith("#"));
        }
    }

    @ParameterizedTest
    @MethodSource("traps")
    void matchesOrNot(String line) {
        String seen = UNSEEN.matcher(line).replaceAll(hex -> Character.toString(Integer.parseInt(hex.group(1), 16)));
        List<String> parts = Stream.of(seen.split("\\|", -1)).map(String::strip).toList();
        Document document = Articles.text(parts.get(0), parts.get(2));
        Query query = Query.parse(parts.get(1));
        boolean expected = parts.get(3).equals("yes");
        assertThat(query.match(document).matched()).as("by itself").isEqualTo(expected);
        QueryIndex index = new QueryIndex();
        index.put("q", query);
        assertThat(index.match(document)).as("stored").hasSize(expected ? 1 : 0);
    }
}
