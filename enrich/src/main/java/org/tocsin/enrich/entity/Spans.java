package org.tocsin.enrich.entity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tocsin.enrich.entity.Span.Ground;

/**
 * The spans of one field that are names: what the model sees, and the known names that it missed or saw only a part
 * of. No two overlap.
 */
final class Spans {
    private static final double SURE_OF_KNOWN = 0.8;
    /** What a span takes in a language that the model was not trained for. */
    private static final double SURE_ABROAD = 0.3;

    private static final double SURE_OF_PERSON = 0.3;
    private static final double SURE_OF_RULER = 0.6;
    private static final long OF = Tokens.key("of");
    private static final long AND = Tokens.key("and");
    private static final Set<Long> RULERS = Set.of(
            Tokens.key("king"),
            Tokens.key("queen"),
            Tokens.key("prince"),
            Tokens.key("princess"),
            Tokens.key("emperor"),
            Tokens.key("sultan"),
            Tokens.key("emir"));
    /** Who a place has, or what. */
    private static final Set<Long> SEATS = Stream.of(
                    "mayor governor people residents citizens streets outskirts suburbs city town state province region capital port"
                            .split(" "))
            .map(Tokens::key)
            .collect(Collectors.toSet());

    /** Words before a German noun, and never before a city: im Hof, das Derby. */
    private static final Set<Long> GERMAN_ARTICLES = Stream.of(
                    "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem im am zum zur vom beim ins ans"
                            .split(" "))
            .map(Tokens::key)
            .collect(Collectors.toSet());

    /** From this many words on, a known name is right where the model saw only parts of it, or more than it. */
    private static final int LONG_NAME = 4;

    private final KnowledgeBase knowledge;
    private final Model model;

    Spans(KnowledgeBase knowledge, Model model) {
        this.knowledge = knowledge;
        this.model = model;
    }

    List<Span> find(Reading reading, Features features) {
        List<Span> spans = new ArrayList<>();
        features.field(reading);
        boolean[] inside = Chains.of(reading, features);
        int i = 0;
        while (i < inside.length && !reading.german()) {
            int to = i;
            while (to < inside.length && inside[to] && to - i < LONGEST_CHAIN) {
                to++;
            }
            if (to > i) {
                decode(reading, features, i, to, spans);
                i = to;
            } else {
                i++;
            }
        }
        spans.removeIf(span ->
                everyday(reading, span.from(), span.to()) || (!reading.english() && span.confidence() < SURE_ABROAD));
        List<Span> all = new ArrayList<>();
        spans.forEach(span -> apart(span, all));
        known(reading, all);
        rulers(reading, all);
        all.replaceAll(Coreference::withGivenName);
        LegalForms.add(reading, knowledge.lexicon(), all);
        if (!reading.english()) {
            all.replaceAll(Spans::withInitials);
            KoreanNames.add(reading, all);
            HeadWords.add(reading, knowledge.lexicon(), all);
        }
        all.replaceAll(this::seat);
        all.replaceAll(this::ground);
        all.sort(Comparator.comparingInt(Span::start));
        for (int s = 1; s < all.size(); s++) {
            all.set(s, inOneBreath(all.get(s - 1), all.get(s)));
            if (firstName(all.get(s - 1), all.get(s))) {
                Span person = all.get(s).from(all.get(s - 1).from());
                all.set(s, person);
                all.remove(--s);
            }
        }
        return all;
    }

    /**
     * What the list knows as places alone is one where another place stands beside it, or a word that says so before it:
     * Washington state and Oregon, the mayor of San Francisco.
     */
    private Span inOneBreath(Span before, Span span) {
        Reading reading = span.reading();
        boolean beside = before.type() == KnowledgeBase.PLACE
                && span.from() == before.to() + 1
                && reading.tokens.key(before.to()) == AND;
        return beside && placeAlone(span) ? span.as(KnowledgeBase.PLACE, SURE_OF_KNOWN) : span;
    }

