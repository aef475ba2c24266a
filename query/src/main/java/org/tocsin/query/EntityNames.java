package org.tocsin.query;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tocsin.model.Entity;

/** Says which entities a name may stand for; asked once, when a query is saved. */
public interface EntityNames {
    /** Every entity with that name in any language, the likeliest first; none when the name is unknown. */
    List<Entity> named(String name);

    /** The names of {@code entities}, compared without case, accents, hyphens and punctuation. */
    static EntityNames of(Iterable<Entity> entities) {
        Map<String, List<Entity>> byName = new HashMap<>();
        for (Entity entity : entities) {
            Set<String> keys = new LinkedHashSet<>();
            entity.names().values().forEach(names -> names.forEach(name -> keys.add(key(name))));
            keys.forEach(key ->
                    byName.computeIfAbsent(key, fresh -> new ArrayList<>(1)).add(entity));
        }
        return name -> List.copyOf(byName.getOrDefault(key(name), List.of()));
    }

    private static String key(String name) {
        return Analysis.fold(name).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
    }
}
