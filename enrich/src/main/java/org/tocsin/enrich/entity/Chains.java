package org.tocsin.enrich.entity;

/**
 * The stretches of a text in which names may stand: words that are capitalised or known, with what joins them. All
 * else is outside without a look, which is most of a text.
 */
final class Chains {
    private static final int LONGEST_GAP = 3;

    private Chains() {}

    /** For each token whether it belongs to a chain. */
    static boolean[] of(Reading reading, Features features, Lexicon lexicon) {
        Tokens tokens = reading.tokens;
        int size = tokens.size();
        boolean[] core = new boolean[size];
        for (int i = 0; i < size; i++) {
            core[i] = core(reading, features, lexicon, i);
        }
        boolean[] inside = new boolean[size];
        int last = -1;
        for (int i = 0; i < size; i++) {
            if (tokens.kind(i) == Tokens.BREAK || foreign(tokens, i)) {
                last = -1;
            } else if (core[i]) {
                inside[i] = true;
                int from = last >= 0 && i - last <= LONGEST_GAP + 1 ? last + 1 : Math.max(0, i - 1);
                for (int k = from; k < i; k++) {
                    inside[k] |= tokens.kind(k) != Tokens.BREAK && !foreign(tokens, k);
                }
                if (i + 1 < size && tokens.kind(i + 1) != Tokens.BREAK && !foreign(tokens, i + 1)) {
                    inside[i + 1] = true;
                }
                last = i;
            }
        }
        return inside;
    }

    /** Whether a word is of a script without capitals, of which the model knows nothing. */
    private static boolean foreign(Tokens tokens, int i) {
        return tokens.shape(i) == Tokens.CASELESS && tokens.first(i) >= 0x370;
    }

    private static boolean core(Reading reading, Features features, Lexicon lexicon, int i) {
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
        boolean everyday = (lexicon.get(tokens.key(i)) & Lexicon.CASE) == 1;
        return !everyday || !reading.sentenceStart(i) || (i + 1 < tokens.size() && tokens.capital(i + 1));
    }
}
