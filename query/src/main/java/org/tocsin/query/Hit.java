package org.tocsin.query;

import org.jspecify.annotations.Nullable;

/**
 * A stored query that matched.
 *
 * @param id under which it was stored
 * @param score sum of its SCORE, null without one
 */
public record Hit(String id, @Nullable Double score) {}
