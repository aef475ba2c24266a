package org.tocsin.replay;

import org.jspecify.annotations.Nullable;
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

    /** As much of an article as is looked at, without a query what is known of every article. */
    public static EnrichedArticle read(@Nullable Asking asking, Scan.Item<EnrichedArticle> item) {
        return Scan.lean(item, asking != null && asking.mentions);
    }

    /** Whether the article is one of those asked for. */
    public boolean matches(Scan.Item<EnrichedArticle> item) {
        EnrichedArticle article = read(this, item);
        EnrichedArticle asked =
                words ? article : article.withArticle(article.article().withText("", "", ""));
        return !index.match(Document.of(asked)).isEmpty();
    }
}
