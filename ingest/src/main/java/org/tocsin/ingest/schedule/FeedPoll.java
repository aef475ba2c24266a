package org.tocsin.ingest.schedule;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.ingest.feed.FeedItem;
import org.tocsin.ingest.feed.FeedReader;
import org.tocsin.ingest.feed.ParsedFeed;
import org.tocsin.ingest.feed.Reading;
import org.tocsin.model.Feed;
import org.tocsin.model.FeedStatus;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.Limits;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;

/** One poll of one feed: asks politely, hands on what is new and says what is known now. Thread-safe. */
final class FeedPoll {
    private static final String ACCEPT =
            "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9,"
                    + " text/xml;q=0.9, */*;q=0.1";
    private static final int MAX_SEEN = 2_000;
    private static final int MAX_SITEMAPS = 5;

    /** How often an address that redirects may fail before the feed's own is tried again. */
    private static final int FAILURES_OF_A_MOVE = 3;

    /** Sends a request. */
    interface Fetch {
        Answer send(Request request);
    }

    /** How long to leave the host of an address alone before it is asked again. */
    interface Pause {
        Duration before(WebUrl url);
    }

    /** Takes what is new in a feed. */
    interface Items {
        /** Returns when all are safe; {@link IOException} when they are not, and all come again with the next poll. */
        void publish(Feed feed, boolean first, ParsedFeed parsed, List<FeedItem> fresh) throws IOException;
    }

    /** Knows which feeds are pushed. */
    interface Hubs {
        /** No feed is pushed. */
        Hubs NONE = new Hubs() {
            @Override
            public boolean pushes(String feed) {
                return false;
            }

            @Override
            public void read(Feed feed, ParsedFeed parsed, String url, boolean news, Instant last) {}
        };

        /** Whether a feed is pushed now, so that polling it is only a precaution. */
        boolean pushes(String feed);

        /**
         * Told of every file that was read.
         *
         * @param news whether something in it is new or changed
         * @param last when the feed was polled before
         */
        void read(Feed feed, ParsedFeed parsed, String url, boolean news, Instant last);
    }

    /** How often a feed that is pushed is polled. */
    static final Duration PUSHED = Duration.ofHours(6);

    private final Fetch fetch;
    private final Items items;
    private final Hubs hubs;
    private final Pacing pacing;
    private final InstantSource clock;
    private final Pause pause;

    FeedPoll(Fetch fetch, Items items, Hubs hubs, Pacing pacing, InstantSource clock, Pause pause) {
        this.fetch = fetch;
        this.items = items;
        this.hubs = hubs;
        this.pacing = pacing;
        this.clock = clock;
        this.pause = pause;
    }

    /** Asks once, or for an index of sitemaps once each; what is known afterwards. */
    FeedStatus poll(Feed feed, FeedStatus known) {
        WebUrl url;
        try {
            url = address(feed, known);
        } catch (IllegalArgumentException e) {
            return failed(known, "no address that can be asked: " + e.getMessage(), Duration.ZERO);
        }
        Answer answer = fetch.send(Request.get(url, Limits.FEED)
                .with("accept", ACCEPT)
                .with("if-none-match", known.etag())
                .with("if-modified-since", known.lastModified())
                .politely(pause.before(url)));
        return switch (answer) {
            case Answer.Failed failed -> failed(known, failed.message(), Duration.ZERO);
            case Answer.Received received -> received(feed, known, received);
        };
    }

    static WebUrl address(Feed feed, FeedStatus known) {
        return WebUrl.parse(known.url().isEmpty() ? feed.url() : known.url());
    }

    private FeedStatus received(Feed feed, FeedStatus known, Answer.Received answer) {
        Instant now = clock.instant();
        WebUrl moved = answer.moved();
        FeedStatus at = moved == null ? known : known.movedTo(moved.toString());
        return switch (answer.status()) {
            case 200, 203, 206, 226 -> read(feed, at, answer, now);
            case 304, 204 -> good(feed, at, answer, null, List.of(), known.etag(), known.lastModified(), now);
            case 410 -> at.ended("the publisher has ended it (410 Gone)", now);
            default -> failed(known, "the server answered " + answer.status(), Pacing.retryAfter(answer, now));
        };
    }

    private FeedStatus read(Feed feed, FeedStatus known, Answer.Received answer, Instant now) {
        String hash = hash(answer.body(), new byte[0]);
        String etag = answer.header("etag");
        String modified = answer.header("last-modified");
        if (hash.equals(known.bodyHash())) {
            return good(feed, known, answer, null, List.of(), etag, modified, now);
        }
        Reading reading = FeedReader.read(
                answer.body(),
                answer.header("content-type"),
                answer.url().anonymous().toString());
        return switch (reading) {
            case Reading.Unreadable unreadable -> failed(known, unreadable.reason(), Duration.ZERO);
            case Reading.SitemapIndex index -> index(feed, known, answer, index, now);
            case ParsedFeed parsed -> publish(feed, known.withBody(hash), answer, parsed, etag, modified, now);
        };
    }

