package org.tocsin.model;

import java.time.Instant;
import java.util.List;

/**
 * One article as it came in. Every text field may be empty but one of title, summary and body is not.
 *
 * @param id stable across revisions
 * @param revision 1, 2, … ; 0 until the revise step has numbered it
 * @param language ISO 639-1 code, empty when unknown
 * @param published when the publisher says it appeared
 * @param ingested when it reached the ingest stage
 * @param contentHash fingerprints of title, summary and body, joined by full stops, each empty where the field is
 * @param batch the import or push that it came with, empty for feeds
 * @param changed for a later revision the fields that differ from the revision before: of {@code title},
 *     {@code summary}, {@code body}, {@code retracted}
 */
public record Article(
        String id,
        int revision,
        String url,
        String title,
        String summary,
        String body,
        String language,
        List<String> authors,
        Source source,
        Instant published,
        Instant ingested,
        Origin origin,
        boolean retracted,
        List<String> categories,
        String contentHash,
        String batch,
        List<String> changed) {

    public Article {
        id = text(id);
        url = text(url);
        title = text(title);
        summary = text(summary);
        body = text(body);
        language = text(language);
        authors = authors == null ? List.of() : List.copyOf(authors);
        source = source == null ? new Source("", "", "", "", "") : source;
        published = published == null ? Instant.EPOCH : published;
        ingested = ingested == null ? published : ingested;
        origin = origin == null ? Origin.BACKFILL : origin;
        categories = categories == null ? List.of() : List.copyOf(categories);
        contentHash = text(contentHash);
        batch = text(batch);
        changed = changed == null ? List.of() : List.copyOf(changed);
    }

    /** An article that is not known to have changed. */
    public Article(
            String id,
            int revision,
            String url,
            String title,
            String summary,
            String body,
            String language,
            List<String> authors,
            Source source,
            Instant published,
            Instant ingested,
            Origin origin,
            boolean retracted,
            List<String> categories,
            String contentHash,
            String batch) {
        this(
                id,
                revision,
                url,
                title,
                summary,
                body,
                language,
                authors,
                source,
                published,
                ingested,
                origin,
                retracted,
                categories,
                contentHash,
                batch,
                List.of());
    }

    /** The same article as revision {@code number}, which differs from the one before in {@code fields}. */
    public Article withRevision(int number, List<String> fields) {
        return new Article(
                id,
                number,
                url,
                title,
                summary,
                body,
                language,
                authors,
                source,
                published,
                ingested,
                origin,
                retracted,
                categories,
                contentHash,
                batch,
                fields);
    }

    /** The same article in a language that was found out. */
    public Article withLanguage(String code) {
        return new Article(
                id,
                revision,
                url,
                title,
                summary,
                body,
                code,
                authors,
                source,
                published,
                ingested,
                origin,
                retracted,
                categories,
                contentHash,
                batch,
                changed);
    }

    /** The same article with other words. */
    public Article withText(String otherTitle, String otherSummary, String otherBody) {
        return new Article(
                id,
                revision,
                url,
                otherTitle,
                otherSummary,
                otherBody,
                language,
                authors,
                source,
                published,
                ingested,
                origin,
                retracted,
                categories,
                contentHash,
                batch);
    }

    /** The same article, come in another way. */
    public Article withOrigin(Origin other) {
        return new Article(
                id,
                revision,
                url,
                title,
                summary,
                body,
                language,
                authors,
                source,
                published,
                ingested,
                other,
                retracted,
                categories,
                contentHash,
                batch);
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }
}
