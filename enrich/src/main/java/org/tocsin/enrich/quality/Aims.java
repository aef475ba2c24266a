package org.tocsin.enrich.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the measures should reach, beside what the page says that they do. */
final class Aims {
    /** The heading of the table. */
    static final String TITLE = "Aims";

    private static final String ABOUT = """
            What the figures below should be at least. For comparison: on 200 headlines and leads like those of `ner/news-en`,
            annotated in the same way, Stanford CoreNLP 4.5.10 reached an F1 of 0.75 (places 0.87, people 0.71, organizations 0.62), and
            weighted patterns took the precision of MedISys' alerts from 0.15 to 0.71.
            """;

    /**
     * One figure.
     *
     * @param section heading under which it stands
     * @param table caption of its table, empty for the first
     * @param row first cell of its row, or how that begins
     * @param column of the figure, the first cell being 0
     */
    private record Aim(String what, double least, String section, String table, String row, int column) {}

    private static final List<Aim> ALL = List.of(
            new Aim("names in English news, F1", 0.85, "Entities", "**English news**", "all", 3),
            new Aim("topics, precision", 0.90, "Topics", "", "both", 1),
            new Aim("topics, recall", 0.85, "Topics", "", "both", 2),
            new Aim("stories of UCI, B-cubed F1, at once", 0.90, "Stories", "", "UCI, at once", 3),
            new Aim("stories of UCI, B-cubed F1, with merges", 0.90, "Stories", "", "UCI, with merges", 3),
            new Aim("near-duplicates among 100 articles, precision", 1, "Near-duplicates", "", "100 articles", 1),
            new Aim("near-duplicates among 100 articles, recall", 1, "Near-duplicates", "", "100 articles", 2),
            new Aim("near-duplicates among 1,000 articles, precision", 1, "Near-duplicates", "", "1000 articles", 1),
            new Aim("near-duplicates among 1,000 articles, recall", 1, "Near-duplicates", "", "1000 articles", 2));

    private Aims() {}

    /** The table, of the texts of sections by heading; empty when none of them has been measured. */
    static String markdown(Map<String, String> sections) {
        List<List<String>> rows = new ArrayList<>();
        for (Aim aim : ALL) {
            measured(sections.getOrDefault(aim.section, ""), aim)
                    .ifPresent(figure -> rows.add(List.of(
                            aim.what,
                            String.format(Locale.ROOT, "%.3f", aim.least),
                            String.format(Locale.ROOT, "%.3f", figure),
                            figure >= aim.least ? "reached" : "missed")));
        }
        return rows.isEmpty()
                ? ""
                : ABOUT + "\n" + new Table("", List.of("measure", "at least", "measured", ""), rows).markdown();
    }

    private static Optional<Double> measured(String text, Aim aim) {
        int from = Math.max(0, text.indexOf(aim.table));
        return text.substring(from)
                .lines()
                .filter(line -> line.startsWith("| " + aim.row))
                .findFirst()
                .map(line -> line.split("\\|", -1))
                .map(cells -> Double.parseDouble(cells[aim.column + 1].strip()));
    }
}
