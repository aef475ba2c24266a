package org.tocsin.model;

import org.jspecify.annotations.Nullable;

/**
 * An entity at a place in the text: UTF-16 offsets in the field as given, end exclusive.
 *
 * @param latitude degrees north of a place, null when unknown
 * @param longitude degrees east of a place, null when unknown
 */
public record Mention(
        String entity,
        String name,
        String type,
        String field,
        int start,
        int end,
        String surface,
        @Nullable Double latitude,
        @Nullable Double longitude) {}
