package org.tocsin.enrich.quality;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page of all that is measured, in Markdown: a section each under a heading of its own. A section that is measured
 * again takes the place of what the page said; the others stay as they were.
 */
public final class QualityReport {
    private static final String HEAD = """
            # Quality

            Written by `./tocsin quality`, which measures the program as it is built on the labelled data in `../shared/data`
            (`--data` names another folder). Name one or more sections to measure only those.

            """;

    private static final Pattern HEADING = Pattern.compile("^## (.+)$", Pattern.MULTILINE);

    private final Map<String, String> texts = new LinkedHashMap<>();

    /** The page as it was written before; empty for a new one. */
    public QualityReport(String before) {
        sections().forEach(section -> texts.put(section.title(), ""));
        Matcher heading = HEADING.matcher(before);
        String title = "";
        int start = 0;
        while (heading.find()) {
            keep(title, before.substring(start, heading.start()));
            title = heading.group(1);
            start = heading.end();
        }
        keep(title, before.substring(start));
    }

    /** Every section there is, in the order of the page. */
    public static List<Section> sections() {
        return List.of(new LanguageSection(), new DuplicatesSection(), new StoriesSection());
    }

    /** Puts the results of a section in the place of its former ones. */
    public void put(Section section, List<Table> tables) {
        StringBuilder text = new StringBuilder(section.about().strip()).append("\n\n");
        tables.forEach(table -> text.append(table.markdown()).append('\n'));
        texts.put(section.title(), text.toString());
    }

    /** The whole page. */
    public String markdown() {
        StringBuilder page = new StringBuilder(HEAD);
        append(Aims.TITLE, Aims.markdown(texts), page);
        texts.forEach((title, text) -> append(title, text, page));
        return page.toString().stripTrailing() + "\n";
    }

    private static void append(String title, String text, StringBuilder page) {
        if (!text.isBlank()) {
            page.append("## ").append(title).append("\n\n").append(text.strip()).append("\n\n");
        }
    }

    private void keep(String title, String text) {
        if (!title.isEmpty() && !title.equals(Aims.TITLE)) {
            texts.put(title, text);
        }
    }
}
