package org.tocsin.enrich.entity;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * All names of all entities as an automaton over word keys: each beginning of a name is one entry of a hash table, so
 * that a step costs one look-up however many names there are. The names of inflected languages are entered once more
 * by their stems. Built once, then read by any number of threads.
 */
final class Names {
    /** The name is written in capitals and only found so. */
    static final int ACRONYM = 1;
    /** Entered by stems: the ending may differ. */
    static final int STEM = 2;
    /** Also found in small letters: adjectives and peoples of the languages that write them so. */
    static final int SMALL = 4;
    /** A single word that also means something else: wants support. */
    static final int WEAK = 8;
    /** The last word is written small: Wagner group. */
    static final int SMALL_END = 16;
    /** The name's language, shifted: English, Ukrainian, Russian, … */
    static final int LANGUAGE_SHIFT = 8;

    /** The longest name, in words. */
    static final int LONGEST = 12;

    private static final long SEED = 0x5bd1e9955bd1e995L;

    private static final int ENTITY = 0;
    private static final int FLAGS = 1;
    private static final int NEXT = 2;
    /** Numbers of one posting: entity, flags, next posting. */
    private static final int WIDTH = 3;

    private final LongTable prefixes;
    /** The first words of names that are also found in small letters: few, so that most small words are done with here. */
    private final LongTable smallStarts;

    private int[] postings;
    private int size;

    Names(int expected) {
        prefixes = new LongTable(expected);
        smallStarts = new LongTable(1024);
        postings = new int[1024 * WIDTH];
    }

    /** What {@link #write} wrote. */
    Names(ByteBuffer written) {
        prefixes = new LongTable(written);
        smallStarts = new LongTable(written);
        size = written.getInt();
        postings = new int[size * WIDTH];
        for (int i = 0; i < postings.length; i++) {
            postings[i] = written.getInt();
        }
    }

    void write(DataOutputStream out) throws IOException {
        prefixes.write(out);
        smallStarts.write(out);
        out.writeInt(size);
        for (int i = 0; i < size * WIDTH; i++) {
            out.writeInt(postings[i]);
        }
    }

    /** Whether a name that is also found in small letters begins with a word. */
    boolean beginsSmall(long word) {
        return smallStarts.get(word) >= 0;
    }

    static long start() {
        return SEED;
    }

    static long step(long prefix, long word) {
        return Tokens.mix(prefix * 0x9E3779B97F4A7C15L + word);
    }

    /** The first posting of a prefix; -1 when no name begins so, -2 when names go on only. */
    int at(long prefix) {
        return prefixes.get(prefix);
    }

    int entity(int posting) {
        return postings[posting * WIDTH + ENTITY];
    }

    int flags(int posting) {
        return postings[posting * WIDTH + FLAGS];
    }

    /** The next entity of the same name, in the order of entry; -2 after the last. */
    int next(int posting) {
        return postings[posting * WIDTH + NEXT];
    }

    /** How many names were entered. */
    int size() {
        return size;
    }

    void add(long[] words, int length, int entity, int flag) {
        if (length == 0 || length > LONGEST) {
            return;
        }
        if ((flag & SMALL) != 0) {
            smallStarts.put(words[0], 0);
        }
        long prefix = SEED;
        for (int i = 0; i < length - 1; i++) {
            prefix = step(prefix, words[i]);
            if (prefixes.get(prefix) == LongTable.ABSENT) {
                prefixes.put(prefix, -2);
            }
        }
        prefix = step(prefix, words[length - 1]);
        int last = -2;
        for (int posting = prefixes.get(prefix); posting >= 0; posting = next(posting)) {
            if (entity(posting) == entity) {
                postings[posting * WIDTH + FLAGS] = merged(flags(posting), flag);
                return;
            }
            last = posting;
        }
        if ((size + 1) * WIDTH > postings.length) {
            postings = Arrays.copyOf(postings, postings.length * 2);
        }
        postings[size * WIDTH + ENTITY] = entity;
        postings[size * WIDTH + FLAGS] = flag;
        postings[size * WIDTH + NEXT] = -2;
        if (last >= 0) {
            postings[last * WIDTH + NEXT] = size;
        } else {
            prefixes.put(prefix, size);
        }
        size++;
    }

    /** Freedoms add up, demands must hold for every language. */
    private static int merged(int one, int other) {
        int demands = ACRONYM | STEM | WEAK;
        int languages = (one | other) & -(1 << LANGUAGE_SHIFT);
        return languages | (one & other & demands) | ((one | other) & (SMALL | SMALL_END));
    }
}
