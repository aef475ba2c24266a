package org.tocsin.enrich.entity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Entity;

/**
 * Decides which entity each span of an article means: by type, by the context words of an entity, by the countries
 * that the article names, then by prominence. A shorter form after a full one (Zelenskyy after Volodymyr Zelenskyy,
 * KPA after Korean People's Army (KPA)) means the same. Where nothing decides, a span keeps no id.
 */
final class Linking {
    /**
     * A span with what it means.
     *
     * @param entity index of the entity, -1 for none
     * @param name the fullest form of the name in the article
     */
    record Linked(Span span, int entity, String name) {}

    private static final int NONE = -1;
    private static final long SEVERAL = 0;
    private static final int MOST_CANDIDATES = 24;
    /** What an entity of another type than its span loses, though two words of its context stand in the article. */
    private static final double MISFIT = 0.8;
    /** What is left of the confidence in a surname that several of the article bear. */
    private static final double SHARED = 0.7;

    private static final double QUALIFIED = 2;

    /** What a name in the article's own language is worth. */
    private static final double OWN_LANGUAGE = 0.3;

    private static final Set<Long> WOMEN =
            Set.of(Tokens.key("mrs"), Tokens.key("ms"), Tokens.key("miss"), Tokens.key("madame"), Tokens.key("frau"));

    private final KnowledgeBase knowledge;
    private final Features article;
    /** The countries that the article names, each with the name that says so, {@link #SEVERAL} where more than one do. */
    private final Map<String, Long> countries = new HashMap<>();

    /** By surname or first name, the first who bears it in full; those of whom several do; the last until here. */
    private final Map<Long, Span> fullNames = new HashMap<>();

    private final Set<Long> shared = new HashSet<>();
    private final Map<Long, Span> nearest = new HashMap<>();

    private final Map<Long, Span> acronyms = new HashMap<>();

    Linking(KnowledgeBase knowledge, Features article) {
        this.knowledge = knowledge;
        this.article = article;
    }

    /** The spans with their entities, in the same order. */
    List<Linked> link(List<Span> spans) {
        for (Span span : spans) {
            expansion(span);
            if (span.type() == KnowledgeBase.PLACE || span.type() == KnowledgeBase.GROUP) {
                int sure = sole(span);
                if (sure != NONE) {
                    countries.merge(
                            knowledge.entity(sure).country(),
                            key(span),
                            (one, other) -> one.equals(other) ? one : (Long) SEVERAL);
                }
            }
        }
        List<Span> settled = new ArrayList<>();
        for (Span span : spans) {
            boolean person = span.type() == KnowledgeBase.PERSON;
            settled.add(
                    person && words(span) == 1 && inState(span)
                            ? span.as(KnowledgeBase.PLACE, span.confidence())
                            : person ? full(span) : span);
        }
        List<Linked> linked = new ArrayList<>();
        for (Span span : settled) {
            Span fuller = sameAs(span);
            if (span.type() == KnowledgeBase.PERSON && words(span) > 1) {
                nearest.put(stem(span.reading().tokens, span.to() - 1), span);
                nearest.put(stem(span.reading().tokens, span.from()), span);
            }
            int entity = best(fuller == null ? span : fuller);
            Span typed = typed(span, fuller, entity);
            linked.add(new Linked(
                    fuller != null && shared.contains(stem(span.reading().tokens, span.from()))
                            ? typed.as(typed.type(), typed.confidence() * SHARED)
                            : typed,
                    entity,
                    fuller == null ? span.name() : fuller.name()));
        }
        return linked;
    }

    /** The span with the type of what it means. */
    private Span typed(Span span, @Nullable Span fuller, int entity) {
        if (entity != NONE && knowledge.type(entity) != span.type()) {
            return span.as(knowledge.type(entity), span.confidence() * 0.9);
        }
        if (entity == NONE && fuller != null && fuller.type() != span.type()) {
            return span.as(fuller.type(), Math.min(span.confidence(), 0.8));
        }
        boolean work = span.from() > 0 && (Cues.of(span.reading().tokens.key(span.from() - 1)) & Cues.WORK) != 0;
        return entity == NONE && work && span.type() != KnowledgeBase.PERSON
                ? span.as(KnowledgeBase.PRODUCT, span.confidence())
                : span;
    }

    /** Remembers the last and first words of a full name; takes away an everyday word that begins its sentence. */
    private Span full(Span span) {
        Tokens tokens = span.reading().tokens;
        if (words(span) == 1) {
            return span;
        }
        if (span.reading().sentenceStart(span.from())
                && knowledge.lexicon().everyday(tokens.key(span.from()))
                && fullNames.containsKey(stem(tokens, span.to() - 1))) {
            return span.from(span.from() + 1);
        }
        for (int name : new int[] {span.to() - 1, span.from()}) {
            Span first = fullNames.putIfAbsent(stem(tokens, name), span);
            if (first != null && first.reading().tokens.key(first.from()) != tokens.key(span.from())) {
                shared.add(stem(tokens, name));
            }
        }
        return span;
    }

