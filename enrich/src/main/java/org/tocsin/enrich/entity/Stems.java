package org.tocsin.enrich.entity;

import java.util.Set;

/**
 * Keys of words without their endings, so that one base form of a name stands for all its cases. Cyrillic and Polish
 * or Czech words lose their case endings and the vowel that changes in closed syllables (Харків, Харкова); German
 * names lose the s of the genitive, German adjectives their endings; Korean words their particles. A word is only
 * ever cut at an ending that the language has, never inside.
 */
final class Stems {
    /** What kind of ending a word may have. */
    enum Family {
        CYRILLIC(31),
        POLISH(62),
        GERMAN_NAME(93),
        GERMAN_ADJECTIVE(124);

        /** Keeps the stems of one family apart from those of another. */
        private final long salt;

        Family(long salt) {
            this.salt = salt;
        }
    }

    private static final int LONGEST = 40;
    private static final int SHORTEST_STEM = 3;
    private static final int SHORTEST_CHANGING = 4;

    private static final String[] CYRILLIC = {
        "ями", "ами", "ові", "еві", "єві", "ого", "ому", "его", "ему", "ими", "іми", "ыми", "ією", "иею", "ією", "ою",
        "ею", "єю", "ью", "ої", "ій", "ый", "ий", "ая", "яя", "ое", "ее", "ую", "юю", "ой", "ей", "ым", "им", "ім",
        "ом", "ем", "єм", "ам", "ям", "ах", "ях", "их", "іх", "ых", "ії", "ии", "а", "я", "о", "е", "є", "и", "і", "ї",
        "ы", "у", "ю", "ь", "й"
    };
    /** Endings that a place in -ів or -їв takes the last letter of only: у Харкові. */
    private static final String[] LOCATIVE = {"ові", "еві", "єві"};

    private static final String[] POLISH = {
        "iego", "iemu", "ami", "ach", "owi", "ego", "emu", "iej", "imi", "ymi", "iem", "ech", "ich", "ych", "ovi", "ie",
        "om", "em", "im", "ym", "ej", "ou", "a", "e", "y", "i", "u", "o"
    };
    private static final String[] GERMAN_ADJECTIVE = {"en", "er", "es", "em", "e", "s", "n"};
    private static final String VOWELS = "аеєиіїоуыэюяьйaeiouy";
    private static final String CYRILLIC_VOWELS = "аеєиіїоуыэюяьй";
    private static final String CHANGING = "іоеєї";

    private static final Set<String> PARTICLES = Set.of(
            "은", "는", "이", "가", "을", "를", "의", "에", "도", "만", "와", "과", "로", "으로", "에서", "에게", "께서", "까지", "부터", "에는",
            "에도", "에서는", "에서도", "으로는", "로는", "보다", "처럼", "이나", "나", "이라", "라는", "이라는", "이라고", "라고", "이며", "며", "이고",
            "고", "측은", "측이", "측", "인", "씨", "씨는", "씨가", "씨의", "에게서", "한테", "와의", "과의", "로부터", "으로부터", "으로서", "로서", "에선",
            "에만", "이다", "였다", "이었다", "마저", "조차", "밖에", "들", "들이", "들은", "들을", "들의", "군", "군이", "군은", "군의", "군을", "군과",
            "발", "행", "식", "제", "계", "내", "간", "전", "전에", "당국", "당국은", "당국이", "정부", "정부는", "정부가", "대통령", "대통령은", "대통령이",
            "대통령의", "총리", "총리는", "총리가", "장관", "장관은", "장관이", "외교부", "국방부");

    private Stems() {}

    static boolean cyrillic(char c) {
        return c >= 0x400 && c < 0x530;
    }

    static boolean hangul(char c) {
        return c >= 0xAC00 && c <= 0xD7A3;
    }

    /** The key of a word without its ending; 0 when it is too short to lose one. */
    static long key(CharSequence text, int from, int to, Family family) {
        return key(text, from, to, family, false);
    }

    /** The key of a word such as Харкові as a case of Харків, 0 for any other. */
    static long locative(CharSequence text, int from, int to) {
        if (to - from > LONGEST || to - from < SHORTEST_STEM + 2) {
            return 0;
        }
        char[] word = new char[LONGEST];
        int length = fold(text, from, to, word);
        return cut(word, length, LOCATIVE, SHORTEST_STEM) == length
                ? 0
                : key(word, cyrillicTail(word, length - 1), Family.CYRILLIC);
    }

