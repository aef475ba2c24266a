package org.tocsin.ingest.feed;

/** What came of reading a file. */
public sealed interface Reading permits ParsedFeed, Reading.Unreadable {
    /** No feed; {@code reason} is a sentence. */
    record Unreadable(String reason) implements Reading {}
}
