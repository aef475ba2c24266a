package org.tocsin.enrich.entity;

/**
 * The stretches of a text in which names may stand: words that are capitalised or known, with what joins them. All
 * else is outside without a look, which is most of a text.
 */
final class Chains {
    private static final int LONGEST_GAP = 4;
    private static final int ENDINGS = Cues.ORGANIZATION | Cues.EVENT | Cues.PLACE;
    private static final String JOINING = "-'.&/:+,()";

    private Chains() {}

    /** For each token whether it belongs to a chain. */
    static boolean[] of(Reading reading, Features features) {
        Tokens tokens = reading.tokens;
        int size = tokens.size();
        boolean[] core = new boolean[size];
        for (int i = 0; i < size; i++) {
            core[i] = core(reading, features, i);
        }
        boolean[] inside = new boolean[size];
        int last = -1;
        for (int i = 0; i < size; i++) {
            if (tokens.kind(i) == Tokens.BREAK || foreign(tokens, i)) {
                last = -1;
            } else if (core[i]) {
                inside[i] = true;
                if (last >= 0 && joined(tokens, features, last + 1, i)) {
                    for (int k = last + 1; k < i; k++) {
                        inside[k] = true;
                    }
                }
                if (i + 1 < size && (features.cue(i + 1) & ENDINGS) != 0) {
                    inside[i + 1] = true;
                }
                last = i;
            }
        }
        return inside;
    }

    /** Whether the words and marks between two capitalised words may stand within one name. */
    private static boolean joined(Tokens tokens, Features features, int from, int to) {
        if (to - from > LONGEST_GAP) {
            return false;
        }
        for (int i = from; i < to; i++) {
            boolean mark =
                    tokens.kind(i) == Tokens.MARK && tokens.key(i) < 0x80 && JOINING.indexOf((char) tokens.key(i)) >= 0;
            if (!mark
                    && tokens.kind(i) != Tokens.NUMBER
                    && (features.cue(i) & (Cues.INSIDE | ENDINGS)) == 0
                    && tokens.length(i) > 1) {
                return false;
            }
        }
        return true;
    }

    /** Whether a word is of a script without capitals, of which the model knows nothing. */
    private static boolean foreign(Tokens tokens, int i) {
        return tokens.shape(i) == Tokens.CASELESS && tokens.first(i) >= 0x370;
    }

    private static boolean core(Reading reading, Features features, int i) {
        Tokens tokens = reading.tokens;
        if (foreign(tokens, i)) {
            return false;
        }
        int covered = features.covered(i);
        if (covered != 0) {
            return tokens.shape(i) != Tokens.LOWER || ((covered >> 3) & 0x3f) != 0;
        }
        if (!tokens.word(i) || (!tokens.capital(i) && tokens.shape(i) != Tokens.MIXED)) {
            return false;
        }
        boolean everyday = (features.lexical(i) & Lexicon.CASE) == 1;
        return !everyday || !reading.sentenceStart(i) || (i + 1 < tokens.size() && tokens.capital(i + 1));
    }
}
