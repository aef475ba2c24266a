package org.tocsin.query;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * In how many of the documents seen each word of a vocabulary occurs. Counts of concurrent documents may be lost: they
 * guide the filing and decide nothing.
 */
final class Frequencies {
    private static final int FIRST_REFILE = 256;
    private static final int GROWTH = 8;

    private final AtomicLong documents = new AtomicLong();
    private final AtomicInteger next = new AtomicInteger(FIRST_REFILE);
    private volatile int[] counts = new int[1024];

    /** The share of documents that have the word, 0 when none has been seen. */
    double of(int word) {
        int[] now = counts;
        long all = documents.get();
        return all == 0 || word >= now.length ? 0 : (double) now[word] / all;
    }

    /** Counts the words of a document; true when enough have been seen to file the queries anew. */
    boolean saw(View view) {
        int[] now = counts;
        for (int i = 0; i < view.wordCount(); i++) {
            int word = view.word(i);
            if (word >= now.length) {
                now = grow(word);
            }
            now[word]++;
        }
        long all = documents.incrementAndGet();
        int due = next.get();
        return all >= due
                && next.compareAndSet(due, due > Integer.MAX_VALUE / GROWTH ? Integer.MAX_VALUE : due * GROWTH);
    }

    private synchronized int[] grow(int word) {
        if (word >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(word + 1, counts.length * 2));
        }
        return counts;
    }
}
