package org.tocsin.ingest.page;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The article that a page holds; empty strings where the page does not say.
 *
 * @param url the canonical address
 * @param byline who wrote it
 * @param published when, null when the page does not say
 * @param language ISO 639-1 code
 * @param text the main text, a block a line
 */
public record Page(
        String url, String title, String byline, @Nullable Instant published, String language, String text) {}
