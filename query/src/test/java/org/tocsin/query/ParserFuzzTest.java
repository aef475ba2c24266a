package org.tocsin.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is typed is either a query, which prints as itself, or a mistake with a column inside the text. The ordinary
 * tests run the kept seeds; {@code ./tocsin fuzz query MINUTES} looks for new ones.
 */
final class ParserFuzzTest {
    private static final List<String> PIECES = List.of(
            "kursk",
            "\"",
            "\"a b\"",
            "AND ",
            " OR ",
            "NOT ",
            "-",
            "(",
            ")",
            ",",
            "^",
            "~",
            "~3",
            "=",
            "*",
            "abc*",
            ">=",
            ">= 3",
            "2 OF ",
            "SCORE >= 3 ",
            "NEAR/3 ",
            " BEFORE/9 ",
            "NEAR",
            "near:",
            "near:51.7,36.2,5km",
            "title:",
            "lead:(",
            "source:",
            "entity:\"x y\"",
            "topic:",
            "story.new",
            "story.sources ",
            "burst ",
            " ",
            "\t",
            "\n",
            "1.5",
            "-2",
            "“",
            "»",
            "≥",
            "（",
            "é",
            "북한",
            "北京*",
            "😀",
            "\ud83d",
            "\u0000",
            "U.S.",
            "like:",
            ":",
            "a:b",
            "'",
            "’");

    @FuzzTest(maxDuration = "2m")
    void query(byte[] bytes) {
        check(new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {41, 42, 43, 44})
    void isAQueryOrAMistakeWithAColumnWhateverIsTyped(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1_500; i++) {
            StringBuilder text = new StringBuilder();
            for (int pieces = random.nextInt(1, 12); pieces > 0; pieces--) {
                text.append(
                        random.nextInt(20) == 0
                                ? Character.toString((char) random.nextInt(0x3000))
                                : PIECES.get(random.nextInt(PIECES.size())));
            }
            check(text.toString());
        }
    }

    private static void check(String text) {
        Query query;
        try {
            query = Query.parse(text);
        } catch (QueryException e) {
            assertThat(e.column()).as(text + ": " + e.getMessage()).isBetween(1, text.length() + 1);
            return;
        }
        assertThat(Query.parse(query.text())).as(text).isEqualTo(query);
        assertThat(Query.parse(query.text()).node()).as(text).isEqualTo(query.node());
    }
}
