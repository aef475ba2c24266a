package org.tocsin.enrich.entity;

import java.util.Arrays;

/** A map from 64-bit hashes to ints, in open addressing: no objects, about 20 bytes an entry. Absent is -1. */
final class LongTable {
    static final int ABSENT = -1;

    private long[] keys;
    private int[] values;
    private int size;

    LongTable(int expected) {
        int capacity = Integer.highestOneBit(Math.max(16, expected) * 2);
        keys = new long[capacity];
        values = new int[capacity];
    }

    int size() {
        return size;
    }

    int get(long key) {
        int at = slot(keys, key);
        return keys[at] == key ? values[at] : ABSENT;
    }

    void put(long key, int value) {
        if (key == 0) {
            return;
        }
        int at = slot(keys, key);
        if (keys[at] == 0) {
            if (++size * 3 > keys.length * 2) {
                grow();
                at = slot(keys, key);
            }
            keys[at] = key;
        }
        values[at] = value;
    }

    private static int slot(long[] keys, long key) {
        int at = (int) key & (keys.length - 1);
        while (keys[at] != 0 && keys[at] != key) {
            at = (at + 1) & (keys.length - 1);
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = slot(keys, oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }

    /** The keys that are present, in no order. */
    long[] keys() {
        return Arrays.stream(keys).filter(key -> key != 0).toArray();
    }
}
