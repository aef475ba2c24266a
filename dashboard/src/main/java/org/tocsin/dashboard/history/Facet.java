package org.tocsin.dashboard.history;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Mention;
import org.tocsin.model.Source;
import org.tocsin.model.TopicTag;

/** What articles are counted by; each value stands in the index as {@link Value#text}. */
public enum Facet {
    TOPIC,
    ENTITY,
    PLACE,
    SOURCE,
    COUNTRY,
    LANGUAGE,
    STORY;

    /** The field of the index. */
    String field() {
        return "facet-" + this;
    }

    /** The facet of a name such as {@code topic}. */
    public static Facet of(String name) {
        for (Facet facet : values()) {
            if (facet.toString().equals(name)) {
                return facet;
            }
        }
        throw new IllegalArgumentException("facet " + name + " is unknown; known are " + List.of(values()));
    }

    /** The values of one article, each once. */
    Set<Value> values(EnrichedArticle article) {
        Set<Value> found = new LinkedHashSet<>();
        switch (this) {
            case TOPIC ->
                // the codes of IPTC stand for classes of topics, which would crowd the topics out
                article.topics().stream()
                        .map(TopicTag::id)
                        .filter(id -> !id.startsWith("medtop:"))
                        .forEach(id -> found.add(Value.of(id)));
            case ENTITY -> mentions(article.mentions(), false, found);
            case PLACE -> mentions(article.mentions(), true, found);
            case SOURCE -> {
                Source source = article.article().source();
                String id = source.domain().isEmpty() ? source.name() : source.domain();
                found.add(new Value(id, source.name().isEmpty() ? id : source.name(), "", null, null));
            }
            case COUNTRY -> found.add(Value.of(article.article().source().country()));
            case LANGUAGE -> found.add(Value.of(article.article().language()));
            case STORY -> found.add(Value.of(article.story()));
        }
        found.removeIf(value -> value.id().isBlank());
        return found;
    }

    private static void mentions(Collection<Mention> mentions, boolean places, Set<Value> found) {
        for (Mention mention : mentions) {
            Double latitude = mention.latitude();
            if (!places) {
                found.add(new Value(mention.key(), mention.name(), mention.type(), null, null));
            } else if (latitude != null) {
                found.add(new Value(mention.key(), mention.name(), mention.type(), latitude, mention.longitude()));
            }
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * One value.
     *
     * @param type of an entity, else empty
     * @param latitude of a place, else null
     * @param longitude of a place, else null
     */
    public record Value(
            String id,
            String name,
            String type,
            @Nullable Double latitude,
            @Nullable Double longitude) {
        private static final String SEPARATOR = "\u001f";
        private static final int MAX_LENGTH = 300;

        static Value of(String id) {
            return new Value(id, id, "", null, null);
        }

        String text() {
            String whole = String.join(
                    SEPARATOR,
                    id,
                    name,
                    type,
                    latitude == null ? "" : latitude.toString(),
                    longitude == null ? "" : longitude.toString());
            return whole.length() <= MAX_LENGTH ? whole : id.substring(0, Math.min(id.length(), MAX_LENGTH));
        }

        static Value parse(String text) {
            String[] parts = text.split(SEPARATOR, -1);
            if (parts.length < 5) {
                return of(text);
            }
            return new Value(parts[0], parts[1], parts[2], number(parts[3]), number(parts[4]));
        }

        private static @Nullable Double number(String text) {
            return text.isEmpty() ? null : Double.valueOf(Objects.requireNonNull(text));
        }
    }
}
