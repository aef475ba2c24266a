package org.tocsin.enrich.entity;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * People who are named in full once and by their surname afterwards, in languages other than English: a capitalised word
 * with the stem of the surname, in whatever case, means that person where it is no other name.
 */
final class Surnames {
    private static final double SURE = 0.6;
    private static final double SURE_OF_FULL_NAME = 0.4;
    private static final int SHORTEST = 3;

    private Surnames() {}

    /** Adds the later mentions to the spans of an article. */
    static void add(List<Reading> readings, List<Span> spans, Lexicon lexicon) {
        Map<Long, Span> people = new HashMap<>();
        Map<Reading, BitSet> taken = new HashMap<>();
        for (Span span : spans) {
            taken.computeIfAbsent(span.reading(), fresh -> new BitSet()).set(span.from(), span.to());
            int last = span.to() - 1;
            boolean full = span.type() == KnowledgeBase.PERSON
                    && last > span.from()
                    && !span.reading().english()
                    && span.confidence() >= SURE_OF_FULL_NAME
                    && span.reading().tokens.length(last) >= SHORTEST;
            if (full) {
                people.putIfAbsent(span.reading().stem(last), span);
            }
        }
        if (people.isEmpty()) {
            return;
        }
        spans.replaceAll(span -> town(span) && later(people.get(span.reading().stem(span.from())), span)
                ? span.as(KnowledgeBase.PERSON, SURE)
                : span);
        for (Reading reading : readings) {
            Tokens tokens = reading.tokens;
            BitSet own = taken.getOrDefault(reading, new BitSet());
            for (int i = 0; i < tokens.size() && !reading.english(); i++) {
                boolean alone = tokens.shape(i) == Tokens.TITLE
                        && tokens.length(i) >= SHORTEST
                        && !own.get(i)
                        && !reading.titleCase(i)
                        && tokens.first(i - 1) != '-'
                        && tokens.first(i + 1) != '-';
                Span full = alone ? people.get(reading.stem(i)) : null;
                if (full != null && (full.reading() != reading || full.from() < i) && !everyday(reading, i, lexicon)) {
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

    private static boolean later(@Nullable Span full, Span span) {
        return full != null && (full.reading() != span.reading() || full.from() < span.from());
    }

    /** Whether a span is a town that stands alone and not where a place would. */
    private static boolean town(Span span) {
        Reading reading = span.reading();
        int match = span.type() == KnowledgeBase.PLACE && span.to() - span.from() == 1 && !reading.english()
                ? reading.longest(span.from())
                : -1;
        return match >= 0
                && reading.town(reading.entity(match, reading.first(match)))
                && (Cues.of(reading.tokens.key(span.from() - 1)) & Cues.PLACE_BEFORE) == 0;
    }

    private static boolean everyday(Reading reading, int i, Lexicon lexicon) {
        return reading.sentenceStart(i) && lexicon.everyday(reading.tokens.key(i));
    }
}
