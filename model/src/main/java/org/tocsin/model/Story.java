package org.tocsin.model;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Articles of all languages about one event.
 *
 * @param id stands for good; made from the article that opened it
 * @param headline of that article
 * @param size articles, revisions not counted
 * @param sources ids of the outlets, in the order of their first article, at most 100
 * @param firstSeen earliest publication
 * @param lastSeen latest publication
 * @param entities ids of the entities in most of its articles, the commonest first, at most 10
 * @param topics ids of the topics of its articles, the commonest first, at most 10
 * @param languages ISO 639-1 codes, the commonest first, at most 10
 * @param mergedInto id of the older story that it has become a part of, else empty
 */
public record Story(
        String id,
        String headline,
        int size,
        List<String> sources,
        Instant firstSeen,
        Instant lastSeen,
        List<String> entities,
        List<String> topics,
        List<String> languages,
        String mergedInto) {
    public Story {
        Objects.requireNonNull(id, "id");
        sources = sources == null ? List.of() : List.copyOf(sources);
        entities = entities == null ? List.of() : List.copyOf(entities);
        topics = topics == null ? List.of() : List.copyOf(topics);
        languages = languages == null ? List.of() : List.copyOf(languages);
        mergedInto = mergedInto == null ? "" : mergedInto;
    }
}
