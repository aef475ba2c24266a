package org.tocsin.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user's change to one entity or topic. Readers apply the first edit of a version and drop later ones.
 *
 * @param id of the entity or topic
 * @param edits the version that the change was made to, 0 for a new one
 * @param entity the new form, null when a topic is meant
 * @param topic the new form, null when an entity is meant
 * @param removed takes it away
 */
public record KnowledgeEdit(
        String id,
        int edits,
        @Nullable Entity entity,
        @Nullable TopicDefinition topic,
        boolean removed,
        Instant at) {}
