package org.tocsin.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A notice to a subscriber, with the reason why.
 *
 * @param id hash of subscription, kind and story, so that the same alert is never made twice
 * @param kind {@code first}, {@code news}, {@code source}, {@code update}, {@code retraction} or {@code digest}
 * @param offset of the enriched article in its topic
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
        String url,
        String language,
        String source,
        Origin origin,
        Instant published,
        Instant ingested,
        Instant created,
        List<Span> why,
        List<TopicTag> topics,
        @Nullable Double score) {
    public Alert {
        why = why == null ? List.of() : List.copyOf(why);
        topics = topics == null ? List.of() : List.copyOf(topics);
    }
}
