package org.tocsin.query;

import java.util.Arrays;

/**
 * The words that one thread has met with their forms, found by their letters without making a string of them: a hash
 * table with open addressing that forgets everything when it is full. The letters of a short word are its key, which
 * stands in an array of its own, so that most words are found with one access to memory.
 */
final class Remembered {
    /** Letters of seven bits that fit into a key; the eighth bits hold the language. */
    private static final int SHORT = 8;

    private static final int ASCII = 0x80;

    /** Tells the hash of a long word from the letters of a short one. */
    private static final long HASHED = Long.MIN_VALUE;

    private final int most;
    private long[] keys = new long[1024];
    private Forms[] forms = new Forms[1024];

    /** The language and the letters of a long word. */
    private char[][] written = new char[1024][];

    /** The text that a word was last met in, and its number there. */
    private long[] met = new long[1024];

    private int size;

    Remembered(int most) {
        this.most = most;
    }

    /** Where a word of articles in {@code language} stands until the next {@link #add}, else -1. */
    int find(char[] letters, int length, Language language) {
        long key = key(letters, length, language);
        int at = slot(key);
        while (keys[at] != 0) {
            if (keys[at] == key && (key >= 0 || same(written[at], letters, length, language))) {
                return at;
            }
            at = (at + 1) & (keys.length - 1);
        }
        return -1;
    }

    private static boolean same(char[] written, char[] letters, int length, Language language) {
        return written[0] == language.number && Arrays.equals(written, 1, written.length, letters, 0, length);
    }

    private static long key(char[] letters, int length, Language language) {
        if (length <= SHORT) {
            long key = 0;
            int all = 0;
            for (int i = 0; i < length; i++) {
                key |= (long) letters[i] << (8 * i);
                all |= letters[i];
            }
            if (all < ASCII) {
                int number = language.number;
                return key | (number & 1L) << 7 | (number & 2L) << 14 | (number & 4L) << 21 | (number & 8L) << 28;
            }
        }
        long hash = language.number;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + letters[i];
        }
        return hash * 0x9E3779B97F4A7C15L | HASHED;
    }

    private int slot(long key) {
        long hash = key * 0x9E3779B97F4A7C15L;
        return (int) (hash >>> 32) & (keys.length - 1);
    }

    /** Adds a word that is not there; gives where it stands. */
    int add(char[] letters, int length, Language language, Forms made) {
        if (size >= most) {
            Arrays.fill(keys, 0);
            Arrays.fill(met, 0);
            size = 0;
        }
        if (2 * ++size > keys.length) {
            grow();
        }
        long key = key(letters, length, language);
        int at = free(key);
        keys[at] = key;
        forms[at] = made;
        if (key < 0) {
            char[] own = new char[length + 1];
            own[0] = (char) language.number;
            System.arraycopy(letters, 0, own, 1, length);
            written[at] = own;
        }
        return at;
    }

    private int free(long key) {
        int at = slot(key);
        while (keys[at] != 0) {
            at = (at + 1) & (keys.length - 1);
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        Forms[] oldForms = forms;
        char[][] oldWritten = written;
        long[] oldMet = met;
        int length = 2 * oldKeys.length;
        keys = new long[length];
        forms = new Forms[length];
        written = new char[length][];
        met = new long[length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = free(oldKeys[i]);
                keys[at] = oldKeys[i];
                forms[at] = oldForms[i];
                written[at] = oldWritten[i];
                met[at] = oldMet[i];
            }
        }
    }

    Forms forms(int at) {
        return forms[at];
    }

    /** The number of a word in a text, {@code next} when the text has it for the first time. Texts are told apart by number. */
    int number(int at, int text, int next) {
        if (met[at] >>> 32 != text) {
            met[at] = (long) text << 32 | next;
        }
        return (int) met[at];
    }
}
