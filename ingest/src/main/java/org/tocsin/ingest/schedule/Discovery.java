package org.tocsin.ingest.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.tocsin.ingest.feed.FeedReader;
import org.tocsin.ingest.feed.ParsedFeed;
import org.tocsin.ingest.feed.Reading;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.Limits;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;

/**
 * Finds the feeds of an address: the address itself if it is one, else those that its page names, else the sitemaps for news
 * that robots.txt names, else those at the usual places. Asks {@value #MAX_REQUESTS} times at most, politely.
 */
public final class Discovery {
    static final int MAX_REQUESTS = 12;
    private static final Duration DELAY = Duration.ofMillis(500);
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
        Reading reading = read(page);
        if (reading instanceof ParsedFeed feed) {
            return new Found(Map.of((page.moved() == null ? url : page.moved()).toString(), feed), "");
        }
        Map<String, ParsedFeed> found = new LinkedHashMap<>();
        List<Supplier<List<WebUrl>>> places =
                List.of(() -> named(page), () -> sitemaps(page.url()), () -> usual(page.url()));
        for (Supplier<List<WebUrl>> candidates : places) {
            for (WebUrl candidate : candidates.get()) {
                if (requests < MAX_REQUESTS
                        && ask(candidate) instanceof Answer.Received one
                        && one.successful()
                        && read(one) instanceof ParsedFeed feed) {
                    found.putIfAbsent((one.moved() == null ? candidate : one.moved()).toString(), feed);
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

    private static Reading read(Answer.Received answer) {
        return FeedReader.read(
                answer.body(), answer.header("content-type"), answer.url().toString());
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

    private List<WebUrl> sitemaps(WebUrl site) {
        List<WebUrl> found = new ArrayList<>();
        if (requests < MAX_REQUESTS
                && ask(site.resolve("/robots.txt")) instanceof Answer.Received robots
                && robots.status() == 200) {
            for (String line :
                    new String(robots.body(), StandardCharsets.UTF_8).lines().toList()) {
                if (line.toLowerCase(Locale.ROOT).startsWith("sitemap:")
                        && line.toLowerCase(Locale.ROOT).contains("news")) {
                    add(found, site, line.substring(8));
                }
            }
        }
        return found;
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
