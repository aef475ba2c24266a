package org.tocsin.dashboard;

import java.time.Instant;
import java.util.List;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;

/** Articles as the index takes them. */
public final class Articles {
    private Articles() {}

    /** One of a story; its title is its text. */
    public static EnrichedArticle of(
            String id, int revision, String title, String source, String story, Instant published, Instant ingested) {
        return of(id, revision, title, source, story, published, ingested, Origin.LIVE);
    }

    /** The same of another origin. */
    public static EnrichedArticle of(
            String id,
            int revision,
            String title,
            String source,
            String story,
            Instant published,
            Instant ingested,
            Origin origin) {
        Article article = new Article(
                id,
                revision,
                "",
                title,
                "",
                "",
                "en",
                List.of(),
                new Source(source, source, "", "", ""),
                published,
                ingested,
                origin,
                false,
                List.of(),
                "",
                "");
        return new EnrichedArticle(article, List.of(), List.of(), story, false, 1, List.of(), "", 1, 0, "");
    }
}
