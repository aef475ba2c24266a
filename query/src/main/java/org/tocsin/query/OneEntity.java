package org.tocsin.query;

import java.util.List;
import java.util.stream.Collectors;
import org.tocsin.model.Entity;

/** The entity that a name in a query means. */
final class OneEntity {
    private static final int MOST_NAMED = 8;

    private OneEntity() {}

    /** The id of the one entity with that name. */
    static String id(String field, String name, int column, EntityNames names) {
        List<Entity> candidates = names.named(name).stream()
                .filter(entity -> field.equals("entity") || entity.type().equals("place"))
                .toList();
        if (candidates.isEmpty()) {
            throw new QueryException(
                    column,
                    "no %s is known as \"%s\"; look for the words \"%s\" instead, or write the id, such as %s:Q423"
                            .formatted(field, name, name, field));
        }
        if (candidates.size() > 1) {
            String listed = candidates.stream()
                    .limit(MOST_NAMED)
                    .map(OneEntity::described)
                    .collect(Collectors.joining(", "));
            throw new QueryException(
                    column,
                    "\"%s\" may be %s%s; choose one, as in %s:%s"
                            .formatted(
                                    name,
                                    listed,
                                    candidates.size() > MOST_NAMED ? " …" : "",
                                    field,
                                    candidates.getFirst().id()));
        }
        return candidates.getFirst().id();
    }

    private static String described(Entity entity) {
        List<String> preferred = entity.names().getOrDefault("en", List.of());
        String name = preferred.isEmpty() ? "" : preferred.getFirst() + ", ";
        return entity.id() + " (" + name + (entity.description().isEmpty() ? entity.type() : entity.description())
                + ")";
    }
}
