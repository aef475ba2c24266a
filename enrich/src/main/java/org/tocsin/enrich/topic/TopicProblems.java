package org.tocsin.enrich.topic;

import java.util.List;

/** Everything that is wrong with a topic definition, a sentence each. */
public final class TopicProblems extends IllegalArgumentException {
    private final List<String> sentences;

    public TopicProblems(List<String> sentences) {
        super(String.join("; ", sentences));
        this.sentences = List.copyOf(sentences);
    }

    public List<String> sentences() {
        return sentences;
    }
}
