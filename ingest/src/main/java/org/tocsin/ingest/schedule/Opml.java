package org.tocsin.ingest.schedule;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.tocsin.ingest.text.Encoding;
import org.tocsin.model.Feed;
import org.tocsin.runtime.http.WebUrl;

/**
 * Lists of feeds in <a href="http://opml.org/spec2.opml">OPML</a>, 1.0 to 2.0; folders are groups, categories tags. What OPML has
 * no words for stands in attributes of {@link #NAMESPACE}, which other readers pass over: {@code paused}, {@code fullText},
 * {@code interval} in seconds, and {@code ownTitle} where {@code text} is no name that the feed was given.
 */
public final class Opml {
    static final String NAMESPACE = "urn:tocsin:opml";

    /** Most feeds that are taken of one list. */
    public static final int MAX_FEEDS = 50_000;

    /** The feeds of a list, and the outlines that name an address which cannot be one, each with the reason. */
    public record Imported(List<Feed> feeds, List<String> rejected) {}

    private Opml() {}

    /**
     * {@link IllegalArgumentException} when {@code bytes} are no OPML.
     *
     * @param reveal tells the address of a feed whose password a list does not show; {@link IllegalArgumentException} of its
     *     own leaves the feed out
     */
    public static Imported read(byte[] bytes, Instant now, UnaryOperator<String> reveal) {
        String text = Encoding.decode(bytes, "").text();
        Document document = Parser.xmlParser().setMaxDepth(256).parseInput(text, "");
        Element root = document.children().stream()
                .filter(element -> element.tagName().equalsIgnoreCase("opml"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("this is no OPML: it has no <opml> element"));
        Map<String, Feed> feeds = new LinkedHashMap<>();
        List<String> rejected = new ArrayList<>();
        for (Element outline : root.getElementsByTag("outline")) {
            String url = attribute(outline, "xmlurl");
            boolean feed = !url.isEmpty();
            if (!feed && attribute(outline, "type").equalsIgnoreCase("rss")) {
                url = attribute(outline, "url");
                feed = !url.isEmpty();
            }
            if (!feed) {
                continue;
            }
            if (feeds.size() == MAX_FEEDS) {
                rejected.add("only the first %,d feeds were taken".formatted(MAX_FEEDS));
                break;
            }
            try {
                Feed defined = Feeds.define(
                                reveal.apply(url),
                                isTrue(outline, "ownTitle") ? "" : title(outline),
                                group(outline),
                                tags(outline),
                                interval(outline),
                                isTrue(outline, "fullText"),
                                now)
                        .paused(isTrue(outline, "paused"));
                feeds.putIfAbsent(defined.id(), defined);
            } catch (IllegalArgumentException e) {
                String reason = String.valueOf(e.getMessage());
                String shown = WebUrl.shown(url);
                rejected.add(reason.contains(shown) ? reason : shown + ": " + reason);
            }
        }
        return new Imported(List.copyOf(feeds.values()), rejected);
    }

    /** A list that every reader of feeds understands; {@code title} tells what to call a feed that was given no name. */
    public static String write(List<Feed> feeds, Function<Feed, String> title, Instant now) {
        Map<String, List<Feed>> groups = new LinkedHashMap<>();
        feeds.forEach(feed ->
                groups.computeIfAbsent(feed.group(), _ -> new ArrayList<>()).add(feed));
        StringBuilder out = new StringBuilder(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <opml version="2.0" xmlns:tocsin="%s">
                  <head>
                    <title>Feeds of Tocsin</title>
                    <dateCreated>%s</dateCreated>
                  </head>
                  <body>
                """.formatted(NAMESPACE, DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC))));
        groups.forEach((group, members) -> {
            String indent = group.isEmpty() ? "    " : "      ";
            if (!group.isEmpty()) {
                out.append("    <outline").append(attribute("text", group)).append(">\n");
            }
            for (Feed feed : members) {
                out.append(indent).append(outline(feed, title)).append('\n');
            }
            if (!group.isEmpty()) {
                out.append("    </outline>\n");
            }
        });
        return out.append("  </body>\n</opml>\n").toString();
    }

    private static String outline(Feed feed, Function<Feed, String> title) {
        boolean ownTitle = feed.name().isEmpty();
        String name = ownTitle ? title.apply(feed) : feed.name();
        String address = WebUrl.shown(feed.url());
        String shown = name.isEmpty() ? address : name;
        return "<outline type=\"rss\"" + attribute("text", shown) + attribute("title", shown)
                + attribute("xmlUrl", address)
                + attribute("category", String.join(",", feed.tags()))
                + attribute("tocsin:ownTitle", ownTitle ? "true" : "")
                + attribute("tocsin:paused", feed.paused() ? "true" : "")
                + attribute("tocsin:fullText", feed.fullText() ? "true" : "")
                + attribute("tocsin:interval", feed.interval() == 0 ? "" : String.valueOf(feed.interval()))
                + "/>";
    }

    /** The attribute with a blank before it, where it has a value. */
    private static String attribute(String name, String value) {
        return value.isEmpty() ? "" : " " + name + "=\"" + escape(value) + '"';
    }

    private static String group(Element outline) {
        List<String> folders = new ArrayList<>();
        for (Element parent = outline.parent();
                parent != null && parent.tagName().equalsIgnoreCase("outline");
                parent = parent.parent()) {
            folders.addFirst(title(parent));
        }
        return String.join("/", folders);
    }

    private static String title(Element outline) {
        String title = attribute(outline, "title");
        return title.isEmpty() ? attribute(outline, "text") : title;
    }

    private static List<String> tags(Element outline) {
        List<String> tags = new ArrayList<>();
        for (String tag : attribute(outline, "category").split(",", -1)) {
            if (!tag.isBlank()) {
                tags.add(tag.strip());
            }
        }
        return tags;
    }

    /** An attribute in whatever case, since lists are careless of it. */
    private static String attribute(Element element, String name) {
        for (Attribute attribute : element.attributes()) {
            if (attribute.getKey().toLowerCase(Locale.ROOT).equals(name)) {
                return attribute.getValue().strip();
            }
        }
        return "";
    }

    private static boolean isTrue(Element outline, String name) {
        return own(outline, name).equalsIgnoreCase("true");
    }

    private static int interval(Element outline) {
        String seconds = own(outline, "interval");
        if (!seconds.matches("\\d{0,9}")) {
            throw new IllegalArgumentException("an interval must be a number of seconds, not " + seconds);
        }
        return seconds.isEmpty() ? 0 : Integer.parseInt(seconds);
    }

    /** An attribute of our namespace, whatever its prefix. */
    private static String own(Element outline, String name) {
        for (Attribute attribute : outline.attributes()) {
            if (attribute.namespace().equals(NAMESPACE) && attribute.localName().equals(name)) {
                return attribute.getValue().strip();
            }
        }
        return "";
    }

    private static String escape(String text) {
        return Feeds.line(text).replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
