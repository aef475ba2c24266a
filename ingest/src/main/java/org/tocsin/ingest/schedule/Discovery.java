package org.tocsin.ingest.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;
import org.tocsin.ingest.feed.FeedReader;
import org.tocsin.ingest.feed.ParsedFeed;
import org.tocsin.ingest.feed.Reading;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.Limits;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;

/**
 * Finds the feeds of an address: the address itself if it is one, or an index of sitemaps some of which have news, else those
 * that its page names, else the sitemaps that robots.txt names, those that say they are for news first, else those at the
 * usual places. Asks {@value #MAX_REQUESTS} times at most, politely.
 */
public final class Discovery {
    static final int MAX_REQUESTS = 12;

    /** Sitemaps that are looked at for news in an index, and in a robots.txt that names none for news. */
    private static final int MAX_SITEMAPS = 3;

    private static final Duration DELAY = Duration.ofMillis(500);
    private static final String SITEMAP = "sitemap:";
    private static final List<String> USUAL = List.of(
            "/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds/posts/default", "/feed.json");

    /** What is at an address: the feeds found, each with what it says now, or why there are none. */
    public record Found(Map<String, ParsedFeed> feeds, String reason) {}

    /** Sends a request. */
    public interface Fetch {
        Answer send(Request request);
    }

    private final Fetch fetch;
    private int requests;
    private @Nullable List<WebUrl> inRobots;

    private Discovery(Fetch fetch) {
        this.fetch = fetch;
    }

    /** Looks for feeds at {@code address}; {@link IllegalArgumentException} when that is no address. */
    public static Found find(String address, Fetch fetch) {
        String clean = address.strip();
        return new Discovery(fetch)
                .find(WebUrl.parse(clean.matches("(?i)[a-z][a-z0-9+.-]*:.*") ? clean : "https://" + clean));
    }

    private Found find(WebUrl url) {
        Answer answer = ask(url);
        if (answer instanceof Answer.Failed failed) {
            return new Found(Map.of(), failed.message());
        }
        Answer.Received page = (Answer.Received) answer;
        if (!page.successful()) {
            return new Found(Map.of(), "the server answered " + page.status());
        }
        Optional<ParsedFeed> itself = feed(page);
        if (itself.isPresent()) {
            return new Found(Map.of((page.moved() == null ? url : page.moved()).toString(), itself.get()), "");
        }
        Map<String, ParsedFeed> found = new LinkedHashMap<>();
        List<Supplier<List<WebUrl>>> places = List.of(
                () -> named(page),
                () -> sitemaps(page.url()).filter(Discovery::forNews).toList(),
                () -> sitemaps(page.url())
                        .filter(one -> !forNews(one))
                        .limit(MAX_SITEMAPS)
                        .toList(),
                () -> usual(page.url()));
        for (Supplier<List<WebUrl>> candidates : places) {
            for (WebUrl candidate : candidates.get()) {
                if (requests < MAX_REQUESTS && ask(candidate) instanceof Answer.Received one && one.successful()) {
                    feed(one)
                            .ifPresent(feed -> found.putIfAbsent(
                                    (one.moved() == null ? candidate : one.moved()).toString(), feed));
                }
            }
            if (!found.isEmpty()) {
                return new Found(found, "");
            }
        }
        return new Found(
                Map.of(), "no feed is there, none is named on the page or in robots.txt, and none at the usual places");
    }

    private Answer ask(WebUrl url) {
        requests++;
        return fetch.send(Request.get(url, Limits.FEED).politely(DELAY));
    }

    /** What an answer gives to be polled: a feed, or an index of sitemaps, shown by the first of them that has news. */
    private Optional<ParsedFeed> feed(Answer.Received answer) {
        return switch (read(answer)) {
            case ParsedFeed feed -> Optional.of(feed);
            case Reading.Unreadable _ -> Optional.empty();
            case Reading.SitemapIndex index -> {
                List<WebUrl> sitemaps = new ArrayList<>();
                index.sitemaps().stream().limit(MAX_SITEMAPS).forEach(one -> add(sitemaps, answer.url(), one));
                for (WebUrl sitemap : sitemaps) {
                    if (requests < MAX_REQUESTS
                            && ask(sitemap) instanceof Answer.Received one
                            && one.successful()
                            && read(one) instanceof ParsedFeed feed) {
                        yield Optional.of(feed);
                    }
                }
                yield Optional.empty();
            }
        };
    }

    private static Reading read(Answer.Received answer) {
        return FeedReader.read(
                answer.body(),
                answer.header("content-type"),
                answer.url().anonymous().toString());
    }

    private static List<WebUrl> named(Answer.Received page) {
        Document document =
                Parser.htmlParser().setMaxDepth(256).parseInput(new String(page.body(), StandardCharsets.UTF_8), "");
        WebUrl base = base(document, page.url());
        List<WebUrl> found = new ArrayList<>();
        for (Element link : document.select("link[rel~=(?i)\\b(?:alternate|feed)\\b][href]")) {
            String type = link.attr("type").toLowerCase(Locale.ROOT);
            boolean feed = type.contains("rss")
                    || type.contains("atom")
                    || type.contains("feed+json")
                    || link.attr("rel").equalsIgnoreCase("feed");
            if (feed) {
                add(found, base, link.attr("href"));
            }
        }
        return found;
    }

    /** Where the page's relative addresses start from. */
    private static WebUrl base(Document document, WebUrl page) {
        Element base = document.selectFirst("base[href]");
        try {
            return base == null ? page : page.resolve(base.attr("href"));
        } catch (IllegalArgumentException e) {
            return page;
        }
    }

    /** The sitemaps of the site's robots.txt, which is read once. */
    private Stream<WebUrl> sitemaps(WebUrl site) {
        if (inRobots == null) {
            List<WebUrl> found = new ArrayList<>();
            if (requests < MAX_REQUESTS
                    && ask(site.resolve("/robots.txt")) instanceof Answer.Received robots
                    && robots.status() == 200) {
                new String(robots.body(), StandardCharsets.UTF_8)
                        .lines()
                        .map(String::strip)
                        .filter(line -> line.regionMatches(true, 0, SITEMAP, 0, SITEMAP.length()))
                        .forEach(line -> add(found, site, line.substring(SITEMAP.length())));
            }
            inRobots = found;
        }
        return inRobots.stream();
    }

    private static boolean forNews(WebUrl sitemap) {
        return sitemap.target().toLowerCase(Locale.ROOT).contains("news");
    }

    private static List<WebUrl> usual(WebUrl site) {
        return USUAL.stream().map(site::resolve).toList();
    }

    private static void add(List<WebUrl> found, WebUrl base, String reference) {
        try {
            WebUrl url = base.resolve(reference);
            if (!found.contains(url)) {
                found.add(url);
            }
        } catch (IllegalArgumentException e) {
            // a link that leads nowhere
        }
    }
}
