package org.tocsin.model;

import java.time.Instant;
import java.util.List;

/**
 * A feed to poll.
 *
 * @param id of its address, so that one added twice is one
 * @param url feed, news sitemap, or index of sitemaps
 * @param name what the operator calls it, empty for the feed's own title
 * @param paused whether it is kept but not polled
 * @param fullText whether the page of each new item is fetched for its whole text
 * @param interval seconds between two polls; 0 adapts to how often it publishes
 * @param added since when it is polled; what it had published before is history
 * @param removed whether it is polled no more and listed no more
 */
public record Feed(
        String id,
        String url,
        String name,
        String group,
        List<String> tags,
        boolean paused,
        boolean fullText,
        int interval,
        Instant added,
        boolean removed) {
    public Feed {
        id = id == null ? "" : id;
        url = url == null ? "" : url;
        name = name == null ? "" : name;
        group = group == null ? "" : group;
        tags = tags == null ? List.of() : List.copyOf(tags);
        added = added == null ? Instant.EPOCH : added;
    }

    /** The same feed, paused or not. */
    public Feed paused(boolean now) {
        return new Feed(id, url, name, group, tags, now, fullText, interval, added, removed);
    }

    /** What takes it off the list. */
    public Feed withdrawn() {
        return new Feed(id, url, name, group, tags, paused, fullText, interval, added, true);
    }
}
