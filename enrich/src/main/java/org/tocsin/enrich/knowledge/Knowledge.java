package org.tocsin.enrich.knowledge;

import java.util.List;
import org.tocsin.enrich.topic.TopicTagger;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.TopicTag;

/** What is known now: the shipped knowledge and the users' edits applied to it. Thread-safe. */
public final class Knowledge {
    private final Shipped shipped = Shipped.get();
    private final TopicTagger topics = new TopicTagger();

    public Knowledge() {
        topics.put(shipped.topics());
    }

    /** The shipped version and the number of edits applied, such as {@code 1+3}. */
    public String version() {
        return shipped.version() + "+0";
    }

    /** The topics of an article with language and mentions. */
    public List<TopicTag> topics(EnrichedArticle article) {
        return topics.tag(article);
    }
}
