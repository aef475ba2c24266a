package org.tocsin.enrich.quality;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.model.Article;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;

/** Articles made from labelled data. */
final class Samples {
    private Samples() {}

    static Article article(String id, String title, String body, String source, Instant published) {
        return new Article(
                id,
                1,
                "",
                title,
                "",
                body,
                "",
                List.of(),
                new Source(source, source, "", "", ""),
                published,
                published,
                Origin.LIVE,
                false,
                List.of(),
                id,
                "");
    }

    /** The cells of a line of CSV; a quote within quotes is doubled. */
    static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
