package org.tocsin.query;

import org.jspecify.annotations.Nullable;

/**
 * Why one query matches: made ready once, asked for many documents. Cheap right after {@link QueryIndex#match} of the
 * same document in the same thread. Thread-safe.
 */
public final class Explanation {
    /** Receives where a place begins: the field and an offset in it. */
    public interface Starts {
        void start(String field, int start);
    }

    private final QueryIndex index;
    private final Node node;
    private final int[] code;
    private final @Nullable String[] texts;

    Explanation(QueryIndex index, Node node, int[] code) {
        this.index = index;
        this.node = node;
        this.code = code;
        texts = new String[code.length];
    }

    /** Whether and why the query matches, with at most {@code most} spans of each clause. */
    public MatchResult of(Document document, int most) {
        return explainer(document, most).explain(node, texts);
    }

    /** Hands over where each place begins that makes the query match; nothing when it does not. */
    public void starts(Document document, Starts starts) {
        explainer(document, Integer.MAX_VALUE).each(node, starts);
    }

    private Explainer explainer(Document document, int most) {
        Matching matching = index.matching(document);
        return new Explainer(matching.view(), matching.evaluator(), code, most);
    }
}
