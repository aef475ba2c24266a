package org.tocsin.ingest.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.tocsin.ingest.page.Page;
import org.tocsin.ingest.page.PageExtractor;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Limits;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;

/**
 * The article of a page, where robots.txt allows; each costs the publisher a request. Requests to one host take turns, with a
 * pause between them; a host that answers 429 or 503 is left alone for as long as its {@code Retry-After} says, and at least
 * for {@link #REST}. Blocks; meant for virtual threads. Thread-safe.
 */
public final class PageText {
    static final Duration REST = Duration.ofMinutes(1);
    private static final int MAX_HOSTS = 10_000;

    private final FeedPoll.Fetch fetch;
    private final Robots robots;
    private final InstantSource clock;
    private final PageExtractor extractor;

    /** Hosts that are left alone, and until when. */
    private final Map<String, Instant> resting = new ConcurrentHashMap<>();

    PageText(FeedPoll.Fetch fetch, Robots robots, InstantSource clock) {
        this.fetch = fetch;
        this.robots = robots;
        this.clock = clock;
        extractor = new PageExtractor(clock);
    }

    /** Fetches with {@code http}, whose guards hold. */
    public static PageText by(GuardedClient http, InstantSource clock, Duration delay) {
        return new PageText(http::send, new Robots(http::send, clock, delay), clock);
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
        if (rests(url) || !robots.allows(url)) {
            return Optional.empty();
        }
        Answer answer = fetch.send(Request.get(url, Limits.PAGE)
                .with("accept", "text/html, application/xhtml+xml;q=0.9, */*;q=0.1")
                .politely(robots.delay(url)));
        if (!(answer instanceof Answer.Received page)) {
            return Optional.empty();
        }
        if (page.status() == 429 || page.status() == 503) {
            rest(url, page);
        }
        return page.successful()
                ? Optional.of(extractor.extract(
                        page.body(), page.header("content-type"), page.url().toString()))
                : Optional.empty();
    }

    private boolean rests(WebUrl url) {
        Instant until = resting.get(url.host());
        return until != null && until.isAfter(clock.instant());
    }

    private void rest(WebUrl url, Answer.Received busy) {
        Instant now = clock.instant();
        Duration asked = Pacing.retryAfter(busy, now);
        Duration most = asked.compareTo(Pacing.MAX_RETRY_AFTER) > 0 ? Pacing.MAX_RETRY_AFTER : asked;
        if (resting.size() >= MAX_HOSTS) {
            resting.values().removeIf(until -> !until.isAfter(now));
        }
        resting.put(url.host(), now.plus(most.compareTo(REST) < 0 ? REST : most));
    }
}
