package org.tocsin.enrich.quality;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of results.
 *
 * @param caption a sentence above it, may be empty
 * @param columns the headings
 * @param rows the cells, as many in each row as there are columns
 */
public record Table(String caption, List<String> columns, List<List<String>> rows) {
    public Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        for (List<String> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "a row of " + row.size() + " cells in a table of " + columns.size() + " columns: " + row);
            }
        }
    }

    /** The columns of {@link #row}. */
    public static List<String> scoreColumns(String first) {
        return List.of(first, "precision", "recall", "F1", "right", "found", "labelled");
    }

    /** Precision, recall and F1 with their counts. */
    public static List<String> row(String first, Score score) {
        return List.of(
                first,
                Score.share(score.precision()),
                Score.share(score.recall()),
                Score.share(score.f1()),
                String.valueOf(score.right()),
                String.valueOf(score.found()),
                String.valueOf(score.labelled()));
    }

    /** Markdown. */
    String markdown() {
        String head =
                line(columns) + columns.stream().map(column -> "---").collect(Collectors.joining("|", "|", "|\n"));
        return (caption.isEmpty() ? "" : caption + "\n\n")
                + head
                + rows.stream().map(Table::line).collect(Collectors.joining());
    }

    private static String line(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
