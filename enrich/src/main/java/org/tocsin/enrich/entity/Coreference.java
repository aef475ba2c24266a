package org.tocsin.enrich.entity;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * People who are named in full once and by one name afterwards: a capitalised word that is the surname of a person
 * named before means that person, also where it is an everyday word (Park) or a place (Washington) elsewhere, unless
 * what stands beside it says that it is no person. A headline comes before the name in full: it means the person too,
 * where no text under it names anything else by that word first. An age makes a place a person: Washington, 70, won.
 */
final class Coreference {
    /** Family names that come first and are followed by given names joined by a hyphen. */
    private static final Set<Long> FAMILY_FIRST = keys(
            "park pak kim lee yi rhee choi moon yoon yun jung jeong chung cho jo kang han shin sin ri ryu roh noh ban"
                    + " hwang ahn an song yang seo suh oh lim im hong ko kwon bae baek nam cha joo chang jang hyon hyun"
                    + " xi li wang zhang liu chen tsai chiang ma lai");

    /** Words before a name that say that it is a place. */
    private static final Set<Long> PLACE_BEFORE =
            keys("in at to from near of around outside across via toward towards into leave visit visits visited");

    /** Words behind a name, apart from verbs of saying, that say that an everyday word at the start of a sentence is one. */
    private static final Set<Long> PERSON_AFTER = keys(
            "was is has had did does will would could also later then who whose denied resigned arrived left went");

    private static final String HEADLINE = "title";
    private static final double SURE = 0.7;
    private static final double SURE_OF_FULL_NAME = 0.5;
    private static final int LONGEST_GIVEN = 6;

    private Coreference() {}

    private static Set<Long> keys(String words) {
        Set<Long> keys = new HashSet<>();
        for (String word : words.split(" ", -1)) {
            keys.add(Tokens.key(word));
        }
        return keys;
    }

    /** The span of a person with the rest of a given name behind its hyphen: Park Geun-hye. */
    static Span withGivenName(Span span) {
        Tokens tokens = span.reading().tokens;
        int hyphen = span.to();
        int rest = hyphen + 1;
        boolean given = span.type() == KnowledgeBase.PERSON
                && span.to() - span.from() == 2
                && FAMILY_FIRST.contains(tokens.key(span.from()))
                && tokens.first(hyphen) == '-'
                && tokens.glued(hyphen)
                && tokens.glued(rest)
                && tokens.shape(rest) == Tokens.LOWER
                && tokens.length(rest) <= LONGEST_GIVEN;
        return given
                ? new Span(
                        span.reading(),
                        span.from(),
                        rest + 1,
                        span.start(),
                        tokens.end(rest),
                        span.type(),
                        span.confidence(),
                        span.ground())
                : span;
    }

    /** Adds the later mentions of people to the spans of an article, which stand in its order. */
    static void add(List<Reading> readings, List<Span> spans, Lexicon lexicon) {
        Map<Long, Named> people = new HashMap<>();
        Map<Reading, Set<Integer>> taken = new HashMap<>();
        for (Span span : spans) {
            Set<Integer> tokens = taken.computeIfAbsent(span.reading(), key -> new HashSet<>());
            for (int i = span.from(); i < span.to(); i++) {
                tokens.add(i);
            }
            Tokens words = span.reading().tokens;
            if (fullName(span)) {
                long surname = surname(span);
                people.putIfAbsent(surname, new Named(span, namedFirst(span, surname, readings)));
            } else if (place(span) && person(words, span.from()) && aged(words, span.from())) {
                people.putIfAbsent(words.key(span.from()), new Named(span, true));
            }
        }
        if (people.isEmpty()) {
            return;
        }
        spans.replaceAll(span -> asPerson(span, people, lexicon));
        for (Reading reading : readings) {
            Tokens tokens = reading.tokens;
            Set<Integer> own = taken.getOrDefault(reading, Set.of());
            for (int i = 0; i < tokens.size(); i++) {
                if (tokens.shape(i) != Tokens.TITLE || reading.titleCase(i) || own.contains(i)) {
                    continue;
                }
                Named named = people.get(tokens.key(i));
                boolean after = named != null && (named.by.reading() != reading || named.by.from() < i);
                if (after && person(tokens, i) && !everyday(reading, i, lexicon)) {
                    spans.add(new Span(
                            reading,
                            i,
                            i + 1,
                            tokens.start(i),
                            tokens.end(i),
                            KnowledgeBase.PERSON,
                            SURE,
                            Span.Ground.COREFERENCE));
                }
            }
        }
    }

