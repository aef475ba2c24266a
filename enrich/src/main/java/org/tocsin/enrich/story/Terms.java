package org.tocsin.enrich.story;

import java.util.Arrays;

/**
 * How many articles of a story have each key: an open-addressing map of ints. With each key stand the language that it is
 * good in and its weight.
 */
final class Terms {
    /** Language of a key that is good in all. */
    static final byte ANY = 0;

    private int[] keys = new int[32];
    private int[] counts = new int[32];
    private float[] weights = new float[32];
    private byte[] languages = new byte[32];
    private int size;

    /** Receives the keys, in no particular order. */
    interface Sink {
        void term(int key, int count, float weight, byte language);
    }

    int size() {
        return size;
    }

    /** Adds to the count of a key and sets its weight; true when the key is new. */
    boolean add(int key, byte language, int count, float weight) {
        if (size * 2 >= keys.length) {
            grow();
        }
        int at = find(key);
        boolean fresh = counts[at] == 0;
        keys[at] = key;
        counts[at] += count;
        weights[at] = weight;
        languages[at] = language;
        size += fresh ? 1 : 0;
        return fresh;
    }

    int count(int key) {
        return counts[find(key)];
    }

    float weight(int key) {
        return weights[find(key)];
    }

    void each(Sink sink) {
        for (int i = 0; i < keys.length; i++) {
            if (counts[i] > 0) {
                sink.term(keys[i], counts[i], weights[i], languages[i]);
            }
        }
    }

    /** Drops the rarest keys until {@code most} are left; the dropped ones go to {@code dropped}. */
    void prune(int most, Sink dropped) {
        long[] order = new long[size];
        int n = 0;
        for (int i = 0; i < keys.length; i++) {
            if (counts[i] > 0) {
                order[n++] = ((long) -counts[i] << 32) | (keys[i] & 0xFFFFFFFFL);
            }
        }
        Arrays.sort(order);
        Terms kept = new Terms();
        for (int i = 0; i < n; i++) {
            int at = find((int) order[i]);
            if (i < most) {
                kept.add(keys[at], languages[at], counts[at], weights[at]);
            } else {
                dropped.term(keys[at], counts[at], weights[at], languages[at]);
            }
        }
        keys = kept.keys;
        counts = kept.counts;
        weights = kept.weights;
        languages = kept.languages;
        size = kept.size;
    }

    private int find(int key) {
        int mask = keys.length - 1;
        int at = (key * 0x9E3779B9) >>> 7 & mask;
        while (counts[at] != 0 && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        int[] oldKeys = keys;
        int[] oldCounts = counts;
        float[] oldWeights = weights;
        byte[] oldLanguages = languages;
        keys = new int[oldKeys.length * 2];
        counts = new int[keys.length];
        weights = new float[keys.length];
        languages = new byte[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldCounts[i] > 0) {
                int at = find(oldKeys[i]);
                keys[at] = oldKeys[i];
                counts[at] = oldCounts[i];
                weights[at] = oldWeights[i];
                languages[at] = oldLanguages[i];
            }
        }
    }
}