    /** An organization whose name the list knows as that of places alone, where the words before it say that it is one. */
    private Span seat(Span span) {
        boolean seat = span.type() == KnowledgeBase.ORGANIZATION
                && (placeBefore(span.reading(), span.from()) || ruled(span.reading(), span.from()))
                && placeAlone(span);
        return seat ? span.as(KnowledgeBase.PLACE, SURE_OF_KNOWN) : span;
    }

    /** A name of two words of which the second says that it is a place and the first is nobody's first name: Yellowstone Park. */
    private Span ground(Span span) {
        Reading reading = span.reading();
        int last = span.to() - 1;
        boolean ground = span.type() == KnowledgeBase.PERSON
                && last == span.from() + 1
                && modelled(reading, last)
                && (Cues.of(reading.tokens.key(last)) & Cues.PLACE) != 0
                && (knowledge.lexicon().get(reading.tokens.key(span.from())) & Lexicon.FIRST_NAME) == 0
                && reading.longest(span.from()) < 0;
        return ground ? span.as(KnowledgeBase.PLACE, span.confidence()) : span;
    }

    /** Whether it is said to have a mayor or the like: the governor of Oregon. */
    private static boolean ruled(Reading reading, int token) {
        return reading.tokens.key(token - 1) == OF && SEATS.contains(reading.tokens.key(token - 2));
    }

    private boolean placeAlone(Span span) {
        Reading reading = span.reading();
        int match = reading.longest(span.from());
        boolean alone = span.type() == KnowledgeBase.ORGANIZATION && match >= 0 && reading.to(match) == span.to();
        for (int at = alone ? reading.first(match) : -1; at >= 0; at = reading.next(match, at)) {
            alone &= knowledge.type(reading.entity(match, at)) == KnowledgeBase.PLACE;
        }
        return alone;
    }

    /** Whether a place is the first name of the person behind it: Georgia Meloni. */
    private boolean firstName(Span before, Span span) {
        Reading reading = span.reading();
        Tokens tokens = reading.tokens;
        return before.type() == KnowledgeBase.PLACE
                && before.confidence() <= SURE_OF_KNOWN
                && before.to() - before.from() == 1
                && before.to() == span.from()
                && span.type() == KnowledgeBase.PERSON
                && !reading.titleCase(span.from())
                && (Cues.of(tokens.key(span.from())) & Cues.TITLE) == 0
                && (knowledge.lexicon().get(tokens.key(span.from())) & Lexicon.FIRST_NAME) == 0
                && Cues.of(tokens.key(before.from())) == Cues.GIVEN;
    }

    private static final int LONGEST_CHAIN = 400;

    private void decode(Reading reading, Features features, int from, int to, List<Span> spans) {
        int length = to - from;
        double[] scores = new double[length * Model.LABELS];
        for (int k = 0; k < length; k++) {
            int size = features.at(from + k);
            model.score(features.places(), size, scores, k * Model.LABELS);
        }
        int[] labels = model.best(scores, length);
        Model.Sums sums = null;
        for (int k = 0; k < length; k++) {
            if (labels[k] % 2 == 1) {
                int end = k + 1;
                while (end < length && labels[end] == labels[k] + 1) {
                    end++;
                }
                if (sums == null) {
                    sums = model.new Sums(scores, length);
                }
                int type = (labels[k] - 1) / 2;
                spans.add(new Span(
                        reading,
                        from + k,
                        from + end,
                        reading.tokens.start(from + k),
                        reading.tokens.end(from + end - 1),
                        type,
                        Math.min(1, sums.span(k, end, type)),
                        Ground.MODEL));
            }
        }
    }

