package org.tocsin.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Someone or something that articles name.
 *
 * @param id Wikidata id such as {@code Q423}, else {@code tocsin:…}
 * @param type {@code person}, {@code organization}, {@code place}, {@code group}, {@code event} or {@code product}
 * @param names by language (ISO 639-1), the preferred one first; base forms suffice, since endings are known, and
 *     further inflected forms may stand among them
 * @param latitude degrees north, null but for places
 * @param longitude degrees east, null but for places
 * @param country ISO 3166 alpha-2 code of the country it belongs to, empty when none
 * @param description a few words that tell it from its namesakes, such as {@code city in Kursk Oblast}
 * @param context words one of which must stand in an article before a name that has other meanings counts; empty asks
 *     for none
 * @param strict found by names of two words or more only, never by a single word
 */
public record Entity(
        String id,
        String type,
        Map<String, List<String>> names,
        @Nullable Double latitude,
        @Nullable Double longitude,
        String country,
        String description,
        List<String> context,
        boolean strict) {
    public Entity {
        names = names == null ? Map.of() : Map.copyOf(names);
        country = country == null ? "" : country;
        description = description == null ? "" : description;
        context = context == null ? List.of() : List.copyOf(context);
    }

    /** An entity without country, description, context or strictness. */
    public Entity(
            String id,
            String type,
            Map<String, List<String>> names,
            @Nullable Double latitude,
            @Nullable Double longitude) {
        this(id, type, names, latitude, longitude, "", "", List.of(), false);
    }
}
