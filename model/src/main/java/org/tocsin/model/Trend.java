package org.tocsin.model;

import java.time.Instant;

/**
 * How often something was in the news within one window.
 *
 * @param dimension {@code topic}, {@code entity} or {@code source}
 * @param key id within the dimension
 * @param windowStart start of the window, inclusive
 * @param windowSeconds length of the window
 * @param count articles in it
 * @param burst how far the count is above the usual, in standard deviations
 */
public record Trend(String dimension, String key, Instant windowStart, int windowSeconds, long count, double burst) {}