    /** The same for a word in its base form: one that ends in a consonant has no ending. */
    static long key(CharSequence text, int from, int to, Family family, boolean base) {
        if (to - from > LONGEST || to - from < SHORTEST_STEM) {
            return 0;
        }
        char[] word = new char[LONGEST];
        int length = fold(text, from, to, word);
        boolean whole = base && length > 0 && VOWELS.indexOf(word[length - 1]) < 0;
        int stem = switch (family) {
            case CYRILLIC -> whole ? cyrillicTail(word, length) : cyrillic(word, length);
            case POLISH -> whole ? length : polish(word, length);
            case GERMAN_NAME -> length > 3 && word[length - 1] == 's' ? length - 1 : length;
            case GERMAN_ADJECTIVE -> cut(word, length, GERMAN_ADJECTIVE, 4);
        };
        return key(word, stem, family);
    }

    /**
     * The key of what a Cyrillic adjective is derived from, 0 when a word is none: курський gives Курськ, with
     * {@code shorter} київський gives Київ.
     */
    static long derivedKey(CharSequence text, int from, int to, boolean shorter) {
        if (to - from > LONGEST || to - from < 6) {
            return 0;
        }
        char[] word = new char[LONGEST];
        int length = fold(text, from, to, word);
        int stem = cut(word, length, CYRILLIC, SHORTEST_STEM);
        if (stem == length) {
            return 0;
        }
        int cut = ends(word, stem, "ськ") ? 3 : ends(word, stem, "ск") ? 2 : 0;
        if (cut == 0) {
            return 0;
        }
        if (!shorter) {
            return key(word, cyrillicTail(word, stem), Family.CYRILLIC);
        }
        return stem - cut <= SHORTEST_STEM ? 0 : key(word, cyrillicTail(word, stem - cut), Family.CYRILLIC);
    }

    /** Puts the letters of a word into {@code word} as names are compared; answers how many. */
    private static int fold(CharSequence text, int from, int to, char[] word) {
        int length = 0;
        for (int i = from; i < to; i++) {
            char c = Tokens.fold(text.charAt(i));
            if (c != 0) {
                word[length++] = c;
            }
        }
        return length;
    }

    /** Whether the rest of a Korean word after a name is particles only. */
    static boolean particle(CharSequence text, int from, int to) {
        return to - from <= 4 && PARTICLES.contains(text.subSequence(from, to).toString());
    }

    private static long key(char[] word, int length, Family family) {
        return length < 2 ? 0 : Tokens.mix(Tokens.key(java.nio.CharBuffer.wrap(word, 0, length)) + family.salt);
    }

    private static int cyrillic(char[] word, int length) {
        return cyrillicTail(word, cut(word, length, CYRILLIC, length == SHORTEST_STEM ? 2 : SHORTEST_STEM));
    }

    private static int cyrillicTail(char[] word, int length) {
        int stem = length;
        if (stem >= 5 && word[stem - 1] == 'ц' && word[stem - 2] == 'е') {
            word[stem - 2] = 'ц';
            stem--;
        } else if (stem >= 6 && (ends(word, stem, "цев") || ends(word, stem, "ців"))) {
            stem -= 2;
        }
        while (stem > SHORTEST_STEM && CYRILLIC_VOWELS.indexOf(word[stem - 1]) >= 0) {
            stem--;
        }
        for (int i = stem - 2; stem >= SHORTEST_CHANGING && i >= 1 && i >= stem - 3; i--) {
            if (CHANGING.indexOf(word[i]) >= 0) {
                word[i] = '~';
                break;
            }
            if (CYRILLIC_VOWELS.indexOf(word[i]) >= 0) {
                break;
            }
        }
        return stem;
    }

    private static int polish(char[] word, int length) {
        int stem = cut(word, length, POLISH, SHORTEST_STEM);
        if (stem < length && ends(word, stem, "sc")) {
            word[stem - 1] = 'k';
        }
        return stem;
    }

    private static int cut(char[] word, int length, String[] endings, int shortest) {
        for (String ending : endings) {
            if (length - ending.length() >= shortest && ends(word, length, ending)) {
                return length - ending.length();
            }
        }
        return length;
    }

    private static boolean ends(char[] word, int length, String ending) {
        if (length < ending.length()) {
            return false;
        }
        for (int i = 0; i < ending.length(); i++) {
            if (word[length - ending.length() + i] != ending.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
