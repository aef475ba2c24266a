package org.tocsin.enrich.entity;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A name with the legal form of a company behind it is an organisation, all of it: Siemens Energy GmbH. */
final class LegalForms {
    private static final Set<Long> FORMS = keys("gmbh inc corp ltd llc plc llp kgaa oyj pty");
    /** Short ones, which mean something else in other languages. */
    private static final Set<Long> GERMAN_FORMS = keys("ag kg se ug");

    /** With stops; capitals only, which are one token. */
    private static final Set<Long> DOTTED_FORMS = keys("S.A. N.V. B.V.");

    /** With stops and small letters. */
    private static final List<List<Long>> LETTERS = Stream.of("s p a", "s r l")
            .map(form -> Stream.of(form.split(" ")).map(Tokens::key).toList())
            .toList();

    private static final int MOST_WORDS = 5;
    private static final double SURE = 0.9;

    private LegalForms() {}

    private static Set<Long> keys(String words) {
        return Stream.of(words.split(" ")).map(Tokens::key).collect(Collectors.toSet());
    }

    /** Adds such names in the place of what was found of them, unless that is all of a known organisation. */
    static void add(Reading reading, Lexicon lexicon, List<Span> spans) {
        for (int form = 1; form < reading.tokens.size(); form++) {
            int to = after(reading, form);
            int from = to < 0 || reading.titleCase(form) || reading.allCapitals(form)
                    ? form
                    : first(reading, lexicon, form);
            if (from < form && !known(spans, from, form, to)) {
                Span whole = new Span(
                        reading,
                        from,
                        to,
                        reading.tokens.start(from),
                        reading.tokens.end(to - 1),
                        KnowledgeBase.ORGANIZATION,
                        SURE,
                        Span.Ground.MODEL);
                spans.removeIf(span -> span.from() < whole.to() && whole.from() < span.to());
                spans.add(whole);
            }
        }
    }

    /** The token after the legal form that begins at one, -1 where none does. */
    private static int after(Reading reading, int form) {
        Tokens tokens = reading.tokens;
        if (!tokens.capital(form) && tokens.key(form) != Tokens.key("plc")) {
            return -1;
        }
        long key = tokens.key(form);
        boolean dotted = tokens.length(form) == "S.A.".length() && DOTTED_FORMS.contains(key);
        if (dotted || FORMS.contains(key) || (reading.german() && GERMAN_FORMS.contains(key))) {
            return form + 1;
        }
        for (List<Long> letters : LETTERS) {
            int k = form;
            int matched = 0;
            while (matched < letters.size()
                    && tokens.key(k) == letters.get(matched)
                    && tokens.first(k + 1) == '.'
                    && tokens.glued(k + 1)) {
                matched++;
                k += 2;
            }
            if (matched == letters.size()) {
                return k;
            }
        }
        return -1;
    }

    /** Where the name in front of a legal form begins: its words with capitals, joined by nothing, hyphens or {@code &}. */
    private static int first(Reading reading, Lexicon lexicon, int form) {
        Tokens tokens = reading.tokens;
        int from = form;
        int words = 0;
        int i = tokens.first(form - 1) == ',' ? form - 2 : form - 1;
        while (i >= 0 && words < MOST_WORDS && (tokens.capital(i) || joins(tokens, i))) {
            if (tokens.capital(i)) {
                from = i;
                words++;
            }
            i--;
        }
        return from < form - 1 && reading.sentenceStart(from) && lexicon.everyday(tokens.key(from)) ? from + 1 : from;
    }

    private static boolean joins(Tokens tokens, int i) {
        return tokens.kind(i) == Tokens.MARK && (tokens.first(i) == '&' || tokens.first(i) == '-');
    }

    /** Whether an organisation was found with these bounds, with its form or without. */
    private static boolean known(List<Span> spans, int from, int form, int to) {
        return spans.stream()
                .anyMatch(span -> span.type() == KnowledgeBase.ORGANIZATION
                        && span.from() == from
                        && (span.to() == to || (span.to() >= form && span.ground() == Span.Ground.KNOWN)));
    }
}
