package org.tocsin.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One article revision that one subscription's query matched. */
public record Match(
        Subscription subscription,
        EnrichedArticle article,
        long offset,
        List<Span> spans,
        @Nullable Double score) {
    public Match {
        spans = spans == null ? List.of() : List.copyOf(spans);
    }
}
