package org.tocsin.enrich.entity;

import java.util.Arrays;
import java.util.List;

/**
 * What the model looks at for one token: the word and its neighbours, their shapes, beginnings and endings, cue words,
 * the known names that cover it, and how the article writes the same word elsewhere. Features are hashed to a fixed
 * number of places.
 */
final class Features {
    static final int BITS = 18;
    static final int MOST = 96;

    private static final int SEEN_SMALL = 1;
    private static final int SEEN_CAPITAL = 2;
    private static final int SEEN_IN_RUN = 4;
    private static final int SEEN_TITLED = 8;
    private static final int SEEN_AGAIN = 16;
    private static final int SEEN_PERSON = 32;
    private static final int SEEN_OTHER_NAME = 64;

    private final Lexicon lexicon;
    private final LongTable seen = new LongTable(512);
    private final int[] places = new int[MOST];
    private int size;
    private Reading reading;
    private Tokens tokens;
    /** For each token of the current field: known-name features, 0 for none. */
    private int[] covered = new int[0];
    /** The type of the most prominent entity of the name that covers a token, from 1. */
    private byte[] foremost = new byte[0];
    /** What lexicon and cue words say of each token of the current field, found out when first asked for. */
    private int[] lexical = new int[0];

    private int[] cues = new int[0];

    Features(List<Reading> article, KnowledgeBase knowledge) {
        this.lexicon = knowledge.lexicon();
        this.reading = article.getFirst();
        this.tokens = reading.tokens;
        for (Reading each : article) {
            look(each);
        }
        field(article.getFirst());
    }

    /** Turns to a field of the article. */
    void field(Reading field) {
        reading = field;
        tokens = field.tokens;
        covered = new int[tokens.size() + 2];
        foremost = new byte[tokens.size() + 2];
        lexical = new int[tokens.size()];
        cues = new int[tokens.size()];
        Arrays.fill(lexical, -1);
        Arrays.fill(cues, -1);
        int i = 0;
        while (i < tokens.size()) {
            int match = field.longest(i);
            if (match < 0) {
                i++;
                continue;
            }
            int types = types(field, match);
            int to = field.to(match);
            for (int k = i; k < to; k++) {
                int position = to - i == 1 ? 3 : k == i ? 1 : k == to - 1 ? 2 : 4;
                covered[k] = (types << 3) | position;
                foremost[k] = foremost(field, match);
            }
            i = to;
        }
    }

    /** The types that a match may have, twice: the firm ones, and those of weak names. */
    private static int types(Reading field, int match) {
        int types = 0;
        int count = 0;
        for (int at = field.first(match); at >= 0 && count < 12; at = field.next(match, at), count++) {
            int type = field.type(field.entity(match, at));
            boolean weak = (field.flags(match, at) & Names.WEAK) != 0;
            types |= 1 << (weak ? type + 6 : type);
        }
        return (types & 0x3f) | ((((types >> 6) & ~types) & 0x3f) << 6);
    }

    private static byte foremost(Reading field, int match) {
        int at = field.first(match);
        int type = field.type(field.entity(match, at));
        return (byte) (1 + type + ((field.flags(match, at) & Names.WEAK) != 0 ? 6 : 0));
    }

    /** What the lexicon says of a token, 0 outside the field. */
    int lexical(int token) {
        if (token < 0 || token >= lexical.length) {
            return 0;
        }
        if (lexical[token] < 0) {
            lexical[token] = lexicon.get(tokens.key(token));
        }
        return lexical[token];
    }

    /** What a token says of its neighbours as a cue word, 0 outside the field. */
    int cue(int token) {
        if (token < 0 || token >= cues.length) {
            return 0;
        }
        if (cues[token] < 0) {
            cues[token] = Cues.of(tokens.key(token));
        }
        return cues[token];
    }

    int covered(int token) {
        return token < 0 || token >= tokens.size() ? 0 : covered[token];
    }

