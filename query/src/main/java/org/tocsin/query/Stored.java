package org.tocsin.query;

import java.util.Arrays;

/** One distinct query of an index and the ids that it is stored under. */
final class Stored {
    private final String text;
    private final int[] code;
    private int ordinal;
    private int otherOrdinal;
    private volatile Hit[] hits = {};
    private volatile int failures;

    Stored(String text, int[] code) {
        this.text = text;
        this.code = code;
    }

    String text() {
        return text;
    }

    int[] code() {
        return code;
    }

    /** Its number in a filing of that side; there are never more than two filings, one in use and one in the making. */
    int ordinal(int side) {
        return side == 0 ? ordinal : otherOrdinal;
    }

    void number(int side, int given) {
        if (side == 0) {
            ordinal = given;
        } else {
            otherOrdinal = given;
        }
    }

    /** An answer without a score for every id. */
    Hit[] hits() {
        return hits;
    }

    void addId(String id) {
        Hit[] more = Arrays.copyOf(hits, hits.length + 1);
        more[hits.length] = new Hit(id, null);
        hits = more;
        failures = 0;
    }

    void removeId(String id) {
        hits = Arrays.stream(hits).filter(one -> !one.id().equals(id)).toArray(Hit[]::new);
    }

    /** Lets it run again. */
    synchronized void forgive() {
        failures = 0;
    }

    /** Counts a failure and gives their number. */
    synchronized int failed() {
        return ++failures;
    }

    boolean setAside() {
        return failures >= QueryIndex.MAX_FAILURES;
    }
}