    /** Adds a span; a ruler and the country as two: King Abdullah of Jordan; likewise a country and who stands beside it. */
    private void apart(Span whole, List<Span> spans) {
        Span span = modelled(whole.reading(), whole.from()) ? whole : withoutCountry(whole);
        Reading reading = span.reading();
        int of = span.from() + 1;
        while (of < span.to() && reading.tokens.key(of) != OF) {
            of++;
        }
        int match = of + 1 < span.to() ? reading.longest(of + 1) : -1;
        boolean ruler = match >= 0
                && reading.to(match) == span.to()
                && knowledge.type(reading.entity(match, reading.first(match))) == KnowledgeBase.PLACE
                && (RULERS.contains(reading.tokens.key(span.from()))
                        || RULERS.contains(reading.tokens.key(span.from() - 1)));
        if (!ruler) {
            spans.add(span);
            return;
        }
        spans.add(span.until(of).as(KnowledgeBase.PERSON, Math.max(span.confidence(), SURE_OF_RULER)));
        spans.add(span.from(of + 1).as(KnowledgeBase.PLACE, SURE_OF_KNOWN));
    }

    /** A person without a country in front of the name or behind it, where other languages have no word between the two. */
    private Span withoutCountry(Span span) {
        Reading reading = span.reading();
        if (span.type() != KnowledgeBase.PERSON || span.to() - span.from() < 2) {
            return span;
        }
        int first = reading.longest(span.from());
        if (first >= 0 && reading.to(first) < span.to() - 1 && country(reading, first)) {
            return span.from(reading.to(first));
        }
        for (int last = span.to() - 1; last > span.from(); last--) {
            int match = reading.longest(last);
            if (match >= 0 && reading.to(match) == span.to() && country(reading, match)) {
                return span.until(last);
            }
        }
        return span;
    }

    /** Whether a match is the name of a country and no first name. */
    private boolean country(Reading reading, int match) {
        int entity = firm(reading, match);
        return entity >= 0
                && knowledge.entity(entity).description().equals("country")
                && (reading.how(match) & Reading.ADJECTIVE) == 0
                && (knowledge.lexicon().get(reading.tokens.key(reading.from(match))) & Lexicon.FIRST_NAME) == 0;
    }

    /** Adds the name behind a ruler's title where the model saw none: King Abdullah. */
    private static void rulers(Reading reading, List<Span> spans) {
        Tokens tokens = reading.tokens;
        for (int i = 1; i < tokens.size(); i++) {
            int name = i;
            boolean ruler = tokens.shape(name) == Tokens.TITLE
                    && tokens.capital(name - 1)
                    && RULERS.contains(tokens.key(name - 1))
                    && !tokens.capital(name + 1)
                    && (Cues.of(tokens.key(name)) & (Cues.PLACE | Cues.ORGANIZATION | Cues.DAY)) == 0
                    && spans.stream().noneMatch(span -> span.from() <= name && name < span.to());
            if (ruler) {
                spans.add(new Span(
                        reading,
                        name,
                        name + 1,
                        tokens.start(name),
                        tokens.end(name),
                        KnowledgeBase.PERSON,
                        SURE_OF_RULER,
                        Ground.MODEL));
            }
        }
    }

    /** A person's name with the initials in front of it: Б. Джонсон. */
    private static Span withInitials(Span span) {
        Tokens tokens = span.reading().tokens;
        int from = span.from();
        while (span.type() == KnowledgeBase.PERSON
                && from >= 2
                && tokens.first(from - 1) == '.'
                && tokens.shape(from - 2) == Tokens.LETTER) {
            from -= 2;
        }
        return from == span.from() ? span : span.from(from);
    }

