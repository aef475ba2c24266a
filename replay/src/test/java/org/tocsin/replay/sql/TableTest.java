package org.tocsin.replay.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.replay.export.SmallExport;

/** What an answer looks like, also one that is out of the ordinary. */
final class TableTest {
    @TempDir
    private Path directory;

    private Table ask(String sql) throws IOException {
        SmallExport.write(directory, List.of());
        try (History history = History.open(directory)) {
            return history.ask(sql);
        }
    }

    @Test
    void guardsTheHeaderOfCsvAsItsCells() throws IOException {
        assertThat(ask("PIVOT (SELECT '=cmd|calc' AS t, 1 AS n) ON t USING sum(n)")
                        .csv())
                .isEqualTo("'=cmd|calc\r\n1\r\n");
    }

    @Test
    void keepsColumnsOfOneNameApart() throws IOException {
        assertThat(ask("SELECT 1 AS a, 2 AS a, 3 AS a_1").json()).isEqualTo("{\"a\":1,\"a_1\":2,\"a_1_1\":3}\n");
    }

    @Test
    void writesBytesAsText() throws IOException {
        assertThat(ask("SELECT 'a\\x00\\xFF'::BLOB AS bytes").text()).endsWith("a\\x00\\xFF\n");
    }

    @Test
    void plotsNumbersBesideOneThatIsNone() throws IOException {
        List<String> bars =
                ask("SELECT * FROM (VALUES ('a', 1.0::DOUBLE), ('b', 'nan'), ('c', 'inf'), ('d', 2)) t(x, y)")
                        .plot()
                        .lines()
                        .toList();

        assertThat(bars.get(0)).contains("█".repeat(25)).doesNotContain("█".repeat(26));
        assertThat(bars.get(1)).doesNotContain("█");
        assertThat(bars.get(2)).doesNotContain("█");
        assertThat(bars.get(3)).contains("█".repeat(50));
    }

    @Test
    void alignsWhatATerminalShowsInTwoCells() throws IOException {
        List<String> lines = ask("SELECT * FROM (VALUES ('북한군', 'x'), ('Україна', 'x'), ('ｶﾅ日本', 'x')) t(a, b)")
                .text()
                .lines()
                .toList();

        assertThat(lines).containsExactly("a        b", "----------", "북한군   x", "Україна  x", "ｶﾅ日本   x");
    }

    @Test
    void cutsWhatIsTooWideAtACell() throws IOException {
        assertThat(ask("SELECT repeat('한', 40) AS a").text()).endsWith("\n" + "한".repeat(29) + "…\n");
        assertThat(ask("SELECT repeat('x', 61) AS a").text()).endsWith("\n" + "x".repeat(59) + "…\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 1; SELECT 2", "CREATE TABLE t AS SELECT 1; FROM t;", "SELECT ';'; SELECT 2"})
    void refusesSeveralStatements(String sql) {
        assertThatThrownBy(() -> ask(sql)).hasMessageContaining("it must be one");
        assertThatThrownBy(() -> History.prepare(sql)).hasMessageContaining("it must be one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT ';' AS a, \"b;\" FROM (SELECT 1 AS \"b;\"); -- the end; of it",
                "SELECT 'it''s; so' /* ; */;",
                "SELECT $$;$$ || $x$;$x$ || E'\\';'"
            })
    void takesOneWithSemicolonsWithin(String sql) throws IOException {
        History.prepare(sql);
        assertThat(ask(sql).rows()).hasSize(1);
    }

    @Test
    void saysWhatIsWrongBeforeThereIsAnExport() {
        History.prepare("COPY (SELECT id FROM articles) TO 'ids.csv'");
        assertThatThrownBy(() -> History.prepare("SELEC 1")).hasMessageContaining("SELEC");
        assertThatThrownBy(() -> History.prepare("SELECT colour FROM articles")).hasMessageContaining("colour");
    }
}
