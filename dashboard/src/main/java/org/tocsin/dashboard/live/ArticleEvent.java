package org.tocsin.dashboard.live;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.query.Document;
import org.tocsin.query.MatchResult;
import org.tocsin.query.Query;
import org.tocsin.runtime.stream.Event;
import org.tocsin.runtime.stream.Kind;

/** An article, made ready for queries once for all readers. */
public final class ArticleEvent extends Event {
    private final EnrichedArticle article;
    private volatile @Nullable Document document;

    public ArticleEvent(long offset, EnrichedArticle article) {
        super(Kind.ARTICLE, offset, article);
        this.article = article;
    }

    /** Lets through the articles of a query, each with the spans of its text that match as {@code why}, and all that is no article. */
    public static Function<Event, @Nullable String> matching(@Nullable Query query) {
        return query == null
                ? Event::data
                : event -> switch (event) {
                    case ArticleEvent ready -> ready.data(query);
                    case Event read
                    when read.value() instanceof EnrichedArticle article -> new ArticleEvent(0, article).data(query);
                    default -> event.data();
                };
    }

    private @Nullable String data(Query query) {
        MatchResult result = query.match(document());
        return result.matched() ? with(data(), "why", result.spans()) : null;
    }

    /** A JSON object with one field more. */
    private static String with(String object, String name, Object value) {
        return object.substring(0, object.length() - 1) + ",\"" + name + "\":" + Json.line(value) + "}";
    }

    private Document document() {
        Document made = document;
        if (made == null) {
            made = Document.of(article);
            document = made;
        }
        return made;
    }
}
