package org.tocsin.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One article revision that one subscription's query matched.
 *
 * @param subscription its id; empty for an article that was edited or withdrawn, which goes to whoever got it
 * @param article without its text, see {@link EnrichedArticle#digest}
 * @param offset of the enriched article in its topic
 * @param score sum of its SCORE, null without one
 * @param threshold what the score had to reach, 0 without SCORE
 */
public record Match(
        String subscription,
        int subscriptionVersion,
        EnrichedArticle article,
        long offset,
        List<Span> spans,
        @Nullable Double score,
        double threshold) {
    public Match {
        subscription = subscription == null ? "" : subscription;
        spans = spans == null ? List.of() : List.copyOf(spans);
    }

    /** An article for whoever got it before, whatever their queries say of it now. */
    public static Match ofNoQuery(EnrichedArticle article, long offset) {
        return new Match("", 0, article, offset, List.of(), null, 0);
    }

    /** Reads also the form that held the whole subscription. */
    @JsonCreator
    static Match read(
            @JsonProperty("subscription") @Nullable JsonNode subscription,
            @JsonProperty("subscriptionVersion") int version,
            @JsonProperty("article") EnrichedArticle article,
            @JsonProperty("offset") long offset,
            @JsonProperty("spans") List<Span> spans,
            @JsonProperty("score") @Nullable Double score,
            @JsonProperty("threshold") double threshold) {
        if (subscription != null && subscription.isObject()) {
            return new Match(
                    subscription.path("id").asString(""),
                    subscription.path("version").asInt(0),
                    article,
                    offset,
                    spans,
                    score,
                    threshold);
        }
        return new Match(
                subscription == null ? "" : subscription.asString(""),
                version,
                article,
                offset,
                spans,
                score,
                threshold);
    }
}
