package org.tocsin.model;

import java.util.List;

/**
 * A topic that articles may carry: a name for a query.
 *
 * @param mediaTopics IPTC Media Topic codes, {@code medtop:…}
 * @param query in the query language, with weights and a threshold
 */
public record TopicDefinition(String id, String name, List<String> mediaTopics, String query) {
    public TopicDefinition {
        name = name == null ? id : name;
        mediaTopics = mediaTopics == null ? List.of() : List.copyOf(mediaTopics);
    }
}