    private void look(Reading each) {
        Tokens all = each.tokens;
        for (int i = 0; i < all.size(); i++) {
            if (all.word(i)) {
                long key = all.key(i);
                int old = Math.max(0, seen.get(key));
                int now = old | (old == 0 ? 0 : SEEN_AGAIN);
                if (all.shape(i) == Tokens.LOWER) {
                    now |= SEEN_SMALL;
                } else if (all.capital(i)) {
                    boolean plain = !each.titleCase(i) && !each.allCapitals(i) && !each.sentenceStart(i);
                    now |= plain ? SEEN_CAPITAL : 0;
                    if (plain && i > 0 && (all.capital(i - 1) && !each.sentenceStart(i - 1))) {
                        now |= SEEN_IN_RUN;
                    }
                    if (i > 0 && (Cues.of(all.key(i - 1)) & Cues.TITLE) != 0) {
                        now |= SEEN_TITLED;
                    }
                    int match = each.longest(i);
                    if (match >= 0 && each.to(match) - i > 1) {
                        for (int k = i; k < each.to(match); k++) {
                            if (k > i && all.word(k)) {
                                seen.put(
                                        all.key(k),
                                        Math.max(0, seen.get(all.key(k)))
                                                | (types(each, match) == 1 ? SEEN_PERSON : SEEN_OTHER_NAME));
                            }
                        }
                    }
                }
                seen.put(key, now);
            } else if (all.kind(i) == Tokens.NUMBER) {
                seen.put(all.key(i), SEEN_AGAIN);
            }
        }
    }

    /** Whether the article has a word. */
    boolean has(long word) {
        return seen.get(word) >= 0;
    }

    int[] places() {
        return places;
    }

    /** Computes the features of a token and says how many there are. */
    int at(int i) {
        size = 0;
        long word = tokens.key(i);
        long before = i > 0 ? tokens.key(i - 1) : 1;
        long after = i + 1 < tokens.size() ? tokens.key(i + 1) : 2;
        int shape = shape(i);
        int shapeBefore = shape(i - 1);
        int shapeAfter = shape(i + 1);
        int line = (reading.titleCase(i) ? 1 : 0) | (reading.allCapitals(i) ? 2 : 0);
        boolean start = reading.sentenceStart(i);
        add(1, 0);
        add(2, word);
        add(3, before);
        add(4, after);
        add(5, i > 1 ? tokens.key(i - 2) : 1);
        add(6, i + 2 < tokens.size() ? tokens.key(i + 2) : 2);
        add(7, word * 31 + before);
        add(8, word * 37 + after);
        add(9, shape * 4 + line);
        add(10, shapeBefore * 4096L + shape * 64L + shapeAfter + (start ? 1 << 20 : 0));
        add(11, word * 8 + shape);
        add(12, before * 41 + after);
        if (tokens.kind(i) == Tokens.WORD) {
            int length = tokens.length(i);
            if (length > 3) {
                add(13, tokens.part(i, 0, 3));
                add(14, tokens.part(i, length - 3, length));
                add(15, tokens.part(i, length - 2, length) * 4 + (shape & 3));
            }
            if (length > 4) {
                add(16, tokens.part(i, length - 4, length));
                add(17, tokens.part(i, 0, 4));
            }
        }
        int lexical = lexical(i);
        int lexicalBefore = lexical(i - 1);
        int lexicalAfter = lexical(i + 1);
        add(20, (lexical & 7) * 512L + shape * 8L + line * 2L + (start ? 1 : 0));
        add(21, lexical >> 3);
        add(22, (lexical >> 3) * 64L + shape);
        add(23, lexicalBefore * 8L + 1 + (shapeBefore << 12));
        add(24, lexicalAfter * 8L + 2 + (shapeAfter << 12));
        add(25, ((lexical >> 3) & 7) * 4096L + ((lexicalAfter >> 3) & 7) * 64L + shapeAfter);
        add(26, ((lexicalBefore >> 3) & 7) * 4096L + ((lexical >> 3) & 7) * 64L + shapeBefore);
        int cue = cue(i);
        int cueBefore = cue(i - 1);
        int cueAfter = cue(i + 1);
        int cueBefore2 = cue(i - 2);
        int cueAfter2 = cue(i + 2);
        cues(30, cue, shape);
        cues(31, cueBefore, shape);
        cues(32, cueAfter, shape);
        cues(33, cueBefore2, shapeBefore);
        cues(34, cueAfter2, shapeAfter);
        int cover = covered(i);
        int coverBefore = covered(i - 1);
        int coverAfter = covered(i + 1);
        add(40, cover * 64L + shape);
        add(41, cover * 4L + line + (start ? 1 << 20 : 0));
        add(42, ((long) coverBefore << 20) | cover);
        add(43, ((long) coverAfter << 20) | cover);
        add(44, cover * 4096L + shapeAfter * 64L + shapeBefore);
        if (cover != 0) {
            for (int type = 0; type < 12; type++) {
                if (((cover >> (3 + type)) & 1) != 0) {
                    add(45, type * 8L + (cover & 7));
                    add(46, (type * 8L + (cover & 7)) * 64 + shape);
                    add(47, (type * 8L + (cover & 7)) * 31 + (lexical & 7) * 1024L + (start ? 1 : 0));
                }
            }
            int prime = foremost[i] * 8 + (cover & 7);
            add(70, prime);
            add(71, prime * 64L + shape);
            add(72, prime * 64L + (lexical & 7) * 2L + (start ? 1 : 0));
            add(73, prime * 31L + after);
            add(74, prime * 37L + before);
            add(48, cover * 31L + before);
            add(49, cover * 37L + after);
        }
        if (coverBefore != 0) {
            add(50, coverBefore * 31L + word);
        }
        if (coverAfter != 0) {
            add(51, coverAfter * 31L + word);
        }
        int here = Math.max(0, seen.get(word));
        if (tokens.kind(i) == Tokens.WORD) {
            add(52, here * 128L + shape * 2L + (start ? 1 : 0));
            add(53, here * 128L + line * 8L + (lexical & 7));
            add(54, (here & (SEEN_PERSON | SEEN_TITLED | SEEN_OTHER_NAME | SEEN_IN_RUN)) * 4096L + cover);
        }
        add(55, nextShape(i, 2) * 64L + shape);
        add(56, nextShape(i, -2) * 64L + shape);
        run(i);
        return size;
    }

