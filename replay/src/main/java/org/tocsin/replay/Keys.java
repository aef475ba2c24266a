package org.tocsin.replay;

/** Ids as 64-bit numbers, so that millions fit in memory: FNV-1a over the characters (draft-eastlake-fnv). */
public final class Keys {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Keys() {}

    public static long of(String id) {
        long hash = OFFSET;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * PRIME;
        }
        return hash;
    }
}
