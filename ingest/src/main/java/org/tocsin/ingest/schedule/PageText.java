package org.tocsin.ingest.schedule;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.tocsin.ingest.page.Page;
import org.tocsin.ingest.page.PageExtractor;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Limits;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;

/**
 * The article of a page, where robots.txt allows; each costs the publisher a request. Requests to one host take turns, with a
 * pause between them. Blocks; meant for virtual threads. Thread-safe.
 */
public final class PageText {
    private final FeedPoll.Fetch fetch;
    private final Robots robots;
    private final Duration delay;
    private final PageExtractor extractor = new PageExtractor(InstantSource.system());

    PageText(FeedPoll.Fetch fetch, Robots robots, Duration delay) {
        this.fetch = fetch;
        this.robots = robots;
        this.delay = delay;
    }

    /** Fetches with {@code http}, whose guards hold. */
    public static PageText by(GuardedClient http, InstantSource clock, Duration delay) {
        return new PageText(http::send, new Robots(http::send, clock, delay), delay);
    }

    /** The text of the page; empty when it may not or cannot be had. */
    String of(String address) {
        return page(address).map(Page::text).orElse("");
    }

    /** The page at {@code address}; empty when it may not or cannot be had. */
    public Optional<Page> page(String address) {
        WebUrl url;
        try {
            url = WebUrl.parse(address);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return robots.allows(url)
                        && fetch.send(Request.get(url, Limits.PAGE)
                                        .with("accept", "text/html, application/xhtml+xml;q=0.9, */*;q=0.1")
                                        .politely(delay))
                                instanceof Answer.Received page
                        && page.successful()
                ? Optional.of(extractor.extract(
                        page.body(), page.header("content-type"), page.url().toString()))
                : Optional.empty();
    }
}