    /**
     * What says that a surname means a person.
     *
     * @param headline whether it does so in the headline above as well
     */
    private record Named(Span by, boolean headline) {
        boolean before(Span span) {
            if (by.reading() == span.reading()) {
                return place(by) || by.from() <= span.from();
            }
            return headline || !span.reading().field.equals(HEADLINE);
        }
    }

    /** A place that is named alone like a person of the article, as that person. */
    private static Span asPerson(Span span, Map<Long, Named> people, Lexicon lexicon) {
        Tokens tokens = span.reading().tokens;
        Named named = place(span) ? people.get(tokens.key(span.from())) : null;
        if (named == null || !named.before(span)) {
            return span;
        }
        if (person(tokens, span.from())) {
            return span.as(KnowledgeBase.PERSON, SURE);
        }
        int given = span.from() - 1;
        boolean full = place(named.by)
                && tokens.shape(given) == Tokens.TITLE
                && !tokens.capital(given - 1)
                && !tokens.capital(span.to())
                && (lexicon.get(tokens.key(given)) & Lexicon.CASE) == 0;
        return full ? span.from(given).as(KnowledgeBase.PERSON, SURE) : span;
    }

    /** Whether the texts under the headline name nothing by the surname before they name the person in full. */
    private static boolean namedFirst(Span full, long surname, List<Reading> readings) {
        for (Reading reading : readings) {
            for (int i = 0; i < reading.tokens.size() && !reading.field.equals(HEADLINE); i++) {
                if (reading == full.reading() && i >= full.from()) {
                    return true;
                }
                if (reading.tokens.key(i) == surname) {
                    return false;
                }
            }
        }
        return false;
    }

    private static boolean place(Span span) {
        return span.type() == KnowledgeBase.PLACE
                && span.to() - span.from() == 1
                && span.reading().english();
    }

    /** Whether an age follows, and a sentence that goes on: Washington, 70, won. */
    private static boolean aged(Tokens tokens, int i) {
        return tokens.first(i + 1) == ','
                && tokens.kind(i + 2) == Tokens.NUMBER
                && tokens.length(i + 2) == 2
                && tokens.first(i + 3) == ','
                && tokens.shape(i + 4) == Tokens.LOWER;
    }

    private static boolean fullName(Span span) {
        return span.type() == KnowledgeBase.PERSON
                && span.to() - span.from() > 1
                && (span.confidence() > SURE_OF_FULL_NAME || hyphenated(span))
                && span.reading().english();
    }

    /** Whether a name is made like Park Geun-hye, which makes up for a model that is unsure of it. */
    private static boolean hyphenated(Span span) {
        Tokens tokens = span.reading().tokens;
        return FAMILY_FIRST.contains(tokens.key(span.from()))
                && span.to() - span.from() == 4
                && tokens.first(span.from() + 2) == '-'
                && tokens.shape(span.from() + 3) == Tokens.LOWER;
    }

    private static long surname(Span span) {
        Tokens tokens = span.reading().tokens;
        boolean familyFirst = FAMILY_FIRST.contains(tokens.key(span.from()));
        return tokens.key(familyFirst ? span.from() : span.to() - 1);
    }

    /** Whether a word that begins a sentence may be an everyday one. */
    private static boolean everyday(Reading reading, int i, Lexicon lexicon) {
        long next = reading.tokens.key(i + 1);
        return reading.sentenceStart(i)
                && lexicon.everyday(reading.tokens.key(i))
                && (Cues.of(next) & Cues.SAYS) == 0
                && !PERSON_AFTER.contains(next);
    }

    /** Whether a single name stands by itself and not where a place would. */
    private static boolean person(Tokens tokens, int i) {
        return !tokens.capital(i + 1)
                && !PLACE_BEFORE.contains(tokens.key(i - 1))
                && (i == 0 || !tokens.capital(i - 1) || tokens.kind(i - 1) != Tokens.WORD)
                && tokens.first(i + 1) != '-'
                && tokens.first(i - 1) != '-';
    }
}
