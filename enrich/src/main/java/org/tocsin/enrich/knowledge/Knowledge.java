package org.tocsin.enrich.knowledge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.enrich.entity.EntityTagger;
import org.tocsin.enrich.topic.TopicProblems;
import org.tocsin.enrich.topic.TopicTagger;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Entity;
import org.tocsin.model.KnowledgeEdit;
import org.tocsin.model.TopicDefinition;
import org.tocsin.model.TopicTag;

/**
 * What is known now: the shipped knowledge and the users' edits applied to it. Every reader that applies the same edits
 * in the same order knows the same: the first edit of a version counts, later ones are dropped. The first edit of
 * something shipped may name an older version of it, so that a new release never undoes what a user decided.
 * Thread-safe.
 */
public final class Knowledge {
    /** Where an item comes from. */
    public enum Source {
        SHIPPED,
        EDITED,
        ADDED,
        REMOVED
    }

    /**
     * A topic or an entity as it stands.
     *
     * @param version of the item, raised by every edit; an edit names it
     * @param topic null for an entity and when removed
     * @param entity null for a topic and when removed
     */
    public record Item(
            String id,
            int version,
            Source source,
            @Nullable TopicDefinition topic,
            @Nullable Entity entity) {
        public String kind() {
            return topic != null || (entity == null && !isEntity(id)) ? "topic" : "entity";
        }

        public String name() {
            return topic != null ? topic.name() : entity != null ? label(entity) : "";
        }
    }

    /** What became of an edit. */
    public sealed interface Outcome {
        /** It is in force under this version. */
        record Applied(int version) implements Outcome {}

        /** Another edit of the same version came first; this is the version now. */
        record Stale(int version) implements Outcome {}

        /** It cannot be used. */
        record Refused(List<String> sentences) implements Outcome {
            public Refused {
                sentences = List.copyOf(sentences);
            }
        }
    }

    private final Shipped shipped = Shipped.get();
    private final TopicTagger topics = new TopicTagger(shipped.topics());
    private final EntityTagger shippedEntities = EntityTagger.shipped();
    private final Map<String, Item> edited = new LinkedHashMap<>();
    private final Map<String, Optional<Entity>> entityChanges = new LinkedHashMap<>();
    private long applied;
    private volatile EntityTagger entities = shippedEntities;
    private volatile String version = shipped.version() + "+0";

    /** Makes ready what the first article of each language would wait for: half a second for Korean, less for the others. */
    public void learn() {
        topics.learn();
    }

    /** The shipped version and the number of edits applied, such as {@code 1+3}. */
    public String version() {
        return version;
    }

    /** The topics of an article with language and mentions. */
    public List<TopicTag> topics(EnrichedArticle article) {
        return topics.tag(article);
    }

    /** Every topic and every edited entity, the shipped ones first; removed ones among them. */
    public synchronized List<Item> items() {
        Map<String, Item> items = new LinkedHashMap<>();
        shipped.topics().forEach(topic -> items.put(topic.id(), ofShipped(topic)));
        items.putAll(edited);
        return List.copyOf(items.values());
    }

    /** One topic or entity as it stands; empty when there never was one. */
    public synchronized Optional<Item> item(String id) {
        Item one = edited.get(id);
        return one != null ? Optional.of(one) : shipped(id);
    }

    /** One topic or entity as it is shipped. */
    public Optional<Item> shipped(String id) {
        return shipped.topics().stream()
                .filter(topic -> topic.id().equals(id))
                .findFirst()
                .map(Knowledge::ofShipped)
                .or(() -> shippedEntities.entity(id).map(entity -> new Item(id, 1, Source.SHIPPED, null, entity)));
    }

    private static Item ofShipped(TopicDefinition topic) {
        return new Item(topic.id(), topic.version(), Source.SHIPPED, topic, null);
    }

    /** The version that an edit has to name: 0 for something new. */
    public int current(String id) {
        return item(id).map(Item::version).orElse(0);
    }

    /** Why an edit cannot be used, whatever its version; empty when it can. */
    public List<String> problems(KnowledgeEdit edit) {
        List<String> sentences = new ArrayList<>();
        TopicDefinition topic = edit.topic();
        Entity entity = edit.entity();
        if (edit.removed()) {
            return item(edit.id()).isPresent() ? List.of() : List.of("there is no " + edit.id());
        }
        if ((topic == null) == (entity == null)) {
            return List.of("an edit is of a topic or of an entity");
        }
        if (!edit.id().equals(topic != null ? topic.id() : entity == null ? "" : entity.id())) {
            sentences.add("the id " + edit.id() + " is not the one inside");
        }
        if (topic != null) {
            sentences.addAll(new KnowledgeCheck(this::named).problems(topic));
        }
        if (entity != null) {
            sentences.addAll(entities.check(entity));
        }
        return sentences;
    }

    /** The entities with that name, the likeliest first. */
    public List<Entity> named(String name) {
        return entities.named(name);
    }

    /** The topics with that name or id and the entities with that name, the likeliest first. */
    public List<Item> called(String name) {
        Stream<Item> named = items().stream()
                .filter(item -> item.topic() != null
                        && Stream.concat(Stream.of(item.id(), item.name()), item.topic().names().values().stream())
                                .anyMatch(name::equalsIgnoreCase));
        return Stream.concat(named, named(name).stream().flatMap(entity -> item(entity.id()).stream()))
                .toList();
    }

    /** An article whose language is known, with its mentions. */
    public EnrichedArticle named(EnrichedArticle plain) {
        return EnrichedArticle.tagged(plain.article(), entities.tag(plain.article()), List.of(), "");
    }

    /** Applies an edit as the log has it; seen by the next article. */
    public synchronized Outcome apply(KnowledgeEdit edit) {
        Item now = item(edit.id()).orElse(null);
        int current = now == null ? 0 : now.version();
        boolean fits = edited.containsKey(edit.id()) ? edit.edits() == current : edit.edits() <= current;
        if (!fits) {
            return new Outcome.Stale(current);
        }
        List<String> problems = problems(edit);
        if (!problems.isEmpty()) {
            return new Outcome.Refused(problems);
        }
        int next = edit.edits() + 1;
        try {
            put(edit, next);
        } catch (TopicProblems e) {
            return new Outcome.Refused(e.sentences());
        }
        applied++;
        version = shipped.version() + "+" + applied;
        return new Outcome.Applied(next);
    }

    private void put(KnowledgeEdit edit, int next) {
        TopicDefinition topic = edit.topic() == null ? null : edit.topic().withVersion(next);
        Source source = edit.removed() ? Source.REMOVED : shipped(edit.id()).isPresent() ? Source.EDITED : Source.ADDED;
        if (topic != null) {
            topics.put(List.of(topic));
        } else if (edit.entity() != null || isEntity(edit.id())) {
            entityChanges.put(edit.id(), Optional.ofNullable(edit.removed() ? null : edit.entity()));
            entities = shippedEntities.with(Map.copyOf(entityChanges));
        } else {
            topics.remove(edit.id());
        }
        edited.put(edit.id(), new Item(edit.id(), next, source, topic, edit.removed() ? null : edit.entity()));
    }

    /** Whether an id is an entity's: a Wikidata id or one of our own. */
    static boolean isEntity(String id) {
        return id.matches("Q\\d+") || id.startsWith("tocsin:");
    }

    private static String label(Entity entity) {
        return Stream.concat(
                        entity.names().getOrDefault("en", List.of()).stream(),
                        entity.names().values().stream().flatMap(List::stream))
                .findFirst()
                .orElse(entity.id());
    }
}
