package org.tocsin.ingest.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.DocumentType;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.nodes.XmlDeclaration;
import org.jsoup.parser.Parser;
import org.tocsin.runtime.http.WebUrl;

/**
 * Takes out of HTML what acts: scripts, frames, plug-ins, handlers, addresses that are no link, styles that draw or load; and
 * makes relative addresses absolute. What may stay follows the lists of the Universal Feed Parser. An element that may not
 * stay leaves its content behind, unless that is code.
 */
final class Sanitizer {
    private static final Set<String> ELEMENTS =
            words("a abbr acronym address area article aside audio b big blockquote br"
                    + " button canvas caption center cite code col colgroup command datagrid datalist dd del details dfn dialog dir"
                    + " div dl dt em event-source fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hr i img input"
                    + " ins kbd keygen label legend li m main map mark menu meter multicol nav nextid noscript ol optgroup option"
                    + " output p pre progress q rp rt ruby s samp section select small sound source spacer span strike strong sub"
                    + " summary sup table tbody td textarea tfoot th thead time tr tt u ul var video wbr");
    private static final Set<String> DROPPED = words("script style applet noframes");
    private static final Set<String> ATTRIBUTES = words("abbr accept accept-charset accesskey action align alt"
            + " autocomplete autofocus axis background balance bgcolor bgproperties border bordercolor bordercolordark"
            + " bordercolorlight bottompadding cellpadding cellspacing ch challenge char charoff charset checked choff cite"
            + " class clear color cols colspan compact contenteditable controls coords data datafld datapagesize datasrc"
            + " datetime default delay dir disabled draggable dynsrc enctype end face for form frame galleryimg gutter"
            + " headers height hidden hidefocus high href hreflang hspace icon id inputmode ismap keytype label lang"
            + " leftspacing list longdesc loop loopcount loopend loopstart low lowsrc max maxlength media method min multiple"
            + " name nohref noshade nowrap open optimum pattern ping point-size poster pqg preload prompt radiogroup readonly"
            + " rel repeat-max repeat-min replace required rev rightspacing rows rowspan rules scope selected shape size span"
            + " src srcset start step summary suppress tabindex target template title toppadding type unselectable urn usemap"
            + " valign value variable volume vrml vspace width wrap xml:lang");
    private static final Set<String> ADDRESSES =
            words("action background cite data dynsrc href icon longdesc lowsrc ping poster src usemap");
    private static final Pattern SAFE_SCHEME =
            Pattern.compile("(?i)(?:https?|mailto|ftp|ftps|tel|sip|sips|sms|xmpp|webcal|irc"
                    + "|magnet|feed|news|nntp|tag|urn|acct|geo|gopher|rtsp|sftp|ssh|svn|git|hg|bzr|maps|gtalk|callto|telnet|ed2k"
                    + "|aim|jabber|skype|urn|wais|afs|imap|ldap|nfs|opaquelocktoken|prospero|rsync|z39.50r|z39.50s):");
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:");
    private static final Set<String> STYLES =
            words("azimuth background-color border-bottom-color border-collapse border-color"
                    + " border-left-color border-right-color border-top-color clear color cursor direction display elevation float"
                    + " font font-family font-size font-style font-variant font-weight height letter-spacing line-height overflow"
                    + " pause pause-after pause-before pitch pitch-range richness speak speak-header speak-numeral speak-punctuation"
                    + " speech-rate stress text-align text-decoration text-indent unicode-bidi vertical-align voice-family volume"
                    + " white-space width");
    private static final Set<String> STYLE_WORDS =
            words("auto aqua black block blue bold both bottom brown center collapse"
                    + " dashed dotted fuchsia gray green !important italic left lime maroon medium none navy normal nowrap olive"
                    + " pointer purple red right solid silver teal top transparent underline white yellow");
    private static final Pattern STYLE_VALUE = Pattern.compile("#[0-9a-fA-F]+|rgb\\(\\d+%?,\\d*%?,?\\d*%?\\)?"
            + "|\\d{0,2}\\.?\\d{0,2}(?:cm|em|ex|in|mm|pc|pt|px|%|,|\\))?");
    private static final Pattern STYLE_SHAPE =
            Pattern.compile("([:,;#%.\\sa-zA-Z0-9!]|\\w-\\w|'[\\s\\w]+'|\"[\\s\\w]+\"|\\([\\d,\\s]+\\))*");
    private static final Pattern BREAK_THAT_ENDS = Pattern.compile("</[bB][rR]\\s*>");
    private static final Pattern PREFIX = Pattern.compile("^\\w+:");
    private static final Pattern IGNORED_IN_ADDRESS = Pattern.compile("[\\x00-\\x20\\x7f-\\xa0]");
    private static final Pattern STYLE_ADDRESS = Pattern.compile("(?i)url\\s*\\(\\s*[^\\s)]+?\\s*\\)\\s*");
    private static final Pattern STYLE_DECLARATION = Pattern.compile("\\s*[-\\w]+\\s*:\\s*[^:;]*;?");
    private static final int MAX_DEPTH = 200;

    /** Longest style that is looked at, in characters; the shape of one is found by recursion. */
    private static final int MAX_STYLE = 1_000;

    private Sanitizer() {}

