package org.tocsin.enrich.story;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How far articles come in runs: what a section feed, an agency or an aggregator hands on at one time is often about one
 * event, while a stream of many feeds mixes them. The chance that the next article belongs to a story is taken to be its
 * share of the articles of the last minute, as far as that has held lately in this very stream (after the self-exciting
 * prior of Du et al. 2015, "Dirichlet-Hawkes Processes with Applications to Clustering Continuous-Time Document
 * Streams"). Where articles are mixed that is next to nothing. Not thread-safe.
 */
final class Runs {
    private static final long REACH_MILLIS = 60_000;
    private static final int MAX_LATELY = 64;
    private static final double MEMORY = 50;
    private static final double LEAST = 0.1;
    /** Articles of another story that stand in each run from the first, so that one article alone is next to no run. */
    private static final double FEW = 2;

    private record Placed(long millis, Cluster story) {
        boolean near(Instant time) {
            return Math.abs(millis - time.toEpochMilli()) <= REACH_MILLIS;
        }
    }

    private final Deque<Placed> lately = new ArrayDeque<>();
    private double trust;

    /**
     * What is left of the evidence that an article needs to be of a story, from 1 to {@link #LEAST}: the logarithm of the
     * number of stories less that of how much likelier than by chance the run makes it.
     */
    double left(Instant time, Cluster story, double weight, double stories) {
        double likelier = trust == 0 ? 0 : Math.log1p(trust * share(time, story) * stories);
        return Math.max(LEAST, 1 - weight * likelier / Math.log(stories));
    }

    /** The share of the story in the articles of the last minute. */
    private double share(Instant time, Cluster story) {
        int all = 0;
        int those = 0;
        for (Placed placed : lately) {
            if (placed.near(time)) {
                all++;
                those += placed.story().current() == story ? 1 : 0;
            }
        }
        return those / (all + FEW);
    }

    /** Notes where an article went; {@code byText} when it would have gone there without regard to runs. */
    void next(Instant time, Cluster story, boolean byText) {
        if (!lately.isEmpty() && lately.getLast().near(time)) {
            trust += ((byText ? share(time, story) : 0) - trust) / MEMORY;
        }
        resume(time, story);
    }

    /** Notes where an article went before a restart. */
    void resume(Instant time, Cluster story) {
        if (lately.size() == MAX_LATELY) {
            lately.removeFirst();
        }
        lately.addLast(new Placed(time.toEpochMilli(), story));
    }

    /** How far runs have held lately, from 0 to 1. */
    double trust() {
        return trust;
    }

    void trust(double restored) {
        trust = restored;
    }
}