    /** Adds known names: those that users gave in any case, others where the model saw nothing or only a part. */
    private void known(Reading reading, List<Span> spans) {
        boolean[] taken = new boolean[reading.tokens.size()];
        int[] owner = new int[reading.tokens.size()];
        for (int s = 0; s < spans.size(); s++) {
            for (int k = spans.get(s).from(); k < spans.get(s).to(); k++) {
                taken[k] = true;
                owner[k] = s;
            }
        }
        boolean[] dropped = new boolean[spans.size()];
        List<Span> gained = new ArrayList<>();
        int i = 0;
        while (i < taken.length) {
            int match = reading.longest(i);
            int entity = match < 0 ? -1 : firm(reading, match);
            if (entity < 0) {
                i++;
                continue;
            }
            int to = reading.to(match);
            List<Span> within = new ArrayList<>();
            boolean crossed = false;
            for (int k = i; k < to; k++) {
                if (taken[k]) {
                    Span span = spans.get(owner[k]);
                    crossed |= fullName(span) && span.to() - span.from() > to - i;
                    crossed |= modelled(reading, i) && (span.to() > to || (span.from() < i && to - i < LONG_NAME));
                    if (!within.contains(span)) {
                        within.add(span);
                    }
                }
            }
            boolean same = within.size() == 1
                    && within.getFirst().from() == i
                    && within.getFirst().to() == to
                    && (modelled(reading, i) || within.getFirst().type() == knowledge.type(entity));
            if (reading.given(match) || (!crossed && !same && worth(reading, match, within))) {
                within.forEach(span -> dropped[owner[span.from()]] = true);
                gained.add(new Span(
                        reading,
                        i,
                        to,
                        reading.tokens.start(i),
                        reading.end(match),
                        knowledge.type(entity),
                        reading.given(match) ? 1 : (reading.how(match) & Reading.ADJECTIVE) != 0 ? 0.6 : SURE_OF_KNOWN,
                        Ground.KNOWN));
                i = to;
            } else {
                i = same ? to : i + 1;
            }
        }
        List<Span> kept = new ArrayList<>(gained);
        for (int s = 0; s < dropped.length; s++) {
            if (!dropped[s]) {
                kept.add(spans.get(s));
            }
        }
        spans.clear();
        spans.addAll(kept);
    }

    private boolean worth(Reading reading, int match, List<Span> within) {
        int words = reading.to(match) - reading.from(match);
        if (!modelled(reading, reading.from(match))) {
            return true;
        }
        if (reading.titleCase(reading.from(match)) || words < 2) {
            return false;
        }
        int type = knowledge.type(reading.entity(match, reading.first(match)));
        if (within.isEmpty() || words >= LONG_NAME || (words == LONG_NAME - 1 && type == KnowledgeBase.EVENT)) {
            return true;
        }
        return within.size() == 1
                && within.getFirst().type() == type
                && within.getFirst().from() == reading.from(match);
    }

    /**
     * Whether the model is sure of a person's name of two words or more, of which a known name can only be a part. In
     * a language that it was not trained for, the capital of a sentence's first word says nothing unless it is a first
     * name.
     */
    private boolean fullName(Span span) {
        Reading reading = span.reading();
        int first = span.from();
        return span.type() == KnowledgeBase.PERSON
                && span.to() - first > 1
                && span.confidence() > SURE_OF_PERSON
                && (modelled(reading, first)
                        || !reading.sentenceStart(first)
                        || (knowledge.lexicon().get(reading.tokens.key(first)) & Lexicon.FIRST_NAME) != 0);
    }

    /** Whether the model was trained for a word: English in Latin letters. Elsewhere known names come first. */
    private static boolean modelled(Reading reading, int token) {
        return reading.english() && reading.tokens.first(token) < 0x370;
    }

    /** The most prominent entity of a match whose name is firm by itself, -1 when none is. */
    private int firm(Reading reading, int match) {
        int at = reading.first(match);
        while (at >= 0 && !reading.given(match) && !firm(reading, match, at)) {
            at = reading.next(match, at);
        }
        return at < 0 ? -1 : reading.entity(match, at);
    }

