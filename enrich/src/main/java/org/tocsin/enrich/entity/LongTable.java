package org.tocsin.enrich.entity;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/**
 * A map from 64-bit hashes to ints, in open addressing: no objects, about 30 bytes an entry, and the value beside its
 * key, so that finding one costs one access to memory. Absent is -1.
 */
final class LongTable {
    static final int ABSENT = -1;

    /** Each key, 0 for none, and its value after it. */
    private long[] entries;

    private int size;

    LongTable(int expected) {
        entries = new long[2 * Integer.highestOneBit(Math.max(16, expected) * 2)];
    }

    /** What {@link #write} wrote. */
    LongTable(ByteBuffer written) {
        entries = new long[written.getInt()];
        int count = written.getInt();
        for (int i = 0; i < count; i++) {
            put(written.getLong(), written.getInt());
        }
    }

    /** Its room, its size, and each key with its value. */
    void write(DataOutputStream out) throws IOException {
        out.writeInt(entries.length);
        out.writeInt(size);
        for (int i = 0; i < entries.length; i += 2) {
            if (entries[i] != 0) {
                out.writeLong(entries[i]);
                out.writeInt((int) entries[i + 1]);
            }
        }
    }

    int size() {
        return size;
    }

    int get(long key) {
        int at = slot(key);
        return entries[at] == key ? (int) entries[at + 1] : ABSENT;
    }

    void put(long key, int value) {
        if (key == 0) {
            return;
        }
        int at = slot(key);
        if (entries[at] == 0) {
            if (++size * 3 > entries.length) {
                grow();
                at = slot(key);
            }
            entries[at] = key;
        }
        entries[at + 1] = value;
    }

    private int slot(long key) {
        long[] all = entries;
        int last = all.length - 2;
        int at = (int) (key << 1) & last;
        while (all[at] != 0 && all[at] != key) {
            at = (at + 2) & last;
        }
        return at;
    }

    private void grow() {
        long[] before = entries;
        entries = new long[before.length * 2];
        for (int i = 0; i < before.length; i += 2) {
            if (before[i] != 0) {
                int at = slot(before[i]);
                entries[at] = before[i];
                entries[at + 1] = before[i + 1];
            }
        }
    }

    /** The keys that are present, in no order. */
    long[] keys() {
        return IntStream.range(0, entries.length / 2)
                .mapToLong(i -> entries[2 * i])
                .filter(key -> key != 0)
                .toArray();
    }
}
