package org.tocsin.alerts.subscription;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Subscription;

/** Subscriptions as they are now. Thread-safe. */
@FunctionalInterface
public interface Lookup {
    /** The subscription under {@code id}, null when there is none. */
    @Nullable
    Subscription get(String id);

    /** Those of one named owner that are not paused, by id; none where only single ones are known. */
    default List<Subscription> active(String owner) {
        return List.of();
    }
}