    private boolean firm(Reading reading, int match, int at) {
        int entity = reading.entity(match, at);
        int flags = reading.flags(match, at);
        int from = reading.from(match);
        boolean single = reading.to(match) - from == 1;
        boolean place = knowledge.type(entity) == KnowledgeBase.PLACE;
        boolean everywhere = knowledge.entity(entity).names().size() >= KnowledgeBase.KNOWN_EVERYWHERE;
        boolean foreign = !reading.english() && single && !reading.ownLanguage(flags);
        // an organization that is called otherwise in this language: in Polish a Rada is any council
        boolean abroad = foreign
                && (place
                        ? !everywhere
                        : knowledge.type(entity) == KnowledgeBase.ORGANIZATION
                                && (flags & Names.ACRONYM) == 0
                                && knowledge.entity(entity).names().containsKey(reading.code));
        boolean noun = reading.german()
                && single
                && reading.town(entity)
                && GERMAN_ARTICLES.contains(reading.tokens.key(from - 1));
        boolean weak =
                (flags & Names.WEAK) != 0 && !(place && everywhere && !reading.english() && placeBefore(reading, from));
        boolean common = single
                && !reading.given(match)
                && knowledge.lexicon().common(reading.code, reading.tokens.key(from))
                && !(place && (everywhere || reading.town(entity)) && placeBefore(reading, from));
        return !weak
                && !abroad
                && !noun
                && !common
                && !(single && partOfAnother(reading, match, entity))
                && !KoreanNames.everyday(reading, match)
                && !everyday(reading, from, reading.to(match));
    }

    /**
     * Whether a single word, where no model reads, is part of somebody's name: a place before a surname (Nancy and a name),
     * anything but its own bearer behind a first name (Willi Orban).
     */
    private boolean partOfAnother(Reading reading, int match, int entity) {
        if (reading.english() || reading.given(match)) {
            return false;
        }
        Tokens tokens = reading.tokens;
        int from = reading.from(match);
        int type = knowledge.type(entity);
        if (tokens.word(from - 1) && tokens.shape(from - 1) == Tokens.TITLE && givenName(reading, from - 1)) {
            String given = tokens.surface(from - 1, from);
            return type != KnowledgeBase.PERSON
                    || knowledge.entity(entity).names().values().stream()
                            .flatMap(List::stream)
                            .noneMatch(name -> name.contains(given));
        }
        boolean before = type == KnowledgeBase.PLACE && placeBefore(reading, from);
        return (type == KnowledgeBase.PLACE || type == KnowledgeBase.GROUP)
                && !before
                && tokens.shape(reading.to(match)) == Tokens.TITLE
                && tokens.word(reading.to(match))
                && firstName(tokens, from);
    }

    /** Whether somebody is called so by first name, and it is neither a title nor a word of the language. */
    private boolean givenName(Reading reading, int token) {
        long key = reading.tokens.key(token);
        return (knowledge.lexicon().get(key) & Lexicon.FIRST_NAME) != 0
                && (Cues.of(key) & (Cues.TITLE | Cues.PLACE_BEFORE)) == 0
                && !knowledge.lexicon().common(reading.code, key);
    }

    private boolean firstName(Tokens tokens, int token) {
        return (knowledge.lexicon().get(tokens.key(token)) & Lexicon.COMMON_FIRST_NAME) != 0;
    }

    /** Whether the word before says that a place follows. */
    private static boolean placeBefore(Reading reading, int token) {
        return (Cues.of(reading.tokens.key(token - 1)) & Cues.PLACE_BEFORE) != 0;
    }

    /**
     * Whether a name in Cyrillic letters is the first word of a sentence and an everyday word: Коли is no place. Of
     * languages in Latin letters the lexicon knows the everyday words of English alone.
     */
    private boolean everyday(Reading reading, int from, int to) {
        return to - from == 1
                && reading.sentenceStart(from)
                && Stems.cyrillic(reading.tokens.first(from))
                && knowledge.lexicon().everyday(reading.tokens.key(from));
    }
}
