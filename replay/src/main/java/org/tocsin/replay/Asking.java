package org.tocsin.replay;

import org.tocsin.model.EnrichedArticle;
import org.tocsin.query.Document;
import org.tocsin.query.Query;
import org.tocsin.query.QueryIndex;

/**
 * One query put to articles of the log. Of each only what the query looks at is read: most ask for no mentions, and one of
 * sources, topics or times for no words. Thread-safe.
 */
public final class Asking {
    private final QueryIndex index = new QueryIndex();
    private final boolean mentions;
    private final boolean words;

    public Asking(Query query) {
        index.put("query", query);
        mentions = query.asksForMentions();
        words = query.asksForWords();
    }

    /** Whether the article is one of those asked for. */
    public boolean matches(Scan.Item<EnrichedArticle> item) {
        EnrichedArticle article = mentions ? item.value() : Scan.lean(item);
        EnrichedArticle asked =
                words ? article : article.withArticle(article.article().withText("", "", ""));
        return !index.match(Document.of(asked)).isEmpty();
    }
}
