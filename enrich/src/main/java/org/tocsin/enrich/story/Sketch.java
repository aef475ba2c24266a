package org.tocsin.enrich.story;

import java.util.Arrays;
import org.tocsin.model.Article;

/**
 * The {@link #SIZE} smallest hashes of a text's runs of four words, ascending: of the whole text where it has no more of
 * them, else a fair sample (bottom-k sketch, Broder 1997, "On the resemblance and containment of documents"). The text is
 * the body, without which the summary after the headline; one of fewer than {@link #MIN_WORDS} words has no sketch, since
 * a headline repeated is no syndicated text: only
 * its {@link #MIN_SAME} words or more, all of them and in order, stand for it.
 */
final class Sketch {
    static final int SIZE = 64;
    static final int MIN_WORDS = 20;
    static final int MIN_SAME = 5;
    static final int MAX_WORDS = 20_000;
    private static final int RUN = 4;
    private static final int[] NONE = new int[0];

    private Sketch() {}

    static int[] of(Article article) {
        int[] body = of(article.body());
        return body.length > 1 ? body : of(article.title() + " " + article.summary() + " " + article.body());
    }

    static int[] of(String text) {
        Shingles shingles = new Shingles();
        Words.split(text, shingles::add);
        if (shingles.words >= MIN_WORDS) {
            return shingles.smallest();
        }
        return shingles.words < MIN_SAME ? NONE : new int[] {shingles.whole()};
    }

    /** Share of the runs of both texts together that both have, exact where neither was sampled. */
    static double resemblance(int[] one, int[] other) {
        int i = 0;
        int j = 0;
        int common = 0;
        int all = 0;
        while (all < SIZE && (i < one.length || j < other.length)) {
            if (j == other.length || (i < one.length && one[i] < other[j])) {
                i++;
            } else if (i == one.length || other[j] < one[i]) {
                j++;
            } else {
                common++;
                i++;
                j++;
            }
            all++;
        }
        return all == 0 ? 0 : (double) common / all;
    }

    /** Collects the hashes of runs of words. */
    private static final class Shingles {
        private int[] hashes = new int[256];
        private int count;
        private int words;
        private long whole;
        private final long[] last = new long[RUN];

        boolean add(String word) {
            last[words % RUN] = mix(word.hashCode());
            whole = mix(whole * 31 + last[words % RUN]);
            words++;
            if (words >= RUN) {
                long hash = 0;
                for (int i = 0; i < RUN; i++) {
                    hash = mix(hash * 31 + last[(words + i) % RUN]);
                }
                if (count == hashes.length) {
                    hashes = Arrays.copyOf(hashes, count * 2);
                }
                hashes[count++] = (int) (hash >>> 32);
            }
            return words < MAX_WORDS;
        }

        /** A hash of all words in order. */
        int whole() {
            return (int) (whole >>> 32);
        }

        int[] smallest() {
            Arrays.sort(hashes, 0, count);
            int[] smallest = new int[Math.min(SIZE, count)];
            int size = 0;
            for (int i = 0; i < count && size < smallest.length; i++) {
                if (size == 0 || hashes[i] != smallest[size - 1]) {
                    smallest[size++] = hashes[i];
                }
            }
            return Arrays.copyOf(smallest, size);
        }

        /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
        private static long mix(long value) {
            long z = value + 0x9E3779B97F4A7C15L;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            return z ^ (z >>> 31);
        }
    }
}
