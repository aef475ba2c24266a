package org.tocsin.ingest.schedule;

import java.time.Duration;
import java.time.InstantSource;
import org.tocsin.ingest.page.PageExtractor;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.Limits;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;

/** The whole text of an item from its page, where robots.txt allows; each costs the publisher a request. */
final class PageText {
    private final FeedPoll.Fetch fetch;
    private final Robots robots;
    private final Duration delay;
    private final PageExtractor extractor = new PageExtractor(InstantSource.system());

    PageText(FeedPoll.Fetch fetch, Robots robots, Duration delay) {
        this.fetch = fetch;
        this.robots = robots;
        this.delay = delay;
    }

    /** Empty when it may not or cannot be had. */
    String of(String address) {
        WebUrl url;
        try {
            url = WebUrl.parse(address);
        } catch (IllegalArgumentException e) {
            return "";
        }
        return robots.allows(url)
                        && fetch.send(Request.get(url, Limits.PAGE)
                                        .with("accept", "text/html, application/xhtml+xml;q=0.9, */*;q=0.1")
                                        .politely(delay))
                                instanceof Answer.Received page
                        && page.successful()
                ? extractor
                        .extract(
                                page.body(),
                                page.header("content-type"),
                                page.url().toString())
                        .text()
                : "";
    }
}
