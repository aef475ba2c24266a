package org.tocsin.enrich.story;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Stories with a key: all are counted, the newest are listed. */
final class Postings {
    static final int MAX_POSTINGS = 400;

    int stories;
    int articles;

    @Nullable
    Cluster[] newest = new Cluster[2];

    int size;

    void add(Cluster cluster) {
        stories++;
        if (size == newest.length) {
            if (size < MAX_POSTINGS) {
                newest = Arrays.copyOf(newest, Math.min(MAX_POSTINGS, size * 2));
            } else {
                System.arraycopy(newest, MAX_POSTINGS / 4, newest, 0, MAX_POSTINGS - MAX_POSTINGS / 4);
                size -= MAX_POSTINGS / 4;
            }
        }
        newest[size++] = cluster;
    }

    void remove(Cluster cluster) {
        stories--;
        for (int i = size - 1; i >= 0; i--) {
            if (newest[i] == cluster) {
                System.arraycopy(newest, i + 1, newest, i, size - i - 1);
                newest[--size] = null;
                return;
            }
        }
    }
}
