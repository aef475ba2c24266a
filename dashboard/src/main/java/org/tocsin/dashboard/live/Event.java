package org.tocsin.dashboard.live;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.query.Document;
import org.tocsin.query.Query;

/** One event of a stream, with its offset in the topic of its kind. */
public final class Event {
    private final Kind kind;
    private final long offset;
    private final Object value;
    private volatile @Nullable String data;
    private volatile @Nullable Document document;

    public Event(Kind kind, long offset, Object value) {
        this.kind = kind;
        this.offset = offset;
        this.value = value;
    }

    Kind kind() {
        return kind;
    }

    long offset() {
        return offset;
    }

    /** The record of the topic. */
    public Object value() {
        return value;
    }

    /** Its JSON, made once for all readers. */
    String data() {
        String made = data;
        if (made == null) {
            made = Json.line(value);
            data = made;
        }
        return made;
    }

    /** A filter that lets through the articles of a query, and all that is no article. */
    public static Predicate<Event> of(@Nullable Query query) {
        return query == null
                ? event -> true
                : event -> !(event.value instanceof EnrichedArticle article)
                        || query.match(event.document(article)).matched();
    }

    private Document document(EnrichedArticle article) {
        Document made = document;
        if (made == null) {
            made = Document.of(article);
            document = made;
        }
        return made;
    }
}
