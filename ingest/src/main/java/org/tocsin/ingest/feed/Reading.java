package org.tocsin.ingest.feed;

import java.util.List;

/** What came of reading a file. */
public sealed interface Reading permits ParsedFeed, Reading.SitemapIndex, Reading.Unreadable {
    /** A list of sitemaps, those for news first, then the newest. */
    record SitemapIndex(List<String> sitemaps) implements Reading {
        public SitemapIndex {
            sitemaps = List.copyOf(sitemaps);
        }
    }

    /** No feed; {@code reason} is a sentence. */
    record Unreadable(String reason) implements Reading {}
}
