package org.tocsin.replay.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CellsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "=1+1|'=1+1",
                "+49 30|'+49 30",
                "-1|'-1",
                "@SUM(A1)|'@SUM(A1)",
                " =1+1| '=1+1",
                "\"=1+1|\"'=1+1",
                "＝1+1|'＝1+1",
                "a;=1+1|a;'=1+1",
                "a; \"=1+1;-2|a; \"'=1+1;'-2",
                "a\t@SUM(A1)|a\t'@SUM(A1)",
                "~a\n=1+1~|~a\n'=1+1~",
                "\ta|'\ta",
                "a=1+1|a=1+1",
                "rain - and wind, -3 degrees|rain - and wind, -3 degrees",
                "soldiers; captured|soldiers; captured"
            })
    void nothingIsTakenForAFormula(String text, String cell) {
        assertThat(Cells.cell(text)).isEqualTo(cell);
    }

    @Test
    void cutsWhereACellEndsButNotWithinACharacter() {
        assertThat(Cells.cell("a".repeat(40_000))).hasSize(32_767);
        assertThat(Cells.cell("a".repeat(32_766) + "\uD83D\uDE00")).hasSize(32_766);
        assertThat(Cells.cell(null)).isEmpty();
    }
}
