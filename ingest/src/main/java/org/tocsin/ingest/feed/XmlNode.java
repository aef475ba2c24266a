package org.tocsin.ingest.feed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.CDataNode;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.nodes.XmlDeclaration;
import org.jspecify.annotations.Nullable;

/**
 * An element with the name that its namespace means, in lower case: {@code title} in RSS, {@code atom:title}, {@code
 * dc:creator}, whatever prefix the file uses; a prefix that it forgot to declare counts as the usual one. Not thread-safe.
 */
final class XmlNode {
    private static final Map<String, String> NAMESPACES = namespaces();

    /** An address in lower case, and the prefix that usually stands for it, null when it is none that is known. */
    private record Namespace(String uri, @Nullable String usual) {
        static Namespace of(String uri) {
            String usual = NAMESPACES.get(withoutEnd(uri));
            return new Namespace(uri, usual == null && uri.contains("backend.userland.com") ? "" : usual);
        }
    }

    private final Element element;
    private final String name;
    private final String base;
    private final String language;
    private final Map<String, Namespace> prefixes;
    private @Nullable List<XmlNode> children;
    private @Nullable String text;

    private XmlNode(Element element, String name, String base, String language, Map<String, Namespace> prefixes) {
        this.element = element;
        this.name = name;
        this.base = base;
        this.language = language;
        this.prefixes = prefixes;
    }

    static XmlNode root(Element element, String base, String language) {
        return of(element, base, language, Map.of());
    }

    private static XmlNode of(Element element, String outerBase, String outerLanguage, Map<String, Namespace> outer) {
        if (element.attributesSize() == 0) {
            return new XmlNode(element, name(element.tagName(), outer), outerBase, outerLanguage, outer);
        }
        Map<String, Namespace> prefixes = outer;
        String base = outerBase;
        String language = outerLanguage;
        for (Attribute attribute : element.attributes()) {
            String key = attribute.getKey();
            if (key.equals("xmlns") || key.startsWith("xmlns:")) {
                prefixes = new HashMap<>(prefixes);
                String space = attribute.getValue().strip().toLowerCase(Locale.ROOT);
                prefixes.put(key.equals("xmlns") ? "" : key.substring(6), Namespace.of(space));
            } else if (key.equals("xml:base")) {
                base = Sanitizer.resolve(outerBase, attribute.getValue());
                if (!base.matches("(?i)https?:.*")) {
                    base = outerBase;
                }
            } else if (key.equals("xml:lang") || (key.equals("lang") && language.isEmpty())) {
                language = attribute.getValue().strip();
            }
        }
        return new XmlNode(element, name(element.tagName(), prefixes), base, language, prefixes);
    }

    private static String name(String written, Map<String, Namespace> prefixes) {
        int colon = written.indexOf(':');
        String prefix = colon < 0 ? "" : written.substring(0, colon);
        String local = written.substring(colon + 1).toLowerCase(Locale.ROOT);
        Namespace space = prefixes.get(prefix);
        String known = space == null ? null : space.usual();
        String usual = known == null ? prefix.toLowerCase(Locale.ROOT) : known;
        return usual.isEmpty() ? local : usual + ":" + local;
    }

    /** The same under another name. */
    XmlNode named(String other) {
        return other.equals(name) ? this : new XmlNode(element, other, base, language, prefixes);
    }

    Element element() {
        return element;
    }

    String name() {
        return name;
    }

    /** The address that relative ones here start from, empty when unknown. */
    String base() {
        return base;
    }

    /** {@code xml:lang}, inherited. */
    String language() {
        return language;
    }

    /** Whether a prefix, or none, stands here for the namespace of this address, in lower case. */
    boolean knows(String uri) {
        return prefixes.values().stream().anyMatch(space -> space.uri().equals(uri));
    }

    List<XmlNode> children() {
        List<XmlNode> known = children;
        if (known == null) {
            known = new ArrayList<>(element.childrenSize());
            for (Element child : element.children()) {
                known.add(of(child, base, language, prefixes));
            }
            children = known;
        }
        return known;
    }

    /** The name without its namespace. */
    String local() {
        return name.substring(name.indexOf(':') + 1);
    }

    /** An attribute, whatever its case and prefix; empty without. */
    String attribute(String key) {
        if (element.attributesSize() > 0) {
            for (Attribute attribute : element.attributes()) {
                if (isNamed(attribute.getKey(), key)) {
                    return attribute.getValue().strip();
                }
            }
        }
        return "";
    }

    private static boolean isNamed(String given, String key) {
        int prefix = given.length() - key.length();
        return prefix == 0
                ? given.equalsIgnoreCase(key)
                : prefix > 0
                        && given.charAt(prefix - 1) == ':'
                        && given.regionMatches(true, prefix, key, 0, key.length());
    }

    boolean hasElements() {
        return element.childrenSize() > 0;
    }

    /** All text inside. */
    String text() {
        String known = text;
        if (known == null) {
            known = Mojibake.mend(written().strip());
            text = known;
        }
        return known;
    }

