package org.tocsin.enrich.language;

/** The writing system of most letters of a text. */
enum Script {
    NONE(0, 0),
    LATIN(1, 1),
    CYRILLIC(2, 1),
    GREEK(3, 1),
    HANGUL(4, 2),
    KANA(5, 2),
    HAN(6, 2),
    ARABIC(7, 1),
    HEBREW(8, 1);

    /** Fewer letters than this say nothing in a script of many languages. */
    private static final int FEWEST = 3;

    private final int place;

    /** A syllable or word sign weighs as much as two letters. */
    private final int weight;

    Script(int place, int weight) {
        this.place = place;
        this.weight = weight;
    }

    static Script of(String text) {
        int[] weights = new int[values().length];
        for (int i = 0; i < text.length(); i++) {
            Script script = of(text.charAt(i));
            weights[script.place] += script.weight;
        }
        Script most = NONE;
        for (Script script : values()) {
            if (weights[script.place] > weights[most.place]) {
                most = script;
            }
        }
        if (most == HAN && weights[KANA.place] > 0) {
            return KANA;
        }
        return weights[most.place] >= FEWEST ? most : NONE;
    }

    private static Script of(char c) {
        if (c < 0x250) {
            return Character.isLetter(c) ? LATIN : NONE;
        }
        if (c >= 0x1E00 && c < 0x1F00) {
            return LATIN;
        }
        if (c >= 0x400 && c < 0x530) {
            return CYRILLIC;
        }
        if ((c >= 0xAC00 && c < 0xD7B0) || (c >= 0x1100 && c < 0x1200)) {
            return HANGUL;
        }
        if (c >= 0x3040 && c < 0x3100) {
            return KANA;
        }
        if ((c >= 0x4E00 && c < 0xA000) || (c >= 0x3400 && c < 0x4DC0)) {
            return HAN;
        }
        if (c >= 0x600 && c < 0x780) {
            return ARABIC;
        }
        if (c >= 0x590 && c < 0x600) {
            return HEBREW;
        }
        return c >= 0x370 && c < 0x400 ? GREEK : NONE;
    }
}