    private static long stem(Tokens tokens, int token) {
        if (Stems.cyrillic(tokens.first(token))) {
            long stem = Stems.key(tokens.text(), tokens.start(token), tokens.end(token), Stems.Family.CYRILLIC);
            return stem == 0 ? tokens.key(token) : stem;
        }
        return tokens.key(token);
    }

    private static int words(Span span) {
        int words = 0;
        for (int i = span.from(); i < span.to(); i++) {
            words += span.reading().tokens.word(i) ? 1 : 0;
        }
        return words;
    }

    /** Notes an acronym in brackets behind its expansion. */
    private void expansion(Span span) {
        Tokens tokens = span.reading().tokens;
        int open = span.to();
        if (open + 2 < tokens.size()
                && tokens.first(open) == '('
                && tokens.first(open + 2) == ')'
                && tokens.shape(open + 1) == Tokens.CAPITALS
                && words(span) > 1
                && span.type() != KnowledgeBase.PERSON
                && abbreviates(tokens.surface(open + 1, open + 2), span.name())) {
            acronyms.putIfAbsent(tokens.key(open + 1), span);
        }
    }

    /**
     * Whether letters stand in a name in their order, the first at the beginning of a word: KPA in Korean People's Army, but not
     * SPD in Olaf Scholz.
     */
    static boolean abbreviates(String acronym, String name) {
        String letters = acronym.toLowerCase(Locale.ROOT);
        String whole = " " + name.toLowerCase(Locale.ROOT);
        int at = whole.indexOf(" " + letters.charAt(0)) + 1;
        for (int i = 0; i < letters.length() && at > 0; i++) {
            at = whole.indexOf(letters.charAt(i), at) + 1;
        }
        return at > 0;
    }

    /** The earlier, fuller span that a short one refers back to; null when there is none. */
    private @Nullable Span sameAs(Span span) {
        Tokens tokens = span.reading().tokens;
        if (words(span) != 1 || inState(span)) {
            return null;
        }
        long word = tokens.key(span.from());
        Span expansion = acronyms.get(word);
        if (expansion != null && tokens.shape(span.from()) == Tokens.CAPITALS) {
            return expansion;
        }
        if (span.type() == KnowledgeBase.PERSON || span.confidence() < 0.6 || given(span)) {
            return bearer(span, stem(tokens, span.from()));
        }
        return null;
    }

    /** Whether it is the first name of someone named in full before, and nothing says that it is the place: Chad. */
    private boolean given(Span span) {
        Tokens tokens = span.reading().tokens;
        Span full = span.type() == KnowledgeBase.PLACE ? nearest.get(tokens.key(span.from())) : null;
        return full != null
                && full.reading().tokens.key(full.from()) == tokens.key(span.from())
                && (Cues.of(tokens.key(span.from())) & Cues.GIVEN) != 0
                && (Cues.of(tokens.key(span.from() - 1)) & Cues.PLACE_BEFORE) == 0;
    }

    /** Of those who bear a name, the last before it, else the first of a text below. */
    private @Nullable Span bearer(Span span, long name) {
        Span last = nearest.get(name);
        Span first = fullNames.get(name);
        if (last != null) {
            return last;
        }
        return first == null || (first.reading() == span.reading() && !ofAWoman(span)) ? null : first;
    }

    /** Whether the title before it is that of a woman, who may bear the surname of a better-known man. */
    private static boolean ofAWoman(Span span) {
        return WOMEN.contains(span.reading().tokens.key(span.from() - 1))
                || WOMEN.contains(span.reading().tokens.key(span.from() - 2));
    }

    /** The most prominent firm entity of a span, or -1. */
    private int sole(Span span) {
        for (int match = span.reading().matchesFrom(span.from());
                match < span.reading().matchesFrom(span.from() + 1);
                match++) {
            if (covers(span, match)) {
                int at = span.reading().first(match);
                if (at >= 0 && (span.reading().flags(match, at) & Names.WEAK) == 0) {
                    int entity = span.reading().entity(match, at);
                    return knowledge.type(entity) == span.type() ? entity : NONE;
                }
            }
        }
        return NONE;
    }

