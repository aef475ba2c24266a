package org.tocsin.alerts.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Match;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.Span;
import org.tocsin.model.TopicTag;

/** Matches to decide on. */
record Matches(
        String subscription,
        String article,
        int revision,
        String story,
        String source,
        String clause,
        List<String> topics,
        Origin origin,
        boolean retracted,
        String duplicateOf,
        List<String> merged) {
    static final Instant NOON = Instant.parse("2025-01-11T12:00:00Z");

    static Matches article(String article, String story) {
        return new Matches("s", article, 1, story, "bbc", "captured", List.of(), Origin.LIVE, false, "", List.of());
    }

    Matches revision(int number) {
        return new Matches(
                subscription, article, number, story, source, clause, topics, origin, retracted, duplicateOf, merged);
    }

    Matches of(String other) {
        return new Matches(
                other, article, revision, story, source, clause, topics, origin, retracted, duplicateOf, merged);
    }

    Matches from(String other) {
        return new Matches(
                subscription, article, revision, story, other, clause, topics, origin, retracted, duplicateOf, merged);
    }

    Matches because(String other) {
        return new Matches(
                subscription, article, revision, story, source, other, topics, origin, retracted, duplicateOf, merged);
    }

    Matches about(String... others) {
        return new Matches(
                subscription,
                article,
                revision,
                story,
                source,
                clause,
                List.of(others),
                origin,
                retracted,
                duplicateOf,
                merged);
    }

    Matches origin(Origin other) {
        return new Matches(
                subscription, article, revision, story, source, clause, topics, other, retracted, duplicateOf, merged);
    }

    Matches withdrawn() {
        return new Matches("", article, revision, story, source, clause, topics, origin, true, duplicateOf, merged);
    }

    Matches repeating(String other) {
        return new Matches(
                subscription, article, revision, story, source, clause, topics, origin, retracted, other, merged);
    }

    Matches merging(String... stories) {
        return new Matches(
                subscription,
                article,
                revision,
                story,
                source,
                clause,
                topics,
                origin,
                retracted,
                duplicateOf,
                List.of(stories));
    }

    Match build() {
        Article one = new Article(
                article,
                revision,
                "https://example.org/" + article,
                retracted ? "" : "Title of " + article,
                "",
                "",
                "en",
                List.of(),
                new Source(source, source, source + ".example", "", ""),
                origin == Origin.LATE ? NOON.minus(Duration.ofHours(9)) : NOON,
                NOON,
                origin,
                retracted,
                List.of(),
                "",
                "");
        EnrichedArticle enriched = new EnrichedArticle(
                one,
                List.of(),
                topics.stream().map(id -> new TopicTag(id, 1, 9, 8, List.of())).toList(),
                story,
                false,
                1,
                merged,
                duplicateOf,
                1,
                0,
                "1+0");
        return new Match(subscription, 1, enriched, 0, List.of(new Span("title", 0, 5, "Title", clause)), null, 0);
    }
}
