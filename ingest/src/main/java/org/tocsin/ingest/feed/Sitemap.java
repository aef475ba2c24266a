package org.tocsin.ingest.feed;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tocsin.ingest.text.Times;

/**
 * Reads <a href="https://www.sitemaps.org/protocol.html">sitemaps</a> with the news extension, and indexes of sitemaps. Of a
 * sitemap only what is news counts: addresses with a title.
 */
final class Sitemap {
    private static final int MAX_SITEMAPS = 1_000;

    private Sitemap() {}

    static Reading index(XmlNode root) {
        record Entry(String address, Instant modified) {}
        List<Entry> found = new ArrayList<>();
        for (XmlNode sitemap : root.children()) {
            String address = child(sitemap, "loc");
            if (!address.isEmpty() && found.size() < MAX_SITEMAPS) {
                found.add(new Entry(
                        address, Times.guess(child(sitemap, "lastmod")).orElse(Instant.EPOCH)));
            }
        }
        // those for news first, then the newest
        return new Reading.SitemapIndex(found.stream()
                .sorted(Comparator.<Entry, Boolean>comparing(
                                one -> !one.address().contains("news"))
                        .thenComparing(Entry::modified, Comparator.reverseOrder()))
                .map(Entry::address)
                .toList());
    }

    static Reading read(XmlNode root, String charset, List<String> repairs) {
        List<FeedItem> items = new ArrayList<>();
        String name = "";
        String language = "";
        int others = 0;
        for (XmlNode url : root.children()) {
            Optional<XmlNode> news = part(url, "news:news");
            String title = news.map(one -> child(one, "news:title")).orElse("");
            if (title.isEmpty()) {
                others++;
                continue;
            }
            if (items.size() == FeedReader.MAX_ITEMS) {
                repairs.add("only the first %,d items were taken".formatted(FeedReader.MAX_ITEMS));
                break;
            }
            Optional<XmlNode> publication = news.flatMap(one -> part(one, "news:publication"));
            name = publication
                    .map(one -> child(one, "news:name"))
                    .filter(one -> !one.isEmpty())
                    .orElse(name);
            String spoken = publication.map(one -> child(one, "news:language")).orElse("");
            language = spoken.isEmpty() ? language : spoken;
            items.add(item(url, news.get(), title, spoken));
        }
        if (items.isEmpty() && others > 0) {
            return new Reading.Unreadable(
                    "a sitemap without news: none of its %,d addresses has a title".formatted(others));
        }
        return new ParsedFeed(
                "sitemap", charset, name, "", "", "", "", language, List.of(), null, null, List.of(), "", "", "", "",
                "", List.of(), null, Set.of(), Set.of(), items, repairs);
    }

    private static FeedItem item(XmlNode url, XmlNode news, String title, String language) {
        String address = Sanitizer.resolve(url.base(), child(url, "loc"));
        List<String> words = new ArrayList<>();
        for (String word : child(news, "news:keywords").split(",", -1)) {
            if (!word.isBlank()) {
                words.add(word.strip());
            }
        }
        List<String> images =
                part(url, "image:image").map(one -> child(one, "image:loc")).filter(one -> !one.isEmpty()).stream()
                        .toList();
        return new FeedItem(
                address,
                Markup.guess(title, "").text(),
                "",
                address,
                "",
                "",
                false,
                "",
                false,
                List.of(),
                Times.guess(child(news, "news:publication_date")).orElse(null),
                Times.guess(child(url, "lastmod")).orElse(null),
                words,
                "",
                List.of(),
                images,
                language,
                "",
                null);
    }

    private static Optional<XmlNode> part(XmlNode node, String name) {
        return node.children().stream()
                .filter(child -> child.name().equals(name))
                .findFirst();
    }

    private static String child(XmlNode node, String name) {
        return part(node, name).map(XmlNode::text).orElse("");
    }
}