    /**
     * Whether a name is that of an institution which every country has, in an article that names none of this one: a ministry,
     * or the letters of a party of which another language has heard nothing.
     */
    private boolean ofSomeCountry(Span span, Entity entity, int flags) {
        Reading reading = span.reading();
        boolean generic = false;
        for (int i = span.from(); i < span.to(); i++) {
            int match = reading.longest(i);
            boolean names = match >= 0 && reading.to(match) - i < span.to() - span.from();
            if (names
                    && knowledge
                            .entity(reading.entity(match, reading.first(match)))
                            .country()
                            .equals(entity.country())) {
                return false;
            }
            generic |= (Cues.of(reading.stem(i)) & Cues.INSTITUTION) != 0
                    || (Cues.of(reading.tokens.key(i)) & Cues.INSTITUTION) != 0;
        }
        if (generic && (entity.country().isEmpty() || !countries.isEmpty())) {
            return true;
        }
        return (flags & Names.ACRONYM) != 0
                && !reading.ownLanguage(flags)
                && !reading.code.isEmpty()
                && !entity.country().isEmpty()
                && entity.names().size() < KnowledgeBase.KNOWN_EVERYWHERE;
    }

    /** Whether a name of the article speaks for an entity's country: another name, if it is known in one language. */
    private boolean supported(Entity entity, Span span) {
        Long by = countries.get(entity.country());
        boolean widely = entity.names().size() > 1;
        return by != null && (widely || by == SEVERAL || by != key(span));
    }

    /** Whether a comma and the region or country that a place lies in stand behind it: Paris, Texas. */
    private boolean qualified(Span span, Entity entity) {
        Reading reading = span.reading();
        int match = reading.tokens.first(span.to()) == ',' ? reading.longest(span.to() + 1) : -1;
        for (int at = match < 0 ? -1 : reading.first(match); at >= 0; at = reading.next(match, at)) {
            Entity around = knowledge.entity(reading.entity(match, at));
            boolean region = around.description().equals("region")
                    || around.description().startsWith("state of")
                    || around.description().startsWith("region of");
            if (around.country().equals(entity.country())
                    && !around.id().equals(entity.id())
                    && (around.description().equals("country")
                            || (region
                                    && around.names().getOrDefault("en", List.of()).stream()
                                            .anyMatch(
                                                    name -> entity.description().endsWith(" in " + name))))) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is a place whose region or country stands behind it, whoever bears the name: Lincoln, Nebraska. */
    private boolean inState(Span span) {
        Reading reading = span.reading();
        for (int match = reading.matchesFrom(span.from()); match < reading.matchesFrom(span.from() + 1); match++) {
            for (int at = covers(span, match) ? reading.first(match) : NONE; at >= 0; at = reading.next(match, at)) {
                int entity = reading.entity(match, at);
                if (knowledge.type(entity) == KnowledgeBase.PLACE && qualified(span, knowledge.entity(entity))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static long key(Span span) {
        return span.reading().tokens.key(span.from());
    }

    private static boolean covers(Span span, int match) {
        Reading reading = span.reading();
        return reading.from(match) == span.from()
                && reading.to(match) == span.to()
                && (reading.end(match) == span.end() || span.ground() == Span.Ground.MODEL);
    }

    private int best(Span span) {
        int best = NONE;
        double top = 0;
        Reading reading = span.reading();
        for (int match = reading.matchesFrom(span.from()); match < reading.matchesFrom(span.from() + 1); match++) {
            if (!covers(span, match)) {
                continue;
            }
            int rank = 0;
            for (int at = reading.first(match);
                    at >= 0 && rank < MOST_CANDIDATES;
                    at = reading.next(match, at), rank++) {
                int entity = reading.entity(match, at);
                double score = score(span, entity, reading.flags(match, at), rank);
                if (score > top) {
                    top = score;
                    best = entity;
                }
            }
        }
        return best;
    }

    /** How well an entity suits; 0 or less when it does not. */
    private double score(Span span, int index, int flags, int rank) {
        Entity entity = knowledge.entity(index);
        boolean single = words(span) == 1;
        double score = 2 - Math.min(1.0, rank * 0.25);
        if (knowledge.given(index)) {
            score += 2;
        }
        int hits = 0;
        for (String word : entity.context()) {
            hits += article.has(Tokens.key(word)) ? 1 : 0;
        }
        if (knowledge.type(index) != span.type()) {
            if (hits < 2 && !knowledge.given(index)) {
                return 0;
            }
            score -= MISFIT;
        }
        if (single && !entity.context().isEmpty() && hits == 0) {
            return 0;
        }
        score += Math.min(3, hits) * 0.8;
        score += span.reading().ownLanguage(flags) ? OWN_LANGUAGE : 0;
        boolean qualified = span.type() == KnowledgeBase.PLACE && qualified(span, entity);
        score += qualified ? QUALIFIED : 0;
        boolean country = qualified || (!entity.country().isEmpty() && supported(entity, span));
        if (!country && knowledge.type(index) == KnowledgeBase.ORGANIZATION && ofSomeCountry(span, entity, flags)) {
            return 0;
        }
        if (entity.strict() && single && !country) {
            return 0;
        }
        if (entity.strict() && !country && span.type() == KnowledgeBase.PLACE) {
            return 0;
        }
        return score + (country ? 0.6 : 0) - ((flags & Names.STEM) != 0 ? 0.05 : 0);
    }
}
