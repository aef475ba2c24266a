package org.tocsin.enrich.entity;

/**
 * Gives a text that has no capital letter the capitals that its names would have, so that they are found as elsewhere: the
 * words that English writes with one, first and last names, and known names. Only words in Latin letters are looked at, since
 * the lexicon is one of English.
 */
final class Capitals {
    /** In a shorter text the want of capitals says little. */
    private static final int FEWEST_WORDS = 4;

    private final Tokens tokens;
    private final Lexicon lexicon;
    private final Names names;
    private final char[] letters;

    private Capitals(Tokens tokens, KnowledgeBase knowledge) {
        this.tokens = tokens;
        this.lexicon = knowledge.lexicon();
        this.names = knowledge.names();
        this.letters = tokens.text().toCharArray();
    }

    /** The text with capitals, each offset as before; the same text where it has one already, or hardly a word. */
    static String restored(String text, KnowledgeBase knowledge) {
        if (text.chars().anyMatch(Character::isUpperCase)) {
            return text;
        }
        Tokens tokens = Tokens.of(text);
        int words = 0;
        for (int i = 0; i < tokens.size(); i++) {
            words += latin(tokens, i) ? 1 : 0;
        }
        return words < FEWEST_WORDS ? text : new Capitals(tokens, knowledge).restored();
    }

    private static boolean latin(Tokens tokens, int i) {
        return tokens.word(i) && tokens.first(i) < 0x250;
    }

    private String restored() {
        int i = 0;
        while (i < tokens.size()) {
            int end = latin(tokens, i) ? severalWords(i) : i;
            if (end > i) {
                for (int k = i; k < end; k++) {
                    if (usage(k) != 1 || tokens.length(k) > 3) {
                        raise(tokens.start(k), tokens.start(k) + 1);
                    }
                }
                i = end;
            } else {
                if (latin(tokens, i)) {
                    oneWord(i);
                }
                i++;
            }
        }
        return new String(letters);
    }

    /** Where the longest known name of two words or more ends that is more than everyday words, {@code i} without one. */
    private int severalWords(int i) {
        int end = i;
        long prefix = Names.start();
        boolean special = false;
        for (int k = i; k < i + Names.LONGEST && latin(tokens, k); k++) {
            prefix = Names.step(prefix, tokens.key(k));
            int at = names.at(prefix);
            if (at == LongTable.ABSENT) {
                break;
            }
            special |= !everyday(k);
            if (at >= 0 && k > i && special) {
                end = k + 1;
            }
        }
        return end;
    }

    private void oneWord(int i) {
        int at = names.at(Names.step(Names.start(), tokens.key(i)));
        boolean acronym = at >= 0 && (names.flags(at) & Names.ACRONYM) != 0;
        boolean known = at >= 0 && (names.flags(at) & Names.WEAK) == 0;
        boolean name = (lexicon.get(tokens.key(i)) & (Lexicon.FIRST_NAME | Lexicon.LAST_NAME | Lexicon.PLACE)) != 0;
        if (!everyday(i) && acronym) {
            raise(tokens.start(i), tokens.end(i));
        } else if (usage(i) == 4 || (usage(i) == 3 && known) || (usage(i) == 0 && (known || name))) {
            raise(tokens.start(i), tokens.start(i) + 1);
        }
    }

    private boolean everyday(int i) {
        return lexicon.everyday(tokens.key(i));
    }

    private int usage(int i) {
        return lexicon.get(tokens.key(i)) & Lexicon.CASE;
    }

    private void raise(int from, int to) {
        for (int k = from; k < to; k++) {
            letters[k] = Character.toUpperCase(letters[k]);
        }
    }
}
