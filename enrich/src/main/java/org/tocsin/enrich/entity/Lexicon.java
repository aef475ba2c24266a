package org.tocsin.enrich.entity;

import java.nio.charset.StandardCharsets;

/**
 * What is known of words apart from entities: of English ones whether they are written small, and in what names they stand; of
 * other languages which are the commonest.
 */
final class Lexicon {
    /** 0 unknown, 1 always small, 2 mostly small, 3 mostly capital, 4 always capital. */
    static final int CASE = 7;

    static final int FIRST_NAME = 8;
    static final int COMMON_FIRST_NAME = 16;
    static final int LAST_NAME = 32;
    static final int ORGANIZATION = 64;
    static final int PLACE = 128;

    private final LongTable words = new LongTable(1 << 16);

    /** The commonest words of each language, keyed by both. */
    private final LongTable common = new LongTable(1 << 13);

    static Lexicon shipped() {
        Lexicon lexicon = read(Resources.unpacked("lexicon.tsv.gz"));
        Resources.text("common-words.txt").lines().forEach(line -> {
            String[] all = line.split(" ", -1);
            for (int i = 1; i < all.length; i++) {
                lexicon.common.put(inLanguage(all[0], Tokens.key(all[i])), 1);
            }
        });
        return lexicon;
    }

    private static long inLanguage(String language, long key) {
        return Tokens.mix(key + language.hashCode());
    }

    /** Whether a word is one of the commonest of a language, an ISO 639-1 code: <i>Tor</i> in German is a goal or a gate. */
    boolean common(String language, long key) {
        return common.get(inLanguage(language, key)) > 0;
    }

    static Lexicon read(byte[] text) {
        Lexicon lexicon = new Lexicon();
        new String(text, StandardCharsets.UTF_8).lines().forEach(line -> {
            int tab = line.indexOf('\t');
            lexicon.put(line.substring(0, tab), Integer.parseInt(line, tab + 1, line.length(), 10));
        });
        return lexicon;
    }

    void put(String word, int flags) {
        words.put(Tokens.key(word), flags);
    }

    int get(long key) {
        return Math.max(0, words.get(key));
    }

    /** Whether a word is always or mostly written small. */
    boolean everyday(long key) {
        return everyday(get(key));
    }

    /** Whether what is known of a word says so. */
    static boolean everyday(int known) {
        int usage = known & CASE;
        return usage == 1 || usage == 2;
    }
}
