package org.tocsin.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Someone or something that articles name.
 *
 * @param id Wikidata id such as {@code Q423}, else {@code tocsin:…}
 * @param type {@code person}, {@code organization}, {@code place}, {@code group}, {@code event} or {@code product}
 * @param names by language (ISO 639-1), the preferred one first
 * @param latitude degrees north, null but for places
 * @param longitude degrees east, null but for places
 */
public record Entity(
        String id,
        String type,
        Map<String, List<String>> names,
        @Nullable Double latitude,
        @Nullable Double longitude) {
    public Entity {
        names = names == null ? Map.of() : Map.copyOf(names);
    }
}
