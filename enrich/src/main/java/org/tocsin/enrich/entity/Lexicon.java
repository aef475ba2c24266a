package org.tocsin.enrich.entity;

import java.nio.charset.StandardCharsets;

/** What is known of English words apart from entities: whether they are written small, and in what names they stand. */
final class Lexicon {
    /** 0 unknown, 1 always small, 2 mostly small, 3 mostly capital, 4 always capital. */
    static final int CASE = 7;

    static final int FIRST_NAME = 8;
    static final int COMMON_FIRST_NAME = 16;
    static final int LAST_NAME = 32;
    static final int ORGANIZATION = 64;
    static final int PLACE = 128;

    private final LongTable words = new LongTable(1 << 16);

    static Lexicon shipped() {
        return read(KnowledgeBase.bytes("lexicon.tsv.gz"));
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
