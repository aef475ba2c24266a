package org.tocsin.bench;

import java.time.Instant;
import java.util.List;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.query.Document;

/** Documents of plain English texts. */
final class Articles {
    private Articles() {}

    /** An article with {@code text} for its body, analysed. */
    static Document document(String text) {
        return Document.of(enriched(text));
    }

    /** An article with {@code text} for its body. */
    static EnrichedArticle enriched(String text) {
        Article article = new Article(
                "a",
                1,
                "",
                "",
                "",
                text,
                "en",
                List.of(),
                new Source("", "", "", "", ""),
                Instant.EPOCH,
                Instant.EPOCH,
                Origin.LIVE,
                false,
                List.of(),
                "",
                "");
        return EnrichedArticle.tagged(article, List.of(), List.of(), "");
    }
}
