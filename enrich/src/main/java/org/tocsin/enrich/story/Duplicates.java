package org.tocsin.enrich.story;

import com.dynatrace.hash4j.similarity.ElementHashProvider;
import com.dynatrace.hash4j.similarity.SimilarityHashPolicy;
import com.dynatrace.hash4j.similarity.SimilarityHashing;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the article whose text another repeats: MinHash signatures of the sketches in {@link #BANDS} bands of {@link
 * #ROWS} give the candidates, the overlap of the sketches decides. Texts that share 0.7 of their runs meet in a band with
 * a probability of 0.9998; those that share less and meet by chance are told apart by the overlap. Holds the newest
 * {@code capacity} texts, about 600 bytes each, in primitive arrays: the texts of one bucket are chained. Not
 * thread-safe.
 */
final class Duplicates {
    static final double SAME = 0.7;
    /** A headline without a text comes again with other news: it is a copy within two days only. */
    private static final long HEADLINE_SECONDS = 172_800;

    private static final int BANDS = 20;
    private static final int ROWS = 3;
    private static final int MAX_CANDIDATES = 64;
    private static final SimilarityHashPolicy MIN_HASH = SimilarityHashing.superMinHash(BANDS * ROWS, 16);

    private final int capacity;
    private final Map<String, String> originals = new HashMap<>();
    private @Nullable String[] articles = new String[64];
    private int[][] sketches = new int[64][];
    private long[] times = new long[64];
    private int[] keys = new int[64 * BANDS];
    private int[] next = new int[64 * BANDS];
    private int[] heads = empty(64 * BANDS);
    private long added;

    Duplicates(int capacity) {
        this.capacity = capacity;
    }

    /**
     * The article that {@code footprint} repeats, the first of its kind, or empty; remembers the text. An article does not
     * repeat itself.
     */
    String add(Footprint footprint) {
        return add(footprint, bands(footprint.sketch()));
    }

    /** The same with the {@link #bands} of its sketch, which other threads may have found. */
    String add(Footprint footprint, int[] bands) {
        if (bands.length == 0) {
            return "";
        }
        String found = find(footprint, bands);
        remember(footprint, bands);
        if (!found.isEmpty()) {
            originals.put(footprint.article(), found);
        }
        return found;
    }

    private String find(Footprint footprint, int[] bands) {
        int[] seen = new int[MAX_CANDIDATES];
        int candidates = 0;
        int best = -1;
        double most = 0;
        for (int band = 0; band < BANDS; band++) {
            int link = heads[bands[band] & (heads.length - 1)];
            while (link >= 0 && candidates < MAX_CANDIDATES) {
                int slot = link / BANDS;
                if (keys[link] == bands[band] && !contains(seen, candidates, slot)) {
                    seen[candidates++] = slot;
                    double same = Sketch.resemblance(sketches[slot], footprint.sketch());
                    boolean reach = footprint.sketch().length > 1
                            || Math.abs(times[slot] - footprint.time().getEpochSecond()) <= HEADLINE_SECONDS;
                    if (same >= SAME
                            && same > most
                            && reach
                            && !footprint.article().equals(articles[slot])) {
                        most = same;
                        best = slot;
                    }
                }
                link = next[link];
            }
        }
        String article = best < 0 ? null : articles[best];
        String original = article == null ? "" : originals.getOrDefault(article, article);
        return original.equals(footprint.article()) ? "" : original;
    }

    private static boolean contains(int[] values, int count, int value) {
        for (int i = 0; i < count; i++) {
            if (values[i] == value) {
                return true;
            }
        }
        return false;
    }

    private void remember(Footprint footprint, int[] bands) {
        if (added == articles.length && added < capacity) {
            grow();
        }
        int slot = (int) (added % Math.min(capacity, articles.length));
        forget(slot);
        articles[slot] = footprint.article();
        sketches[slot] = footprint.sketch();
        times[slot] = footprint.time().getEpochSecond();
        for (int band = 0; band < BANDS; band++) {
            link(slot * BANDS + band, bands[band]);
        }
        added++;
    }

    private void link(int link, int key) {
        int head = key & (heads.length - 1);
        keys[link] = key;
        next[link] = heads[head];
        heads[head] = link;
    }

    private void forget(int slot) {
        String article = articles[slot];
        if (article == null) {
            return;
        }
        originals.remove(article);
        for (int link = slot * BANDS; link < (slot + 1) * BANDS; link++) {
            int head = keys[link] & (heads.length - 1);
            if (heads[head] == link) {
                heads[head] = next[link];
                continue;
            }
            int before = heads[head];
            while (next[before] != link) {
                before = next[before];
            }
            next[before] = next[link];
        }
    }

    private void grow() {
        int slots = articles.length;
        int larger = Math.min(slots * 2, capacity);
        articles = Arrays.copyOf(articles, larger);
        sketches = Arrays.copyOf(sketches, larger);
        times = Arrays.copyOf(times, larger);
        keys = Arrays.copyOf(keys, larger * BANDS);
        next = Arrays.copyOf(next, larger * BANDS);
        heads = empty(larger * BANDS);
        for (int link = 0; link < slots * BANDS; link++) {
            link(link, keys[link]);
        }
    }

    private static int[] empty(int atLeast) {
        int[] heads = new int[Integer.highestOneBit(atLeast) * 2];
        Arrays.fill(heads, -1);
        return heads;
    }

    /** A key for each band of the signature, none for a text without a sketch. */
    static int[] bands(int[] sketch) {
        if (sketch.length == 0) {
            return sketch;
        }
        byte[] signature =
                MIN_HASH.createHasher().compute(ElementHashProvider.ofFunction(i -> spread(sketch[i]), sketch.length));
        int[] bands = new int[BANDS];
        for (int band = 0; band < BANDS; band++) {
            long key = band + 1L;
            for (int row = 0; row < ROWS; row++) {
                key = spread(key * 65_537 + MIN_HASH.getComponent(signature, band * ROWS + row));
            }
            bands[band] = (int) (key >>> 32);
        }
        return bands;
    }

    private static long spread(long value) {
        long z = (value ^ (value >>> 33)) * 0xFF51AFD7ED558CCDL;
        z = (z ^ (z >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return z ^ (z >>> 33);
    }
}
