package org.tocsin.enrich.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QualityReportTest {
    private static final Section SECTION = QualityReport.sections().getFirst();

    private static List<Table> table(String cell) {
        return List.of(new Table("", List.of("of"), List.of(List.of(cell))));
    }

    @Test
    void replacesWhatIsMeasuredAgainAndKeepsTheRest() {
        QualityReport first = new QualityReport("");
        first.put(SECTION, table("before"));
        String page = first.markdown();
        assertThat(new QualityReport(page).markdown()).isEqualTo(page);
        QualityReport second = new QualityReport(page);
        second.put(SECTION, table("after"));
        assertThat(second.markdown()).isEqualTo(page.replace("before", "after"));
    }

    @Test
    void saysWhichAimsAreReachedByTheFiguresBelow() {
        QualityReport report = new QualityReport("");
        QualityReport.sections().stream()
                .filter(section -> section.title().equals("Near-duplicates"))
                .forEach(section -> report.put(
                        section,
                        List.of(new Table(
                                "",
                                List.of("set", "precision", "recall"),
                                List.of(List.of("100 articles", "1.000", "0.800"))))));
        assertThat(report.markdown().lines())
                .containsSubsequence(
                        "## Aims",
                        "| near-duplicates among 100 articles, precision | 1.000 | 1.000 | reached |",
                        "| near-duplicates among 100 articles, recall | 1.000 | 0.800 | missed |",
                        "## Near-duplicates");
    }

    @Test
    void saysWhichFileIsAbsent(@TempDir Path empty) {
        assertThatThrownBy(() -> SECTION.measure(new DataFolder(empty), Progress.SILENT))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(empty.toString());
    }

    @Test
    void countsNothingFoundAsPreciseAndNothingLabelledAsComplete() {
        assertThat(new Score(0, 0, 4).precision()).isEqualTo(1);
        assertThat(new Score(0, 0, 4).f1()).isZero();
        assertThat(new Score(3, 4, 6).plus(new Score(1, 1, 2)))
                .isEqualTo(new Score(4, 5, 8))
                .extracting(Score::f1)
                .isEqualTo(8.0 / 13);
    }
}