    private FeedStatus publish(
            Feed feed,
            FeedStatus known,
            Answer.Received answer,
            ParsedFeed parsed,
            String etag,
            String modified,
            Instant now) {
        Set<String> seen = new HashSet<>(known.seen());
        List<FeedItem> fresh = new ArrayList<>();
        Set<String> marks = new LinkedHashSet<>();
        for (FeedItem item : parsed.items()) {
            String mark = mark(item);
            if (marks.add(mark) && !seen.contains(mark)) {
                fresh.add(item);
            }
        }
        try {
            if (!fresh.isEmpty()) {
                items.publish(feed, known.lastGood() == null, parsed, fresh);
            }
        } catch (IOException e) {
            return failed(known.withBody(""), String.valueOf(e.getMessage()), Duration.ZERO);
        }
        hubs.read(feed, parsed, answer.url().anonymous().toString(), !fresh.isEmpty(), known.polled());
        // an item that drops out of the file for a while is no news when it comes back
        known.seen().stream().limit(Math.max(marks.size(), 100)).forEach(marks::add);
        FeedStatus after = known.withSeen(marks.stream().limit(MAX_SEEN).toList(), known.items() + fresh.size());
        return good(feed, after, answer, parsed, fresh, etag, modified, now);
    }

    /** The newest sitemaps of an index are read as one feed. */
    private FeedStatus index(
            Feed feed, FeedStatus known, Answer.Received answer, Reading.SitemapIndex index, Instant now) {
        List<FeedItem> all = new ArrayList<>();
        ParsedFeed last = null;
        for (String address : index.sitemaps().stream().limit(MAX_SITEMAPS).toList()) {
            WebUrl url;
            try {
                url = answer.url().resolve(address);
            } catch (IllegalArgumentException e) {
                continue;
            }
            if (fetch.send(Request.get(url, Limits.FEED).politely(pause.before(url))) instanceof Answer.Received part
                    && part.status() == 200
                    && FeedReader.read(
                                    part.body(),
                                    part.header("content-type"),
                                    url.anonymous().toString())
                            instanceof ParsedFeed parsed) {
                all.addAll(parsed.items());
                last = parsed;
            }
        }
        return last == null
                ? failed(known, "none of the sitemaps that the index names could be read", Duration.ZERO)
                : publish(feed, known.withBody(""), answer, last.withItems(all), "", "", now);
    }

    private FeedStatus good(
            Feed feed,
            FeedStatus known,
            Answer.Received answer,
            @Nullable ParsedFeed parsed,
            List<FeedItem> fresh,
            String etag,
            String modified,
            Instant now) {
        Pacing.Rate rate =
                parsed == null ? new Pacing.Rate(known.rateSince(), known.rateCount()) : Pacing.rate(parsed, now);
        FeedStatus hinted = parsed == null
                ? known
                : known.hinted(parsed.title(), ttlMinutes(parsed), parsed.skipHours(), parsed.skipDays());
        Duration usual = pacing.interval(feed, known, rate, !fresh.isEmpty(), now);
        Duration interval = hubs.pushes(feed.id()) ? max(usual, PUSHED) : usual;
        Duration asked = max(Pacing.maxAge(answer), Duration.ofMinutes(hinted.ttl()));
        Instant due = pacing.afterGood(interval, asked, hinted.skipHours(), hinted.skipDays(), now);
        Instant latest = fresh.stream()
                .map(Pacing::published)
                .filter(Objects::nonNull)
                .filter(date -> !date.isAfter(now))
                .max(Instant::compareTo)
                .orElse(fresh.isEmpty() ? null : now);
        return hinted.good(etag, modified, now, due, (int) interval.toSeconds(), rate.since(), rate.count(), latest);
    }

    private FeedStatus failed(FeedStatus known, String reason, Duration retryAfter) {
        Instant now = clock.instant();
        int failures = known.failures() + 1;
        boolean lost = failures % FAILURES_OF_A_MOVE == 0;
        FeedStatus at = lost ? known.movedTo("") : known;
        return at.failed(reason, now, pacing.afterFailure(known, failures, retryAfter, now));
    }

    private static int ttlMinutes(ParsedFeed parsed) {
        Duration ttl = parsed.ttl();
        return ttl == null ? 0 : (int) Math.min(ttl.toMinutes(), 7 * 24 * 60);
    }

    private static Duration max(Duration first, Duration second) {
        return first.compareTo(second) >= 0 ? first : second;
    }

    /** The same for an item as long as it says the same. */
    static String mark(FeedItem item) {
        String key = item.id() + '\u0000' + item.link() + '\u0000' + item.title();
        String text = item.summary() + '\u0000' + item.content();
        return hash(key.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(byte[] first, byte[] second) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(first);
            digest.update(second);
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
