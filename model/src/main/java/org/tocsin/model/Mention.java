package org.tocsin.model;

import org.jspecify.annotations.Nullable;

/**
 * An entity at a place in the text: UTF-16 offsets in the field as given, end exclusive.
 *
 * @param entity id of the entity, null for a name that no list has
 * @param name the entity's preferred name; of a name that no list has, its longest form in the article
 * @param latitude degrees north of a place, null when unknown
 * @param longitude degrees east of a place, null when unknown
 * @param confidence 0 to 1 that the text means this entity and type; 1 in records from before there was one
 */
public record Mention(
        @Nullable String entity,
        String name,
        String type,
        String field,
        int start,
        int end,
        String surface,
        @Nullable Double latitude,
        @Nullable Double longitude,
        Double confidence) {
    public Mention {
        confidence = confidence == null ? 1.0 : confidence;
    }

    /** A mention that is certain. */
    public Mention(
            @Nullable String entity,
            String name,
            String type,
            String field,
            int start,
            int end,
            String surface,
            @Nullable Double latitude,
            @Nullable Double longitude) {
        this(entity, name, type, field, start, end, surface, latitude, longitude, 1.0);
    }

    /** What tells one entity from another, names that no list has included: the id, else {@code type:name}. */
    public String key() {
        return entity == null ? type + ":" + name : entity;
    }
}
