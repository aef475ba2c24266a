package org.tocsin.model;

import java.util.List;

/** A topic that an article carries, with the score, the threshold that it reached and the spans that scored. */
public record TopicTag(String id, double score, double threshold, List<Span> evidence) {
    public TopicTag {
        evidence = evidence == null ? List.of() : List.copyOf(evidence);
    }
}
