package org.tocsin.enrich.entity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tocsin.model.Article;
import org.tocsin.model.Entity;
import org.tocsin.model.Mention;
import org.tocsin.query.EntityNames;

/**
 * Finds who and what an article names: known entities with their id, and names that no list has without one.
 * Immutable and thread-safe. The work is linear in the text and independent of the number of entities.
 */
public final class EntityTagger implements EntityNames {
    /** What is left of the confidence in a name where the text has no capitals. */
    private static final double UNCASED = 0.8;

    private final KnowledgeBase knowledge;
    private final Model model;
    private final Spans spans;

    EntityTagger(KnowledgeBase knowledge, Model model) {
        this.knowledge = knowledge;
        this.model = model;
        this.spans = new Spans(knowledge, model);
    }

    /** The one tagger with the shipped knowledge base and model, loaded in about a second when it is first asked for. */
    public static EntityTagger shipped() {
        return Shipped.TAGGER;
    }

    /** A tagger with the first entities of the shipped knowledge base alone, to see what names cost. */
    public static EntityTagger shipped(int entities) {
        return new EntityTagger(KnowledgeBase.shipped(entities), Model.shipped());
    }

    /** How many names are known: every spelling in every language, those of inflected languages once more by stems. */
    public int names() {
        Names added = knowledge.added();
        return knowledge.names().size() + (added == null ? 0 : added.size());
    }

    private static final class Shipped {
        static final EntityTagger TAGGER = new EntityTagger(KnowledgeBase.shipped(), Model.shipped());
    }

    /**
     * The shipped tagger with a user's changes: each id with its new form, or empty where it is taken away. Costs time
     * for the changes alone.
     */
    public EntityTagger with(Map<String, Optional<Entity>> changes) {
        return new EntityTagger(knowledge.with(changes), model);
    }

    /** The entity of an id. */
    public Optional<Entity> entity(String id) {
        return Optional.ofNullable(knowledge.entity(id));
    }

    @Override
    public List<Entity> named(String name) {
        long[] words = new long[Names.LONGEST];
        int length = NameEntry.words(Tokens.of(name), words, null);
        Set<Entity> all = new LinkedHashSet<>();
        if (length > 0) {
            if (knowledge.added() != null) {
                named(knowledge.added(), words, length, all);
            }
            named(knowledge.names(), words, length, all);
        }
        List<Entity> firm = all.stream().filter(entity -> !entity.strict()).toList();
        return firm.isEmpty() ? List.copyOf(all) : firm;
    }

    private void named(Names names, long[] words, int length, Set<Entity> all) {
        long prefix = Names.start();
        for (int i = 0; i < length; i++) {
            prefix = Names.step(prefix, words[i]);
        }
        for (int at = names.at(prefix); at >= 0; at = names.next(at)) {
            if (!knowledge.gone(names.entity(at)) && (names.flags(at) & Names.STEM) == 0) {
                all.add(knowledge.entity(names.entity(at)));
            }
        }
    }

    /** Why an entity that a user gives is refused, one sentence each; empty when it is fine. */
    public List<String> check(Entity entity) {
        return EntityCheck.of(entity, knowledge.lexicon());
    }

    /** The mentions of an article, in the order of title, summary and body, then of their place. No two overlap. */
    public List<Mention> tag(Article article) {
        List<Reading> readings = new ArrayList<>(3);
        read("title", article.title(), article.language(), readings);
        read("summary", article.summary(), article.language(), readings);
        read("body", article.body(), article.language(), readings);
        if (readings.isEmpty()) {
            return List.of();
        }
        return mentions(readings);
    }

    private void read(String field, String text, String language, List<Reading> readings) {
        if (!text.isBlank()) {
            readings.add(new Reading(field, text, language, knowledge));
        }
    }

    KnowledgeBase knowledge() {
        return knowledge;
    }

    List<Mention> mentions(List<Reading> readings) {
        Features features = new Features(readings, knowledge);
        List<Span> all = new ArrayList<>();
        for (Reading reading : readings) {
            all.addAll(spans.find(reading, features));
        }
        Coreference.add(readings, all, knowledge.lexicon());
        Surnames.add(readings, all, knowledge.lexicon());
        all.sort(Comparator.comparingInt((Span span) -> readings.indexOf(span.reading()))
                .thenComparingInt(Span::start));
        List<Mention> mentions = new ArrayList<>();
        new Linking(knowledge, features).link(all).forEach(linked -> mentions.add(mention(linked)));
        return mentions;
    }

    private Mention mention(Linking.Linked linked) {
        Span span = linked.span();
        int index = linked.entity();
        double sure = span.confidence() * (span.reading().uncased() ? UNCASED : 1);
        double confidence = Math.round(Math.max(0.01, Math.min(1, sure)) * 100) / 100.0;
        if (index < 0) {
            return new Mention(
                    null,
                    linked.name(),
                    KnowledgeBase.TYPES.get(span.type()),
                    span.reading().field,
                    span.start(),
                    span.end(),
                    span.surface(),
                    null,
                    null,
                    confidence);
        }
        Entity entity = knowledge.entity(index);
        return new Mention(
                entity.id(),
                KnowledgeBase.label(entity),
                entity.type(),
                span.reading().field,
                span.start(),
                span.end(),
                span.surface(),
                entity.latitude(),
                entity.longitude(),
                confidence);
    }
}
