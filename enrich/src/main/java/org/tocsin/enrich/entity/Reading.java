package org.tocsin.enrich.entity;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One field of an article as the tagger sees it: words, where sentences begin, which lines are headlines in title case
 * or capitals, and every known name that stands in it. Linear in the text: a name is followed for at most
 * {@link Names#LONGEST} words from each word.
 */
final class Reading {
    /** The name was found through an adjective made from it: київський. */
    static final int ADJECTIVE = 1 << 20;

    private static final byte SENTENCE = 1;
    private static final byte TITLE_CASE = 2;
    private static final byte ALL_CAPITALS = 4;

    final String field;
    /** As it was given. */
    final String text;
    /** Of the text, with capitals where it has none. */
    final Tokens tokens;
    /** ISO 639-1, empty when it is not known. */
    final String code;

    private final byte[] marks;
    private final KnowledgeBase knowledge;
    private final int language;
    private final Stems.@Nullable Family nameFamily;
    private final Stems.@Nullable Family groupFamily;

    private int size;
    private long steps;
    private int[] from = new int[32];
    private int[] to = new int[32];
    private int[] end = new int[32];
    private int[] posting = new int[32];
    private int[] how = new int[32];
    /** For each token, the longest name that begins there, else -1. */
    private final int[] longest;
    /** For each token, the first match that begins there or later. */
    private final int[] firstMatch;

    Reading(String field, String text, String language, KnowledgeBase knowledge) {
        this.field = field;
        this.code = language;
        this.text = text;
        this.tokens = Tokens.of(NameEntry.languageBit(language) <= 1 ? Capitals.restored(text, knowledge) : text);
        this.knowledge = knowledge;
        this.language = NameEntry.languageBit(language);
        this.nameFamily =
                NameEntry.family(language, false) == Stems.Family.CYRILLIC ? null : NameEntry.family(language, false);
        this.groupFamily = nameFamily == Stems.Family.GERMAN_NAME ? Stems.Family.GERMAN_ADJECTIVE : null;
        this.marks = new byte[tokens.size()];
        this.longest = new int[tokens.size()];
        this.firstMatch = new int[tokens.size() + 1];
        Arrays.fill(longest, -1);
        sentences();
        lines();
        for (int i = 0; i < tokens.size(); i++) {
            firstMatch[i] = size;
            look(i);
        }
        firstMatch[tokens.size()] = size;
    }

    /** Whether the field is in the language of the model, or may be. */
    boolean english() {
        return language <= 1;
    }

    /** Whether the field is in German, where every noun has a capital. */
    boolean german() {
        return language == NameEntry.languageBit("de");
    }

    /** Whether a name with these flags is one of the field's language. */
    boolean ownLanguage(int flags) {
        return ((flags >> Names.LANGUAGE_SHIFT) & language) != 0;
    }

    /** Whether the text came without capitals, so that its names are less sure. */
    boolean uncased() {
        return !tokens.text().equals(text);
    }

    /** How many steps the automaton made: the work that names cost. */
    long steps() {
        return steps;
    }

    boolean sentenceStart(int token) {
        return token >= 0 && token < marks.length && (marks[token] & SENTENCE) != 0;
    }

    boolean titleCase(int token) {
        return (marks[token] & TITLE_CASE) != 0;
    }

    boolean allCapitals(int token) {
        return (marks[token] & ALL_CAPITALS) != 0;
    }

    /** The first match that begins at a token; those of the token end before {@code matchesFrom(token + 1)}. */
    int matchesFrom(int token) {
        return firstMatch[token];
    }

    int from(int match) {
        return from[match];
    }

    int to(int match) {
        return to[match];
    }

    /** Where a name ends in the text: before the particles of a Korean word. */
    int end(int match) {
        return end[match];
    }

    int how(int match) {
        return how[match];
    }

    /** The longest name that begins at a token, else -1; none begins behind the last. */
    int longest(int token) {
        return token < longest.length ? longest[token] : -1;
    }

    /** The entities of a match that its spelling allows, in order of prominence; ends with -1. */
    int next(int match, int after) {
        boolean extra = posting[match] < -1;
        Names names = names(match);
        int at = after == Integer.MIN_VALUE ? (extra ? -posting[match] - 2 : posting[match]) : names.next(after);
        while (at >= 0 && !allowed(match, names, at)) {
            at = names.next(at);
        }
        return at;
    }

    int first(int match) {
        return next(match, Integer.MIN_VALUE);
    }

    int entity(int match, int at) {
        return names(match).entity(at);
    }

    int flags(int match, int at) {
        return names(match).flags(at);
    }

    private Names names(int match) {
        return posting[match] < -1 ? Objects.requireNonNull(knowledge.added()) : knowledge.names();
    }

    private boolean allowed(int match, Names names, int at) {
        int entity = names.entity(at);
        int flags = names.flags(at);
        if (knowledge.gone(entity)) {
            return false;
        }
        int first = from[match];
        byte shape = tokens.shape(first);
        boolean single = to[match] - first == 1;
        if ((how[match] & Names.STEM) == 0 && (flags & Names.STEM) != 0) {
            return false;
        }
        if ((how[match] & ADJECTIVE) != 0) {
            return knowledge.type(entity) == KnowledgeBase.PLACE
                    && (flags & Names.WEAK) == 0
                    && ((flags >> Names.LANGUAGE_SHIFT) & 6) != 0;
        }
        if ((flags & Names.ACRONYM) != 0) {
            return (single && shape == Tokens.CAPITALS && !allCapitals(first))
                    || tokens.kind(first) == Tokens.NUMBER
                    || (single && shape == Tokens.MIXED && (given(match) || !several(first)))
                    || Stems.hangul(tokens.first(first));
        }
        if ((flags & Names.SMALL) == 0 && shape == Tokens.LOWER) {
            return false;
        }
        if (!single
                && tokens.first(first) < 0x370
                && (flags & (Names.SMALL | Names.SMALL_END)) == 0
                && tokens.shape(to[match] - 1) == Tokens.LOWER) {
            return false;
        }
        if (single
                && sentenceStart(first)
                && tokens.first(first) >= 0x370
                && tokens.length(first) <= 3
                && shape == Tokens.TITLE) {
            return false;
        }
        int languages = flags >> Names.LANGUAGE_SHIFT;
        if (single && language > 1 && (languages & language) == 0 && shape == Tokens.TITLE) {
            if (knowledge.lexicon().everyday(tokens.key(first))) {
                return false;
            }
        }
        if (single
                && language != 0
                && (languages & language) == 0
                && (languages & 1) == 0
                && tokens.first(first) < 0x400) {
            return false;
        }
        return true;
    }

    /** Whether capitals end in a small s, as several of a kind are written: MPs. */
    private boolean several(int token) {
        int last = tokens.end(token) - 1;
        return tokens.text().charAt(last) == 's'
                && Character.isUpperCase(tokens.text().charAt(last - 1));
    }

    private void look(int i) {
        byte kind = tokens.kind(i);
        if (kind != Tokens.WORD && kind != Tokens.NUMBER) {
            return;
        }
        char first = tokens.first(i);
        boolean slavic = Stems.cyrillic(first);
        walk(i, knowledge.names(), null, false);
        if (slavic) {
            walk(i, knowledge.names(), Stems.Family.CYRILLIC, false);
            derived(i, knowledge.names());
            locative(i, knowledge.names());
        } else if (nameFamily != null) {
            walk(i, knowledge.names(), nameFamily, false);
            if (groupFamily != null) {
                walk(i, knowledge.names(), groupFamily, false);
            }
        }
        Names added = knowledge.added();
        if (added != null) {
            walk(i, added, null, true);
            if (slavic) {
                walk(i, added, Stems.Family.CYRILLIC, true);
            } else if (nameFamily != null) {
                walk(i, added, nameFamily, true);
            }
        }
    }

    private void walk(int i, Names names, Stems.@Nullable Family family, boolean extra) {
        if (tokens.shape(i) == Tokens.LOWER && !names.beginsSmall(key(i, family))) {
            return;
        }
        long prefix = Names.start();
        int j = i;
        for (int words = 0; words < Names.LONGEST && j < tokens.size(); words++) {
            steps++;
            if (Stems.hangul(tokens.first(j))) {
                particles(i, j, prefix, names, extra);
            }
            prefix = Names.step(prefix, key(j, family));
            int at = names.at(prefix);
            if (at == LongTable.ABSENT) {
                return;
            }
            if (at >= 0) {
                add(i, j + 1, tokens.end(j), at, family == null ? 0 : Names.STEM, extra);
            }
            j = following(j);
            if (j < 0) {
                return;
            }
        }
    }

    /** The key of a word without its ending, as the field's language has them; of the whole word where it has none. */
    long stem(int token) {
        return key(token, Stems.cyrillic(tokens.first(token)) ? Stems.Family.CYRILLIC : nameFamily);
    }

    private long key(int token, Stems.@Nullable Family family) {
        if (family == null || !tokens.word(token)) {
            return tokens.key(token);
        }
        long stem = Stems.key(tokens.text(), tokens.start(token), tokens.end(token), family);
        return stem == 0 ? tokens.key(token) : stem;
    }

    /** A Korean name with particles behind it, the longest first. */
    private void particles(int i, int j, long prefix, Names names, boolean extra) {
        int length = tokens.length(j);
        int shortest = i == j ? 2 : 1;
        for (int cut = 1; cut <= 4 && length - cut >= shortest; cut++) {
            int end = tokens.end(j) - cut;
            if (Stems.particle(tokens.text(), end, tokens.end(j))) {
                int at = names.at(Names.step(prefix, tokens.part(j, 0, length - cut)));
                if (at >= 0) {
                    add(i, j + 1, end, at, 0, extra);
                    return;
                }
            }
        }
    }

    private void derived(int i, Names names) {
        if (longest[i] < 0) {
            for (int shorter = 0; shorter < 2 && longest[i] < 0; shorter++) {
                long key = Stems.derivedKey(tokens.text(), tokens.start(i), tokens.end(i), shorter == 1);
                int at = key == 0 ? LongTable.ABSENT : names.at(Names.step(Names.start(), key));
                if (at >= 0) {
                    add(i, i + 1, tokens.end(i), at, Names.STEM | ADJECTIVE, false);
                }
            }
        }
    }

    private void locative(int i, Names names) {
        long key = longest[i] < 0 ? Stems.locative(tokens.text(), tokens.start(i), tokens.end(i)) : 0;
        int at = key == 0 ? LongTable.ABSENT : names.at(Names.step(Names.start(), key));
        if (at >= 0) {
            add(i, i + 1, tokens.end(i), at, Names.STEM, false);
        }
    }

    /** The token where a name goes on: the next word, over hyphens, quotation marks and the stops of initials. */
    private int following(int j) {
        int k = j + 1;
        while (k < tokens.size() && k <= j + 2 && tokens.kind(k) == Tokens.MARK) {
            char mark = (char) tokens.key(k);
            boolean hyphen = mark == '-' && k + 1 < tokens.size();
            boolean stop = mark == '.' && tokens.glued(k) && tokens.length(j) <= 3;
            if (!hyphen && !stop && mark != '"' && mark != '\'') {
                return -1;
            }
            k++;
        }
        return k < tokens.size() && (tokens.kind(k) == Tokens.WORD || tokens.kind(k) == Tokens.NUMBER) ? k : -1;
    }

    private void add(int start, int stop, int stopAt, int at, int manner, boolean extra) {
        if (size == from.length) {
            int more = size * 2;
            from = Arrays.copyOf(from, more);
            to = Arrays.copyOf(to, more);
            end = Arrays.copyOf(end, more);
            posting = Arrays.copyOf(posting, more);
            how = Arrays.copyOf(how, more);
        }
        from[size] = start;
        to[size] = stop;
        end[size] = stopAt;
        posting[size] = extra ? -at - 2 : at;
        how[size] = manner;
        if (first(size) < 0) {
            return;
        }
        int best = longest[start];
        if (best < 0 || to[best] < stop || (to[best] == stop && end[best] < stopAt)) {
            longest[start] = size;
        }
        size++;
    }

    /** Whether the tokens of a match are a name that a user gave. */
    boolean given(int match) {
        return posting[match] < -1;
    }

    /** The type of an entity, an index into {@link KnowledgeBase#TYPES}. */
    int type(int entity) {
        return knowledge.type(entity);
    }

    /** Whether an entity is a town, no country or region. */
    boolean town(int entity) {
        return knowledge.type(entity) == KnowledgeBase.PLACE
                && knowledge.entity(entity).description().startsWith("place");
    }

    private void sentences() {
        boolean start = true;
        for (int i = 0; i < tokens.size(); i++) {
            byte kind = tokens.kind(i);
            if (kind == Tokens.BREAK) {
                start = true;
            } else if (kind == Tokens.MARK) {
                char mark = (char) tokens.key(i);
                if (mark == '?' || mark == '!' || mark == ':' || mark == ';' || (mark == '.' && !abbreviation(i))) {
                    start = true;
                }
            } else {
                if (start) {
                    marks[i] |= SENTENCE;
                }
                start = false;
            }
        }
    }

    private boolean abbreviation(int stop) {
        int before = stop - 1;
        return before >= 0
                && tokens.glued(stop)
                && tokens.word(before)
                && ((tokens.length(before) == 1 && tokens.capital(before))
                        || (tokens.length(before) <= 4
                                && tokens.shape(before) == Tokens.TITLE
                                && Cues.abbreviation(tokens.key(before))));
    }

    private void lines() {
        int start = 0;
        for (int i = 0; i <= tokens.size(); i++) {
            if (i == tokens.size() || tokens.kind(i) == Tokens.BREAK) {
                line(start, i);
                start = i + 1;
            }
        }
    }

    private void line(int start, int stop) {
        int words = 0;
        int capital = 0;
        int upper = 0;
        for (int i = start; i < stop; i++) {
            if (tokens.word(i) && tokens.length(i) >= 4) {
                words++;
                capital += tokens.capital(i) ? 1 : 0;
                upper += tokens.shape(i) == Tokens.CAPITALS ? 1 : 0;
            }
        }
        byte mark = 0;
        if (words >= 2 && upper * 10 >= words * 7) {
            mark = ALL_CAPITALS;
        } else if (words >= 4 && capital * 10 >= words * 8 && !german()) {
            mark = TITLE_CASE;
        }
        if (mark != 0) {
            for (int i = start; i < stop; i++) {
                marks[i] |= mark;
            }
        }
    }
}
