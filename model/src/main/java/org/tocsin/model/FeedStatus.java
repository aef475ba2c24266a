package org.tocsin.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How polling of one feed goes.
 *
 * @param etag validator of the last good answer, empty when it had none
 * @param lastModified validator of the last good answer, empty when it had none
 * @param polled last attempt
 * @param lastGood last attempt that succeeded, null before the first
 * @param due next attempt
 * @param failures attempts that failed in a row
 * @param reason why the last attempt failed, empty when it did not
 */
public record FeedStatus(
        String id,
        String etag,
        String lastModified,
        Instant polled,
        @Nullable Instant lastGood,
        Instant due,
        int failures,
        String reason) {
    public FeedStatus {
        etag = etag == null ? "" : etag;
        lastModified = lastModified == null ? "" : lastModified;
        reason = reason == null ? "" : reason;
    }
}