    private String written() {
        if (element.childNodeSize() == 1 && element.childNode(0) instanceof TextNode only) {
            return only.getWholeText();
        }
        StringBuilder out = new StringBuilder();
        element.traverse((node, _) -> {
            if (node instanceof TextNode part) {
                out.append(part.getWholeText());
            }
        });
        return out.toString();
    }

    /** What stands inside as HTML: elements with their tags, text escaped, CDATA as it is. */
    String inner() {
        StringBuilder out = new StringBuilder();
        element.childNodes().forEach(node -> write(node, out));
        return Mojibake.mend(out.toString().strip());
    }

    private void write(Node node, StringBuilder out) {
        switch (node) {
            case CDataNode data -> out.append(data.getWholeText());
            case TextNode text -> out.append(escape(text.getWholeText()));
            case Element child -> {
                String tag = child.tagName();
                String bare = tag.substring(tag.indexOf(':') + 1);
                boolean own = tag.indexOf(':') < 0 || isHtml(child, tag);
                String shown = own ? bare : tag;
                out.append('<').append(shown);
                for (Attribute attribute : child.attributes()) {
                    if (!attribute.getKey().startsWith("xmlns")) {
                        out.append(' ').append(attribute.getKey()).append("=\"");
                        out.append(escape(attribute.getValue()).replace("\"", "&quot;"))
                                .append('"');
                    }
                }
                if (child.childNodeSize() == 0 && VOID.contains(shown.toLowerCase(Locale.ROOT))) {
                    out.append(" />");
                } else {
                    out.append('>');
                    child.childNodes().forEach(inside -> write(inside, out));
                    out.append("</").append(shown).append('>');
                }
            }
            case Comment _, XmlDeclaration _ -> {}
            default -> {}
        }
    }

    private boolean isHtml(Element child, String tag) {
        return of(child, base, language, prefixes).name().startsWith("xhtml:") || tag.startsWith("xhtml:");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static final java.util.Set<String> VOID = java.util.Set.of(
            "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
            "wbr");

    /** Feeds end the addresses of namespaces with slashes and number signs, or do not. */
    private static String withoutEnd(String uri) {
        int end = uri.length();
        while (end > 0 && (uri.charAt(end - 1) == '/' || uri.charAt(end - 1) == '#')) {
            end--;
        }
        return uri.substring(0, end);
    }

    private static Map<String, String> namespaces() {
        Map<String, String> found = new HashMap<>();
        for (String line : """
                http://www.w3.org/2005/atom atom
                https://www.w3.org/2005/atom atom
                http://purl.org/atom/ns atom
                http://example.com/necho atom
                http://purl.org/echo atom
                uri/of/echo/namespace# atom
                http://purl.org/pie atom
                http://purl.org/rss/1.0
                http://purl.org/net/rss1.1
                http://my.netscape.com/rdf/simple/0.9
                http://channel.netscape.com/rdf/simple/0.9
                http://my.netscape.com/publish/formats/rss-0.91.dtd
                http://blogs.law.harvard.edu/tech/rss
                http://backend.userland.com/rss
                http://backend.userland.com/rss2
                http://example.com/rss2
                http://purl.org/dc/elements/1.1 dc
                http://purl.org/dc/elements/1.0 dc
                http://purl.org/dc/terms dcterms
                http://purl.org/rss/1.0/modules/content content
                http://purl.org/rss/1.0/modules/syndication sy
                http://purl.org/rss/1.0/modules/slash slash
                http://search.yahoo.com/mrss media
                https://search.yahoo.com/mrss media
                http://search.yahoo.com/searchmonkey/media media
                http://www.itunes.com/dtds/podcast-1.0.dtd itunes
                http://www.itunes.com/dtd/podcast-1.0.dtd itunes
                http://example.com/dtds/podcast-1.0.dtd itunes
                http://www.georss.org/georss georss
                http://www.opengis.net/gml gml
                http://www.w3.org/2003/01/geo/wgs84_pos geo
                http://www.w3.org/1999/xhtml xhtml
                http://www.w3.org/1999/02/22-rdf-syntax-ns rdf
                http://www.w3.org/2000/svg svg
                http://www.w3.org/1998/math/mathml math
                http://rssnamespace.org/feedburner/ext/1.0 feedburner
                http://prismstandard.org/namespaces/basic/2.0 prism
                http://prismstandard.org/namespaces/1.2/basic prism
                http://www.sitemaps.org/schemas/sitemap/0.9
                https://www.sitemaps.org/schemas/sitemap/0.9
                http://www.google.com/schemas/sitemap/0.84
                http://www.google.com/schemas/sitemap-news/0.9 news
                http://www.google.com/schemas/sitemap-image/1.1 image
                """.lines().toList()) {
            int space = line.indexOf(' ');
            String uri = space < 0 ? line : line.substring(0, space);
            found.put(withoutEnd(uri), space < 0 ? "" : line.substring(space + 1));
        }
        return Map.copyOf(found);
    }
}
