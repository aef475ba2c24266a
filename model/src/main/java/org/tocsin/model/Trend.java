package org.tocsin.model;

import java.time.Instant;

/**
 * How often something was in the news within one window.
 *
 * @param dimension {@code topic}, {@code entity}, {@code place}, {@code source} or {@code language}
 * @param key id within the dimension
 * @param windowStart start of the window, inclusive
 * @param windowSeconds length of the window
 * @param count articles in it
 * @param burst how far the count is above the usual, in standard deviations
 */
public record Trend(String dimension, String key, Instant windowStart, int windowSeconds, long count, double burst) {
    /** Publishers that must report before there is a burst. */
    public static final int BURST_PUBLISHERS = 2;

    /**
     * The distance, in standard deviations, of a count from the usual: {@code 2 (√(n + 3/8) − √(m + 3/8))}, the
     * variance-stabilising transform of a Poisson count (Anscombe 1948, "The transformation of Poisson, binomial and
     * negative-binomial data"); 0 below the usual.
     */
    public static double burst(double count, double usual) {
        return Math.max(0, 2 * (Math.sqrt(count + 0.375) - Math.sqrt(usual + 0.375)));
    }
}