    static String clean(String html, String base) {
        if (html.indexOf('<') < 0 && html.indexOf('&') < 0) {
            return html;
        }
        Document document = Parser.htmlParser()
                .setMaxDepth(MAX_DEPTH)
                .parseInput(BREAK_THAT_ENDS.matcher(ended(html)).replaceAll(""), "");
        document.outputSettings().prettyPrint(false);
        Element body = document.body();
        // what stands before the first visible element lands in the head
        for (Node node : List.copyOf(document.head().childNodes()).reversed()) {
            body.prependChild(node);
        }
        clean(body, base);
        return body.html().strip();
    }

    /** A comment that never ends ends with the first {@code >}; a declaration that never ends is text. */
    private static String ended(String html) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        int comment = html.indexOf("<!--", Math.max(0, html.lastIndexOf("-->")));
        int end = comment < 0 ? -1 : html.indexOf('>', comment);
        while (end >= 0) {
            out.append(html, at, comment);
            at = end + 1;
            comment = html.indexOf("<!--", at);
            end = comment < 0 ? -1 : html.indexOf('>', comment);
        }
        String rest = html.substring(at);
        int tail = rest.lastIndexOf('>') + 1;
        return rest.indexOf("<!", tail) < 0 || rest.indexOf("<!--", tail) >= 0
                ? out.append(rest).toString()
                : out.append(rest, 0, tail)
                        .append(rest.substring(tail).replace("<!", "&lt;!"))
                        .toString();
    }

    private static void clean(Element root, String base) {
        for (Node node : new ArrayList<>(root.childNodes())) {
            switch (node) {
                case Element element -> {
                    String name = withoutPrefix(element.normalName());
                    if (DROPPED.contains(name)) {
                        element.remove();
                    } else {
                        clean(element, base);
                        if (ELEMENTS.contains(name)) {
                            if (!name.equals(element.normalName())) {
                                element.tagName(name);
                            }
                            attributes(element, base);
                        } else {
                            element.unwrap();
                        }
                    }
                }
                // what a frame would show where it cannot be shown
                case DataNode data -> data.replaceWith(new TextNode(data.getWholeData()));
                case Comment _, DocumentType _, XmlDeclaration _ -> node.remove();
                default -> {}
            }
        }
    }

    private static String withoutPrefix(String name) {
        return name.indexOf(':') < 0 ? name : PREFIX.matcher(name).replaceFirst("");
    }

    private static void attributes(Element element, String base) {
        if (element.attributesSize() == 0) {
            return;
        }
        for (Attribute attribute : element.attributes().asList()) {
            String name = attribute.getKey().toLowerCase(Locale.ROOT);
            if (name.equals("style")) {
                String style = style(attribute.getValue());
                if (style.isEmpty()) {
                    element.removeAttr(attribute.getKey());
                } else {
                    element.attr("style", style);
                }
            } else if (!ATTRIBUTES.contains(name)) {
                element.removeAttr(attribute.getKey());
            } else if (ADDRESSES.contains(name)) {
                element.attr(attribute.getKey(), address(attribute.getValue(), base));
            }
        }
    }

    /** Absolute where that can be; empty when it is no link that a reader may follow. */
    static String address(String written, String base) {
        String text = written.strip();
        String bare = IGNORED_IN_ADDRESS.matcher(text).replaceAll("");
        if (SCHEME.matcher(bare).lookingAt()) {
            return SAFE_SCHEME.matcher(bare).lookingAt() ? text : "";
        }
        return resolve(base, text);
    }

    /** {@code reference} as seen from {@code base}; as it is when there is no base, or it cannot be resolved. */
    static String resolve(String base, String reference) {
        String text = reference.strip();
        if (base.isEmpty() || SCHEME.matcher(text).lookingAt()) {
            return text;
        }
        int fragment = text.indexOf('#');
        try {
            return WebUrl.parse(base).resolve(text) + (fragment < 0 ? "" : text.substring(fragment));
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static String style(String written) {
        if (written.length() > MAX_STYLE) {
            return "";
        }
        String text = STYLE_ADDRESS.matcher(written).replaceAll(" ");
        if (!STYLE_SHAPE.matcher(text).matches()
                || !STYLE_DECLARATION.matcher(text).replaceAll("").isBlank()) {
            return "";
        }
        List<String> kept = new ArrayList<>();
        for (String part : text.split(";", -1)) {
            int colon = part.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String name = part.substring(0, colon).strip();
            String value = part.substring(colon + 1).strip();
            String property = name.toLowerCase(Locale.ROOT);
            if (value.isEmpty()) {
                continue;
            }
            if (STYLES.contains(property) || (isBox(property) && harmless(value))) {
                kept.add(name + ": " + value + ";");
            }
        }
        return String.join(" ", kept);
    }

    private static boolean isBox(String property) {
        String first = property.replaceFirst("-.*", "");
        return Set.of("background", "border", "margin", "padding").contains(first);
    }

    private static boolean harmless(String value) {
        for (String word : value.split("\\s+", -1)) {
            if (!STYLE_WORDS.contains(word) && !STYLE_VALUE.matcher(word).matches()) {
                return false;
            }
        }
        return true;
    }

    private static Set<String> words(String list) {
        return Set.copyOf(List.of(list.split(" ", -1)).stream().distinct().toList());
    }
}
