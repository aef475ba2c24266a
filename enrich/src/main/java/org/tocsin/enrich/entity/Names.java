package org.tocsin.enrich.entity;

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

    private final LongTable prefixes;
    private int[] entities = new int[1024];
    private int[] flags = new int[1024];
    private int[] next = new int[1024];
    private int size;

    Names(int expected) {
        prefixes = new LongTable(expected);
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
        return entities[posting];
    }

    int flags(int posting) {
        return flags[posting];
    }

    /** The next entity of the same name, in the order of entry; -2 after the last. */
    int next(int posting) {
        return next[posting];
    }

    /** How many names were entered. */
    int size() {
        return size;
    }

    void add(long[] words, int length, int entity, int flag) {
        if (length == 0 || length > LONGEST) {
            return;
        }
        long prefix = SEED;
        for (int i = 0; i < length - 1; i++) {
            prefix = step(prefix, words[i]);
            if (prefixes.get(prefix) == LongTable.ABSENT) {
                prefixes.put(prefix, -2);
            }
        }
        prefix = step(prefix, words[length - 1]);
        int head = prefixes.get(prefix);
        int last = -2;
        for (int posting = head; posting >= 0; posting = next[posting]) {
            if (entities[posting] == entity) {
                flags[posting] = merged(flags[posting], flag);
                return;
            }
            last = posting;
        }
        if (size == entities.length) {
            int more = size * 2;
            entities = Arrays.copyOf(entities, more);
            flags = Arrays.copyOf(flags, more);
            next = Arrays.copyOf(next, more);
        }
        entities[size] = entity;
        flags[size] = flag;
        next[size] = -2;
        if (last >= 0) {
            next[last] = size;
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
