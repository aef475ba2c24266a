package org.tocsin.dashboard.history;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.query.Query;

/**
 * One question to the history.
 *
 * @param query null for every article
 * @param stories of which the articles are, empty for all
 * @param from published at or after
 * @param to published before
 * @param view of what was known
 * @param revised whether only articles are wanted of which there is more than one revision
 * @param limit articles of a page, 0 to {@link #MAX_LIMIT}
 * @param after where the page before ended, null for the first
 * @param facets what to count by, of {@link Facet}
 * @param buckets bars of the timeline, 0 for none, at most {@link #MAX_BUCKETS}
 */
public record Search(
        @Nullable Query query,
        Set<String> stories,
        Instant from,
        Instant to,
        View view,
        boolean revised,
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

    /** Values of one facet that an answer has. */
    public static final int MAX_FACET_VALUES = 1_000;

    /** Values of one facet that are counted. */
    public static final int ALL_FACET_VALUES = 100_000;

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
        if (facetLimit < 1 || facetLimit > ALL_FACET_VALUES) {
            throw new IllegalArgumentException(
                    "facet-limit must be between 1 and " + ALL_FACET_VALUES + ", not " + facetLimit);
        }
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("from must be before to; from is " + from + ", to is " + to);
        }
        facets = List.copyOf(facets);
        stories = Set.copyOf(stories);
    }

    /** Every article published in {@code [from, to)}, newest first. */
    public static Search between(Instant from, Instant to) {
        return new Search(null, Set.of(), from, to, View.PRESENT, false, Order.NEWEST, 0, null, List.of(), 20, 0);
    }

    public Search matching(@Nullable Query asked) {
        return new Search(asked, stories, from, to, view, revised, order, limit, after, facets, facetLimit, buckets);
    }

    public Search in(View of) {
        return new Search(query, stories, from, to, of, revised, order, limit, after, facets, facetLimit, buckets);
    }

    /** Only what was changed by its publisher. */
    public Search ofRevised() {
        return new Search(query, stories, from, to, view, true, order, limit, after, facets, facetLimit, buckets);
    }

    /** Only of these stories. */
    public Search ofStories(Set<String> ids) {
        return new Search(query, ids, from, to, view, revised, order, limit, after, facets, facetLimit, buckets);
    }

    public Search page(Order by, int most, @Nullable Cursor cursor) {
        return new Search(query, stories, from, to, view, revised, by, most, cursor, facets, facetLimit, buckets);
    }

    public Search countedBy(int most, Facet... by) {
        return new Search(query, stories, from, to, view, revised, order, limit, after, List.of(by), most, buckets);
    }

    public Search inBuckets(int bars) {
        return new Search(query, stories, from, to, view, revised, order, limit, after, facets, facetLimit, bars);
    }

    /**
     * A place between two articles: that of the last one that was seen. What follows is of the same view, so that nothing is
     * lost or repeated while articles come.
     *
     * @param place offset of the log where the view ends
     * @param scores under which the scores of the first page are kept for a while, -1 without
     */
    public record Cursor(long published, float score, long place, long scores, String id) {
        @Override
        public String toString() {
            return "%d_%s_%d_%d_%s".formatted(published, score, place, scores, id);
        }

        /** The cursor that an earlier answer gave for the page after it. */
        public static Cursor parse(String text) {
            String[] parts = text.split("_", 5);
            try {
                return new Cursor(
                        Long.parseLong(parts[0]),
                        Float.parseFloat(parts[1]),
                        Long.parseLong(parts[2]),
                        Long.parseLong(parts[3]),
                        Objects.requireNonNull(parts[4]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException("cursor is not the next of an earlier answer: " + text, e);
            }
        }
    }
}
