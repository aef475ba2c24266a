package org.tocsin.ingest.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Element;

/** Turns the tree of an RSS, RDF, Atom or CDF file into a feed. */
final class XmlFeed {
    private static final int MAX_SEARCH_DEPTH = 6;
    private static final Set<String> ROOTS =
            Set.of("rss", "rdf", "feed", "channel", "item", "entry", "items", "urlset", "sitemapindex");

    private final List<String> repairs;

    private XmlFeed(List<String> repairs) {
        this.repairs = repairs;
    }

    static Reading read(String text, String charset, String base, List<String> repairs) {
        XmlTree tree = XmlTree.parse(text);
        repairs.addAll(tree.repairs());
        Element top = null;
        for (Element element : tree.document().children()) {
            String local = element.tagName().replaceFirst("^.*:", "").toLowerCase(Locale.ROOT);
            if (ROOTS.contains(local)) {
                top = element;
                break;
            }
        }
        if (top == null) {
            return new Reading.Unreadable(whatElse(tree));
        }
        XmlNode root = XmlNode.root(top, base, "");
        return switch (root.local()) {
            case "sitemapindex" -> Sitemap.index(root);
            case "urlset" -> Sitemap.read(root, charset, repairs);
            default -> new XmlFeed(repairs).feed(root, charset);
        };
    }

    private static String whatElse(XmlTree tree) {
        Element first = tree.document().firstElementChild();
        if (first == null) {
            return "the file has no elements";
        }
        String name = first.tagName();
        return name.equalsIgnoreCase("html")
                ? "a page, not a feed; “tocsin feeds add” finds the feeds of a page"
                : "neither RSS nor Atom: the first element is <%s>".formatted(name);
    }

    private ParsedFeed feed(XmlNode root, String charset) {
        XmlNode channel = root.local().equals("channel") || root.local().equals("feed")
                ? root
                : root.children().stream()
                        .filter(child ->
                                child.local().equals("channel") || child.local().equals("feed"))
                        .findFirst()
                        .orElse(root);
        boolean plainAtom = root.name().equals("feed") || root.name().equals("entry");
        List<FeedItem> items = new ArrayList<>();
        items(root, plainAtom, items, 0);
        Fields fields = new Fields(channel, plainAtom);
        Markup title = fields.markup("atom:title", "title", "dc:title", "itunes:title");
        List<Person> authors =
                fields.persons("atom:author", "managingeditor", "author", "dc:creator", "dc:author", "itunes:author");
        return new ParsedFeed(
                format(root),
                charset,
                title.text(),
                title.html() && !title.text().equals(title.value()) ? title.value() : "",
                fields.link("alternate"),
                fields.id(),
                fields.markup(
                                "atom:subtitle",
                                "atom:tagline",
                                "description",
                                "dc:description",
                                "abstract",
                                "subtitle",
                                "tagline",
                                "itunes:summary",
                                "itunes:subtitle",
                                "atom:info",
                                "feedburner:browserfriendly")
                        .text(),
                or(fields.text("language", "dc:language"), channel.language()).replace('_', '-'),
                authors.isEmpty() ? fields.persons("webmaster", "itunes:owner") : authors,
                fields.date(
                        "pubdate",
                        "atom:published",
                        "published",
                        "atom:issued",
                        "dcterms:issued",
                        "dcterms:created",
                        "dc:date"),
                fields.date(
                        "lastbuilddate",
                        "atom:updated",
                        "updated",
                        "atom:modified",
                        "dcterms:modified",
                        "dc:date",
                        "pubdate",
                        "lastmod"),
                fields.categories(),
                fields.image(),
                fields.address("atom:icon"),
                fields.text("atom:generator", "generator"),
                fields.markup("atom:rights", "copyright", "dc:rights", "atom:copyright", "rights")
                        .text(),
                fields.link("self"),
                fields.links("hub"),
                fields.ttl(),
                fields.skipHours(),
                fields.skipDays(),
                items,
                repairs);
    }

    private void items(XmlNode node, boolean plainAtom, List<FeedItem> found, int depth) {
        if (depth > MAX_SEARCH_DEPTH) {
            return;
        }
        for (XmlNode child : depth == 0 && isItem(node) ? List.of(node) : node.children()) {
            if (!isItem(child)) {
                if (child.hasElements()) {
                    items(child, plainAtom, found, depth + 1);
                }
            } else if (found.size() < FeedReader.MAX_ITEMS) {
                found.add(item(new Fields(child, plainAtom)));
                // what a missing end tag let fall into this item
                for (XmlNode inside : child.children()) {
                    if (isItem(inside)) {
                        items(child, plainAtom, found, depth + 1);
                        break;
                    }
                }
            } else {
                String note = "only the first %,d items were taken".formatted(FeedReader.MAX_ITEMS);
                if (!repairs.contains(note)) {
                    repairs.add(note);
                }
            }
        }
    }

    private static boolean isItem(XmlNode node) {
        return node.name().equals("item")
                || node.name().equals("entry")
                || node.name().equals("atom:entry");
    }

    private static FeedItem item(Fields fields) {
        Markup title = fields.markup("title", "atom:title", "dc:title", "media:title", "itunes:title");
        Markup content = fields.content();
        Markup summary = fields.summary();
        if (content.isEmpty()) {
            content = fields.second();
        }
        return new FeedItem(
                fields.id(),
                title.text(),
                title.html() && !title.text().equals(title.value()) ? title.value() : "",
                fields.itemLink(),
                fields.text("feedburner:origlink"),
                summary.value(),
                summary.html(),
                content.value(),
                content.html(),
                fields.persons("atom:author", "author", "dc:creator", "dc:author", "itunes:author"),
                fields.date(
                        "pubdate",
                        "atom:published",
                        "published",
                        "atom:issued",
                        "issued",
                        "dcterms:issued",
                        "dc:date",
                        "dcterms:created",
                        "atom:created",
                        "created",
                        "prism:publicationdate",
                        "date"),
                fields.date(
                        "atom:updated",
                        "updated",
                        "atom:modified",
                        "modified",
                        "dcterms:modified",
                        "lastbuilddate",
                        "dc:date",
                        "lastmod"),
                fields.categories(),
                fields.address("comments"),
                fields.enclosures(),
                fields.images(),
                or(fields.text("dc:language", "language"), fields.node().language())
                        .replace('_', '-'),
                fields.sourceTitle(),
                fields.coordinates());
    }

    private static String or(String first, String second) {
        return first.isEmpty() ? second : first;
    }

    private static String format(XmlNode root) {
        String version = root.attribute("version");
        return switch (root.local()) {
            case "rss" -> ("rss " + version).strip();
            case "rdf" -> "rdf " + (root.knows("http://purl.org/rss/1.0/") ? "1.0" : "0.9");
            case "feed", "entry" -> "atom " + (root.knows("http://www.w3.org/2005/atom") ? "1.0" : or(version, "0.3"));
            case "channel" ->
                root.attribute("href").isEmpty() && root.attribute("lastmod").isEmpty() ? "rss" : "cdf";
            default -> "rss";
        };
    }
}
