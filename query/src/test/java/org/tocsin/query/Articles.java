package org.tocsin.query;

import java.time.Instant;
import java.util.List;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Mention;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.TopicTag;

/** Articles for tests. */
final class Articles {
    private Articles() {}

    static EnrichedArticle enriched(String language, String title, String summary, String body) {
        Article article = new Article(
                "a",
                1,
                "",
                title,
                summary,
                body,
                language,
                List.of(),
                new Source("", "BBC", "news.bbc.co.uk", "GB", ""),
                Instant.EPOCH,
                Instant.EPOCH,
                Origin.LIVE,
                false,
                List.of(),
                "",
                "");
        return new EnrichedArticle(
                article,
                List.of(new Mention("Q5870", "Kursk", "place", "title", 0, 1, "K", 51.73, 36.19)),
                List.of(new TopicTag("kursk", 1, 1, 1, List.of())),
                "s",
                true,
                2,
                List.of(),
                "",
                1,
                2.5,
                "");
    }

    static Document document(String language, String title, String summary, String body) {
        return Document.of(enriched(language, title, summary, body));
    }

    static Document text(String language, String text) {
        return document(language, text, "", "");
    }
}
