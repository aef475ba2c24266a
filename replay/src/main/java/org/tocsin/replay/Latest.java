package org.tocsin.replay;

/**
 * Of each article, or whatever else has a key, the record that counts: that of the highest revision, of several the first
 * one read. Millions fit in memory, at 30 to 60 bytes each. To be read by several threads when nothing is added any more.
 */
public final class Latest {
    private static final int OFFSET_BITS = 48;
    private static final int LEAST = 1 << 10;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long[] keys = new long[LEAST];
    private long[] places = new long[LEAST];
    /** One more than the revision, 0 where there is no key. */
    private int[] revisions = new int[LEAST];

    private int size;

    /**
     * Takes note of a record; says whether it is the one that counts so far.
     *
     * @param key of {@link Keys}
     */
    public boolean add(long key, int revision, int partition, long offset) {
        int slot = slot(key);
        if (revisions[slot] > revision) {
            return false;
        }
        if (revisions[slot] == 0 && ++size * 3L > keys.length * 2L) {
            grow();
            slot = slot(key);
        }
        keys[slot] = key;
        places[slot] = place(partition, offset);
        revisions[slot] = revision + 1;
        return true;
    }

    /** Takes note of a record that counts for more than those before. */
    public void put(long key, int partition, long offset) {
        int slot = slot(key);
        add(key, revisions[slot] == 0 ? 0 : revisions[slot], partition, offset);
    }

    /** Whether the record that counts is there; true for a key that is not known. */
    public boolean is(long key, int partition, long offset) {
        int slot = slot(key);
        return revisions[slot] == 0 || places[slot] == place(partition, offset);
    }

    private static long place(int partition, long offset) {
        return ((long) partition << OFFSET_BITS) | offset;
    }

    private int slot(long key) {
        int bits = Integer.numberOfTrailingZeros(keys.length);
        int slot = (int) ((key * GOLDEN) >>> (Long.SIZE - bits));
        while (revisions[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldPlaces = places;
        int[] oldRevisions = revisions;
        keys = new long[oldKeys.length * 2];
        places = new long[keys.length];
        revisions = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldRevisions[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                places[slot] = oldPlaces[i];
                revisions[slot] = oldRevisions[i];
            }
        }
    }
}
