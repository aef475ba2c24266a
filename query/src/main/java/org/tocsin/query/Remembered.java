package org.tocsin.query;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The words that one thread has met with their forms, found by their letters without making a string of them: a hash
 * table with open addressing that forgets everything when it is full.
 */
final class Remembered {
    /** One word in articles of one language. */
    static final class Word {
        final Forms forms;
        private final String written;
        private final Language language;
        private final int hash;
        private int text;
        private int number;

        private Word(String written, int hash, Language language, Forms forms) {
            this.written = written;
            this.hash = hash;
            this.language = language;
            this.forms = forms;
        }

        /** Its number in a text, {@code next} when the text has it for the first time. Texts are told apart by number. */
        int number(int asked, int next) {
            if (text != asked) {
                text = asked;
                number = next;
            }
            return number;
        }
    }

    private final int most;
    private @Nullable Word[] table = new Word[1024];
    private int size;

    Remembered(int most) {
        this.most = most;
    }

    static int hash(char[] letters, int length) {
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + letters[i];
        }
        hash *= 0x9E3779B9;
        return hash ^ (hash >>> 15);
    }

    @Nullable
    Word find(char[] letters, int length, Language language, int hash) {
        for (int at = hash & (table.length - 1); ; at = (at + 1) & (table.length - 1)) {
            Word word = table[at];
            if (word == null
                    || (word.hash == hash && word.language == language && same(word.written, letters, length))) {
                return word;
            }
        }
    }

    private static boolean same(String written, char[] letters, int length) {
        if (written.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (written.charAt(i) != letters[i]) {
                return false;
            }
        }
        return true;
    }

    Word add(String written, int hash, Language language, Forms forms) {
        if (size >= most) {
            Arrays.fill(table, null);
            size = 0;
        }
        if (2 * ++size > table.length) {
            @Nullable Word[] before = table;
            table = new Word[2 * before.length];
            for (Word word : before) {
                if (word != null) {
                    put(word);
                }
            }
        }
        Word word = new Word(written, hash, language, forms);
        put(word);
        return word;
    }

    private void put(Word word) {
        int at = word.hash & (table.length - 1);
        while (table[at] != null) {
            at = (at + 1) & (table.length - 1);
        }
        table[at] = word;
    }
}
