package org.tocsin.query;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;

/** An article made ready for matching: its words are found once, however many queries look at it. */
public final class Document {
    private static final int LEAD_WORDS = 60;

    private final EnrichedArticle enriched;
    private final Map<String, List<Word>> fields = new LinkedHashMap<>();

    private Document(EnrichedArticle enriched) {
        this.enriched = enriched;
        Article article = enriched.article();
        fields.put("title", Analysis.words(article.title(), article.language()));
        fields.put("summary", Analysis.words(article.summary(), article.language()));
        fields.put("body", Analysis.words(article.body(), article.language()));
    }

    public static Document of(EnrichedArticle enriched) {
        return new Document(enriched);
    }

    EnrichedArticle enriched() {
        return enriched;
    }

    /** The words that a search in {@code scope} sees, by the field that they stand in. */
    Map<String, List<Word>> scope(String scope) {
        if (scope.isEmpty()) {
            return fields;
        }
        if (!scope.equals("lead")) {
            return Map.of(scope, fields.getOrDefault(scope, List.of()));
        }
        List<Word> summary = fields.getOrDefault("summary", List.of());
        List<Word> body = fields.getOrDefault("body", List.of());
        return summary.isEmpty()
                ? Map.of("body", body.subList(0, Math.min(LEAD_WORDS, body.size())))
                : Map.of("summary", summary);
    }

    String text(String field) {
        Article article = enriched.article();
        return switch (field) {
            case "title" -> article.title();
            case "summary" -> article.summary();
            default -> article.body();
        };
    }
}
