package org.tocsin.model;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A notice to a subscriber, with the reason why.
 *
 * @param id hash of subscription, kind and story, article and revision, or window, so that the same alert is never
 *     made twice
 * @param kind {@code first}, {@code news}, {@code source}, {@code update}, {@code retraction} or {@code digest};
 *     {@code notice} is one of the program itself, about no article
 * @param offset of the enriched article in its topic; -1 for a digest
 * @param summary how the article begins
 * @param lateBy seconds between its publication and its arrival when it came late, else 0
 * @param score sum of the query's SCORE, null without one
 * @param threshold what the score had to reach
 * @param knowledge version of the knowledge that it was tagged with, empty when unknown
 * @param items alerts of a digest, oldest first; {@link #more} counts those that did not fit
 */
public record Alert(
        String id,
        String kind,
        String subscription,
        String subscriptionName,
        int subscriptionVersion,
        String article,
        int revision,
        long offset,
        String story,
        String title,
        String summary,
        String url,
        String language,
        String source,
        Origin origin,
        Instant published,
        Instant ingested,
        Instant created,
        long lateBy,
        List<Span> why,
        List<TopicTag> topics,
        @Nullable Double score,
        double threshold,
        String knowledge,
        Priority priority,
        List<Alert> items,
        int more) {
    public Alert {
        Objects.requireNonNull(id, "id");
        summary = summary == null ? "" : summary;
        why = why == null ? List.of() : List.copyOf(why);
        topics = topics == null ? List.of() : List.copyOf(topics);
        knowledge = knowledge == null ? "" : knowledge;
        priority = priority == null ? Priority.NORMAL : priority;
        items = items == null ? List.of() : List.copyOf(items);
    }

    /** The alerts that it tells: those of a digest, else itself. */
    public List<Alert> told() {
        return items.isEmpty() ? List.of(this) : items;
    }
}
