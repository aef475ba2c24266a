package org.tocsin.replay;

import java.util.function.Function;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;

/** Articles of the past with other tags: language, mentions and topics are new, all else is what it was. */
public final class Retagging {
    private Retagging() {}

    /** A withdrawn article stays as it is: it has no text to be tagged. */
    public static EnrichedArticle of(EnrichedArticle then, Function<Article, EnrichedArticle> tag) {
        if (then.article().retracted()) {
            return then;
        }
        EnrichedArticle now = tag.apply(then.article());
        return new EnrichedArticle(
                now.article(),
                now.mentions(),
                now.topics(),
                then.story(),
                then.storyNew(),
                then.storySources(),
                then.storyMerged(),
                then.duplicateOf(),
                then.sequence(),
                then.burst(),
                now.knowledgeVersion());
    }
}