    /** The run of capitalised words that a token stands in: its length, the place in it, its last word's cues. */
    private void run(int i) {
        if (!tokens.capital(i)) {
            return;
        }
        int from = i;
        while (from > 0 && i - from < 6 && tokens.capital(from - 1) && !reading.sentenceStart(from)) {
            from--;
        }
        int to = i + 1;
        while (to < tokens.size() && to - i < 6 && tokens.capital(to) && !reading.sentenceStart(to)) {
            to++;
        }
        int line = reading.titleCase(i) ? 1 : 0;
        long last = tokens.key(to - 1);
        add(60, (Math.min(5, i - from) * 8L + Math.min(5, to - i)) * 2 + line);
        if (line == 0 && to - from > 1) {
            add(61, cue(to - 1) * 8L + (i == to - 1 ? 1 : 0));
            add(62, last * 8 + (i == to - 1 ? 1 : 0));
            add(
                    63,
                    ((lexical(from) >> 3) & 7) * 64L
                            + ((lexical(to - 1) >> 3) & 15) * 4L
                            + (i == from ? 1 : i == to - 1 ? 2 : 0));
            add(64, tokens.key(to) * 4 + 1);
            add(65, from > 0 ? tokens.key(from - 1) * 4 + 2 : 3);
            add(66, tokens.key(from) * 8 + 3);
        }
    }

    private int nextShape(int i, int offset) {
        return shape(i + offset);
    }

    private void cues(int template, int cues, int shape) {
        for (int bits = cues; bits != 0; bits &= bits - 1) {
            add(template, Integer.numberOfTrailingZeros(bits) * 64L + shape);
        }
    }

    /** A token's shape with its length where that matters; marks by themselves. */
    private int shape(int i) {
        if (i < 0 || i >= tokens.size()) {
            return 0;
        }
        return switch (tokens.kind(i)) {
            case Tokens.WORD -> 1 + tokens.shape(i) + (tokens.length(i) <= 3 ? 8 : 0);
            case Tokens.NUMBER -> tokens.length(i) == 4 ? 20 : 21;
            case Tokens.BREAK -> 22;
            default ->
                switch ((char) tokens.key(i)) {
                    case '-' -> tokens.glued(i) ? 24 : 25;
                    case ',' -> 26;
                    case '.' -> 27;
                    case '\'' -> 28;
                    case '"' -> 29;
                    case '(' -> 30;
                    case ')' -> 31;
                    case ':' -> 32;
                    case '&' -> 33;
                    default -> 34;
                };
        };
    }

    private void add(int template, long value) {
        if (size < MOST) {
            long hash = Tokens.mix(value * 0x9E3779B97F4A7C15L + template * 0xD1B54A32D192ED03L);
            places[size++] = (int) (hash >>> (64 - BITS));
        }
    }
}
