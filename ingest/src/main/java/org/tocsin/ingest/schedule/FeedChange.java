package org.tocsin.ingest.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Feed;

/**
 * What is to be different with a feed; what is null stays as it is.
 *
 * @param tags instead of those that it has
 * @param interval seconds, 0 to adapt
 */
public record FeedChange(
        @Nullable String name,
        @Nullable String group,
        @Nullable List<String> tags,
        @Nullable Boolean paused,
        @Nullable Boolean fullText,
        @Nullable Integer interval) {
    public FeedChange {
        tags = tags == null ? null : List.copyOf(tags);
    }

    /** The feed with it; {@link IllegalArgumentException} for an interval that none can have. */
    public Feed of(Feed feed) {
        return new Feed(
                feed.id(),
                feed.url(),
                name == null ? feed.name() : Feeds.line(name),
                group == null ? feed.group() : Feeds.line(group),
                tags == null ? feed.tags() : Feeds.tags(tags),
                paused == null ? feed.paused() : paused,
                fullText == null ? feed.fullText() : fullText,
                interval == null ? feed.interval() : Feeds.interval(interval),
                feed.added(),
                feed.removed());
    }
}
