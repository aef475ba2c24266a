package org.tocsin.query;

import java.util.Arrays;

/** One distinct query of an index and the ids that it is stored under. */
final class Stored {
    private final String text;
    private final int[] code;
    private final int ordinal;
    private volatile String[] ids = {};
    private volatile int failures;

    Stored(String text, int[] code, int ordinal) {
        this.text = text;
        this.code = code;
        this.ordinal = ordinal;
    }

    String text() {
        return text;
    }

    int[] code() {
        return code;
    }

    /** Its number in the index, never used again. */
    int ordinal() {
        return ordinal;
    }

    String[] ids() {
        return ids;
    }

    void addId(String id) {
        String[] more = Arrays.copyOf(ids, ids.length + 1);
        more[ids.length] = id;
        ids = more;
        failures = 0;
    }

    void removeId(String id) {
        ids = Arrays.stream(ids).filter(one -> !one.equals(id)).toArray(String[]::new);
    }

    /** Counts a failure and gives their number. */
    synchronized int failed() {
        return ++failures;
    }

    boolean setAside() {
        return failures >= QueryIndex.MAX_FAILURES;
    }
}
