package org.tocsin.replay.export;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Mention;
import org.tocsin.model.TopicTag;

/**
 * Records as rows of a spreadsheet. What a spreadsheet would take for a formula has an apostrophe before it (OWASP, "CSV
 * Injection"): at the beginning of a cell, and behind what may begin another where cells are parted by semicolons or tabs.
 */
public final class Cells {
    static final List<String> ARTICLE = List.of(
            "id",
            "revision",
            "published",
            "ingested",
            "language",
            "source",
            "domain",
            "country",
            "title",
            "summary",
            "url",
            "authors",
            "origin",
            "retracted",
            "story",
            "duplicate_of",
            "topics",
            "entities",
            "knowledge",
            "body");
    static final List<String> ALERT = List.of(
            "id",
            "kind",
            "subscription",
            "subscription_name",
            "created",
            "article",
            "revision",
            "story",
            "title",
            "url",
            "source",
            "published",
            "score",
            "threshold",
            "topics",
            "alerts");

    /** What begins a formula, in either width. */
    private static final String FORMULA = "=+-@\uFF1D\uFF0B\uFF0D\uFF20";

    /** What may begin a cell, whatever parts them. */
    private static final String PARTING = ";\t\r\n";

    /** A cell of Excel holds no more characters. */
    private static final int MOST_CHARACTERS = 32_767;

    /** Stands at the beginning of a file, since Excel takes one without it for a text of its own code page. */
    public static final String BEGIN = "\ufeff";

    private Cells() {}

    static List<Object> of(EnrichedArticle enriched) {
        Article article = enriched.article();
        return Arrays.asList(
                cell(article.id()),
                article.revision(),
                article.published(),
                article.ingested(),
                cell(article.language()),
                cell(article.source().name()),
                cell(article.source().domain()),
                cell(article.source().country()),
                cell(article.title()),
                cell(article.summary()),
                cell(article.url()),
                list(article.authors()),
                article.origin().name().toLowerCase(java.util.Locale.ROOT),
                article.retracted(),
                cell(enriched.story()),
                cell(enriched.duplicateOf()),
                list(enriched.topics().stream().map(TopicTag::id).toList()),
                list(enriched.mentions().stream().map(Mention::name).distinct().toList()),
                cell(enriched.knowledgeVersion()),
                cell(article.body()));
    }

    static List<Object> of(Alert alert) {
        return Arrays.asList(
                cell(alert.id()),
                cell(alert.kind()),
                cell(alert.subscription()),
                cell(alert.subscriptionName()),
                alert.created(),
                cell(alert.article()),
                alert.revision(),
                cell(alert.story()),
                cell(alert.title()),
                cell(alert.url()),
                cell(alert.source()),
                alert.published(),
                Objects.requireNonNullElse(alert.score(), ""),
                alert.threshold(),
                list(alert.topics().stream().map(TopicTag::id).toList()),
                alert.told().size());
    }

    private static String list(Collection<String> values) {
        return cell(String.join("; ", values));
    }

    /** A text that nothing takes for a formula, cut where a cell ends; empty for null. */
    public static String cell(@Nullable String text) {
        String safe = text == null ? "" : harmless(text);
        if (safe.length() <= MOST_CHARACTERS) {
            return safe;
        }
        int half = Character.isHighSurrogate(safe.charAt(MOST_CHARACTERS - 1)) ? 1 : 0;
        return safe.substring(0, MOST_CHARACTERS - half);
    }

    private static String harmless(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 8);
        boolean begins = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (begins && (FORMULA.indexOf(c) >= 0 || (i == 0 && PARTING.indexOf(c) >= 0))) {
                safe.append('\'');
            }
            // blanks and quotes before a formula are passed over by some
            begins = PARTING.indexOf(c) >= 0 || (begins && (c == ' ' || c == '"'));
            safe.append(c);
        }
        return safe.toString();
    }

    /** A row of CSV (RFC 4180) with its end. */
    public static String row(List<? extends @Nullable Object> cells) {
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            Object cell = cells.get(i);
            String text = cell == null ? "" : cell.toString();
            boolean quoted = text.indexOf(',') >= 0
                    || text.indexOf('"') >= 0
                    || text.indexOf('\n') >= 0
                    || text.indexOf('\r') >= 0;
            row.append(i == 0 ? "" : ",").append(quoted ? '"' + text.replace("\"", "\"\"") + '"' : text);
        }
        return row.append("\r\n").toString();
    }
}
