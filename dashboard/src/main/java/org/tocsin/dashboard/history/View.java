package org.tocsin.dashboard.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at: everything in its latest revision, or only what was known at a time, or only what lies before a place
 * of the log, each article in the revision that was the latest there. An article is known from when it was ingested; one of a
 * {@code backfill}, which brings in a past that the program has not seen, from when it was published.
 *
 * @param known null for now
 * @param before offset of the log
 */
public record View(@Nullable Instant known, long before) {
    /** Everything that there is. */
    public static final View PRESENT = new View(null, Long.MAX_VALUE);

    /** What was known at a time; now for null. */
    public static View at(@Nullable Instant known) {
        return new View(known, Long.MAX_VALUE);
    }

    /** The same without what comes into the log from a place on. */
    public View before(long place) {
        return new View(known, place);
    }
}
