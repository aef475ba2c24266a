package org.tocsin.query;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Span;

/**
 * Whether a query matched and why.
 *
 * @param score sum of the weights of the SCORE clauses that matched, null without SCORE
 * @param threshold what the score had to reach, 0 without SCORE
 * @param spans what made the clauses true, in clause order
 */
public record MatchResult(boolean matched, @Nullable Double score, double threshold, List<Span> spans) {
    public MatchResult {
        spans = List.copyOf(spans);
    }
}
