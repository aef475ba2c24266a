package org.tocsin.model;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Makes alerts of matches. The same match gives the same id, so that whoever hears of it twice can tell. */
public final class Alerts {
    private static final List<String> KINDS = List.of("first", "news", "source", "update", "retraction");

    private Alerts() {}

    /** The alert of that id, as it was made of a match; empty when it is none of this match. */
    public static Optional<Alert> again(String id, Match match, Subscription subscription, Instant at) {
        return KINDS.stream()
                .filter(kind -> id(kind, subscription.id(), match.article()).equals(id))
                .map(kind ->
                        of(kind, match, subscription, match.article().article().title(), at))
                .findFirst();
    }

    /** The alert of a match. */
    public static Alert of(String kind, Match match, Subscription subscription, String title, Instant now) {
        EnrichedArticle enriched = match.article();
        Article article = enriched.article();
        return new Alert(
                id(kind, subscription.id(), enriched),
                kind,
                subscription.id(),
                subscription.name(),
                version(match, subscription),
                article.id(),
                article.revision(),
                match.offset(),
                enriched.story(),
                title,
                article.summary(),
                article.url(),
                article.language(),
                article.source().name(),
                article.origin(),
                article.published(),
                article.ingested(),
                now,
                article.origin() == Origin.LATE
                        ? Duration.between(article.published(), article.ingested())
                                .toSeconds()
                        : 0,
                match.spans(),
                enriched.topics(),
                match.score(),
                match.threshold(),
                enriched.knowledgeVersion(),
                subscription.priority(),
                List.of(),
                0);
    }

    /** A withdrawal matches no version; it is told by the one that there is. */
    private static int version(Match match, Subscription subscription) {
        return match.subscriptionVersion() > 0 ? match.subscriptionVersion() : subscription.version();
    }

    private static String id(String kind, String subscription, EnrichedArticle enriched) {
        Article article = enriched.article();
        return switch (kind) {
            case "first" -> hash(subscription, kind, enriched.story());
            case "update", "retraction" -> hash(subscription, kind, article.id() + "|" + article.revision());
            default -> hash(subscription, kind, article.id());
        };
    }

    /** The id of a digest that is due at a time. */
    public static String digestId(String subscription, Instant due) {
        return hash(subscription, "digest", due.toString());
    }

    private static String hash(String subscription, String kind, String subject) {
        return UUID.nameUUIDFromBytes((subscription + "|" + kind + "|" + subject).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
