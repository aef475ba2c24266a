package org.tocsin.dashboard.live;

import org.jspecify.annotations.Nullable;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.query.Document;
import org.tocsin.query.Query;

/** One event of the stream: {@code article} or {@code alert}, with its offset in its topic. */
public final class Event {
    private final String name;
    private final long offset;
    private final Object value;
    private volatile @Nullable String data;
    private volatile @Nullable Document document;

    public Event(String name, long offset, Object value) {
        this.name = name;
        this.offset = offset;
        this.value = value;
    }

    String name() {
        return name;
    }

    long offset() {
        return offset;
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

    /** Whether a reader with this filter wants it; only articles are filtered. */
    boolean wanted(@Nullable Query query) {
        if (query == null || !(value instanceof EnrichedArticle article)) {
            return true;
        }
        Document made = document;
        if (made == null) {
            made = Document.of(article);
            document = made;
        }
        return query.match(made).matched();
    }
}
