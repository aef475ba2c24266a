package org.tocsin.ingest.schedule;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.tocsin.ingest.text.Encoding;
import org.tocsin.model.Feed;

/** Lists of feeds in <a href="http://opml.org/spec2.opml">OPML</a>, 1.0 to 2.0; folders are groups. */
public final class Opml {
    /** Most feeds that are taken of one list. */
    public static final int MAX_FEEDS = 50_000;

    /** The feeds of a list, and the outlines that name an address which cannot be one, each with the reason. */
    public record Imported(List<Feed> feeds, List<String> rejected) {}

    private Opml() {}

    /** {@link IllegalArgumentException} when {@code bytes} are no OPML. */
    public static Imported read(byte[] bytes, Instant now) {
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
                Feed defined = Feeds.define(url, title(outline), group(outline), tags(outline), 0, false, now);
                feeds.putIfAbsent(defined.id(), defined);
            } catch (IllegalArgumentException e) {
                rejected.add(String.valueOf(e.getMessage()));
            }
        }
        return new Imported(List.copyOf(feeds.values()), rejected);
    }

    /** A list that every reader of feeds understands. */
    public static String write(List<Feed> feeds, Instant now) {
        Map<String, List<Feed>> groups = new LinkedHashMap<>();
        feeds.forEach(feed ->
                groups.computeIfAbsent(feed.group(), _ -> new ArrayList<>()).add(feed));
        StringBuilder out = new StringBuilder(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <opml version="2.0">
                  <head>
                    <title>Feeds of Tocsin</title>
                    <dateCreated>%s</dateCreated>
                  </head>
                  <body>
                """.formatted(DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC))));
        groups.forEach((group, members) -> {
            String indent = group.isEmpty() ? "    " : "      ";
            if (!group.isEmpty()) {
                out.append("    <outline text=\"").append(escape(group)).append("\">\n");
            }
            for (Feed feed : members) {
                String name = feed.name().isEmpty() ? feed.url() : feed.name();
                out.append(indent)
                        .append("<outline type=\"rss\" text=\"")
                        .append(escape(name))
                        .append("\" title=\"")
                        .append(escape(name))
                        .append("\" xmlUrl=\"")
                        .append(escape(feed.url()))
                        .append('"');
                if (!feed.tags().isEmpty()) {
                    out.append(" category=\"")
                            .append(escape(String.join(",", feed.tags())))
                            .append('"');
                }
                out.append("/>\n");
            }
            if (!group.isEmpty()) {
                out.append("    </outline>\n");
            }
        });
        return out.append("  </body>\n</opml>\n").toString();
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

    private static String attribute(Element element, String name) {
        for (Attribute attribute : element.attributes()) {
            if (attribute.getKey().toLowerCase(Locale.ROOT).equals(name)) {
                return attribute.getValue().strip();
            }
        }
        return "";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
