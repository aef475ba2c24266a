package org.tocsin.dashboard.history;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.EnrichedArticle;

/**
 * An answer of the history.
 *
 * @param place offset of the log before which everything was looked at: who listens from there on misses nothing
 * @param count every hit, exactly
 * @param next cursor of the next page, null after the last
 * @param facets most frequent values first
 * @param timeline null unless asked for
 */
public record Page(
        long place,
        long count,
        List<Item> items,
        @Nullable String next,
        Map<String, List<Count>> facets,
        @Nullable Timeline timeline) {

    /**
     * An article with its place in the log.
     *
     * @param earlier its earlier revisions, oldest first
     */
    public record Item(long offset, EnrichedArticle article, List<Earlier> earlier) {}

    /** A revision that has been replaced. */
    public record Earlier(int revision, String title, Instant published, Instant ingested, long offset) {}

    /** How many hits have a value. */
    public record Count(
            String id,
            String name,
            String type,
            @Nullable Double latitude,
            @Nullable Double longitude,
            long count) {}

    /** Hits by published time, {@code seconds} to a bar, from {@code from} on. */
    public record Timeline(Instant from, double seconds, List<Long> counts) {
        /** What it says, to the bar: while this is the same, so is its picture. */
        public List<Object> told() {
            return List.of((long) (from.toEpochMilli() / (seconds * 1_000)), counts);
        }
    }
}
