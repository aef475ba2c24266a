package org.tocsin.alerts.subscription;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Subscription;

/** Subscriptions as they are now. Thread-safe. */
@FunctionalInterface
public interface Lookup {
    /** How long {@link #awaitVersion} waits at most. A transaction that does not last as long is done again. */
    Duration PATIENCE = Duration.ofMinutes(2);

    /** The subscription under {@code id}, null when there is none. */
    @Nullable
    Subscription get(String id);

    /**
     * Returns when the subscription is known in that version or a later one, or was removed in one, or all that is in the log
     * by now has been read; after {@link #PATIENCE} it gives up. Another instance may have matched with a version that has not
     * come here yet.
     */
    default void awaitVersion(String id, int version) {}

    /** Those of one named owner that are not paused, by id; none where only single ones are known. */
    default List<Subscription> active(String owner) {
        return List.of();
    }
}
