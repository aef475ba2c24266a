package org.tocsin.ingest.feed;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a feed file says. Texts are empty where it says nothing.
 *
 * @param format such as {@code rss 2.0}, {@code rdf 1.0}, {@code atom 1.0}, {@code json 1.1}
 * @param encoding as named by the file or found out
 * @param title plain text
 * @param link the site's page
 * @param description plain text
 * @param self where the feed says it is
 * @param hubs addresses of WebSub hubs
 * @param ttl how long the publisher asks to wait between two polls, null when it does not
 * @param skipHours hours of the day, UTC, in which it asks not to be polled
 * @param repairs what had to be mended, as sentences, in order; empty for a file without fault
 */
public record ParsedFeed(
        String format,
        String encoding,
        String title,
        String titleHtml,
        String link,
        String id,
        String description,
        String language,
        List<Person> authors,
        @Nullable Instant published,
        @Nullable Instant updated,
        List<String> categories,
        String image,
        String icon,
        String generator,
        String copyright,
        String self,
        List<String> hubs,
        @Nullable Duration ttl,
        Set<Integer> skipHours,
        Set<DayOfWeek> skipDays,
        List<FeedItem> items,
        List<String> repairs)
        implements Reading {
    public ParsedFeed {
        authors = List.copyOf(authors);
        categories = List.copyOf(categories);
        hubs = List.copyOf(hubs);
        skipHours = Set.copyOf(skipHours);
        skipDays = Set.copyOf(skipDays);
        items = List.copyOf(items);
        repairs = List.copyOf(repairs);
    }

    /** The same feed with other items. */
    public ParsedFeed withItems(List<FeedItem> others) {
        return new ParsedFeed(
                format,
                encoding,
                title,
                titleHtml,
                link,
                id,
                description,
                language,
                authors,
                published,
                updated,
                categories,
                image,
                icon,
                generator,
                copyright,
                self,
                hubs,
                ttl,
                skipHours,
                skipDays,
                others,
                repairs);
    }
}
