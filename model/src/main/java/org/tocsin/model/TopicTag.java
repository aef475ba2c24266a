package org.tocsin.model;

import java.util.List;

/**
 * A topic that an article carries, with the score, the threshold that it reached and the spans that scored.
 *
 * @param version of the topic's definition
 */
public record TopicTag(String id, int version, double score, double threshold, List<Span> evidence) {
    public TopicTag {
        evidence = evidence == null ? List.of() : List.copyOf(evidence);
    }
}
