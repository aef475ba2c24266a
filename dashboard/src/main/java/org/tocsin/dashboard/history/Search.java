package org.tocsin.dashboard.history;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tocsin.query.Query;

/**
 * One question to the history.
 *
 * @param query null for every article
 * @param from published at or after
 * @param to published before
 * @param limit articles of a page, 0 to {@link #MAX_LIMIT}
 * @param after where the page before ended, null for the first
 * @param facets what to count by, of {@link Facet}
 * @param buckets bars of the timeline, 0 for none, at most {@link #MAX_BUCKETS}
 */
public record Search(
        @Nullable Query query,
        String story,
        Instant from,
        Instant to,
        Order order,
        int limit,
        @Nullable Cursor after,
        List<Facet> facets,
        int facetLimit,
        int buckets) {
    /** Articles of one page. */
    public static final int MAX_LIMIT = 200;

    /** Bars of one timeline. */
    public static final int MAX_BUCKETS = 2_000;

    /** Values of one facet. */
    public static final int MAX_FACET_VALUES = 1_000;

    /** In which order. */
    public enum Order {
        NEWEST,
        OLDEST,
        RELEVANCE
    }

    public Search {
        if (limit < 0 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit must be between 0 and " + MAX_LIMIT + ", not " + limit);
        }
        if (buckets < 0 || buckets > MAX_BUCKETS) {
            throw new IllegalArgumentException("buckets must be between 0 and " + MAX_BUCKETS + ", not " + buckets);
        }
        if (facetLimit < 1 || facetLimit > MAX_FACET_VALUES) {
            throw new IllegalArgumentException(
                    "facet-limit must be between 1 and " + MAX_FACET_VALUES + ", not " + facetLimit);
        }
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("from must be before to; from is " + from + ", to is " + to);
        }
        facets = List.copyOf(facets);
    }

    /** Every article published in {@code [from, to)}, newest first. */
    public static Search between(Instant from, Instant to) {
        return new Search(null, "", from, to, Order.NEWEST, 0, null, List.of(), 20, 0);
    }

    public Search matching(@Nullable Query asked) {
        return new Search(asked, story, from, to, order, limit, after, facets, facetLimit, buckets);
    }

    public Search ofStory(String id) {
        return new Search(query, id, from, to, order, limit, after, facets, facetLimit, buckets);
    }

    public Search page(Order by, int most, @Nullable Cursor cursor) {
        return new Search(query, story, from, to, by, most, cursor, facets, facetLimit, buckets);
    }

    public Search countedBy(int most, Facet... by) {
        return new Search(query, story, from, to, order, limit, after, List.of(by), most, buckets);
    }

    public Search inBuckets(int bars) {
        return new Search(query, story, from, to, order, limit, after, facets, facetLimit, bars);
    }

    /** A place between two articles: that of the last one that was seen. */
    public record Cursor(long published, float score, String id) {
        @Override
        public String toString() {
            return published + "_" + score + "_" + id;
        }

        /** The cursor that an earlier answer gave for the page after it. */
        public static Cursor parse(String text) {
            String[] parts = text.split("_", 3);
            try {
                return new Cursor(
                        Long.parseLong(parts[0]), Float.parseFloat(parts[1]), Objects.requireNonNull(parts[2]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException("cursor is not the next of an earlier answer: " + text, e);
            }
        }
    }
}
