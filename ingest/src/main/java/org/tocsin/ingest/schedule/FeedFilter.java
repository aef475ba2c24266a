package org.tocsin.ingest.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Feed;

/**
 * Which feeds are shown; null leaves it open.
 *
 * @param health one of {@link #HEALTH}
 */
public record FeedFilter(
        @Nullable String group,
        @Nullable String tag,
        @Nullable String health) {
    /** How a feed may go. */
    static final List<String> HEALTH = List.of("new", "ok", "silent", "failing", "ended", "paused");

    public FeedFilter {
        if (health != null && !HEALTH.contains(health)) {
            throw new IllegalArgumentException(
                    "health %s is unknown; it must be one of %s".formatted(health, String.join(", ", HEALTH)));
        }
    }

    boolean shows(Feed feed, String goes) {
        return (group == null || group.equals(feed.group()))
                && (tag == null || feed.tags().contains(tag))
                && (health == null || health.equals(goes));
    }
}
