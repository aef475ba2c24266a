package org.tocsin.ingest.text;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.parser.Tag;
import org.jsoup.select.NodeVisitor;

/**
 * The text of markup: each block on a line of its own, blanks run together, nothing of scripts, styles and attributes.
 */
public final class PlainText {
    private static final Set<String> SILENT = Set.of(
            "script",
            "style",
            "noscript",
            "template",
            "head",
            "title",
            "iframe",
            "object",
            "embed",
            "svg",
            "canvas",
            "audio",
            "video",
            "select",
            "textarea",
            "button",
            "input",
            "datalist",
            "map");
    private static final Set<String> CELLS = Set.of("td", "th");
    private static final Pattern TAG = Pattern.compile("</?([a-zA-Z][a-zA-Z0-9]*)(?=[\\s/>])[^>]*>");
    private static final Pattern DECLARATION = Pattern.compile("<!(?:--|\\[CDATA\\[|(?i:doctype))");
    private static final int MAX_LAYERS = 3;

    private PlainText() {}

    /** The text of {@code given}, which may be plain, hold entities, be HTML or be HTML that was escaped up to twice. */
    public static String of(String given) {
        String text = given;
        for (int layer = 0; layer < MAX_LAYERS; layer++) {
            boolean tags = text.indexOf('<') >= 0 && marked(text);
            if (!tags && text.indexOf('&') < 0) {
                break;
            }
            String before = text;
            text = tags ? of(Jsoup.parseBodyFragment(text).body()) : Parser.unescapeEntities(text, false);
            if (text.equals(before)) {
                break;
            }
        }
        return clean(text);
    }

    /** The text of an element. */
    public static String of(Element element) {
        Writer writer = new Writer();
        element.traverse(writer);
        return writer.toString();
    }

    /** Whether there is markup of HTML; in linear time, since no tag is looked for behind the last end of one. */
    private static boolean marked(String text) {
        if (DECLARATION.matcher(text).find()) {
            return true;
        }
        Matcher matcher = TAG.matcher(text).region(0, text.lastIndexOf('>') + 1);
        while (matcher.find()) {
            if (Tag.isKnownTag(matcher.group(1).toLowerCase(java.util.Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    /** Blanks at the ends, and characters that nobody sees, removed; lines kept. */
    private static String clean(String text) {
        int seen = 0;
        while (seen < text.length() && !unseen(text.charAt(seen))) {
            seen++;
        }
        if (seen == text.length()) {
            return text.strip();
        }
        StringBuilder out = new StringBuilder(text.length());
        text.chars().filter(character -> !unseen(character)).forEach(character -> out.append((char) character));
        return out.toString().strip();
    }

    /** Control characters but for blanks, soft hyphens, zero-width spaces and byte order marks. */
    private static boolean unseen(int character) {
        if (character >= ' ' && character < 0x7F) {
            return false;
        }
        return (character < ' ' && character != '\n' && character != '\t' && character != '\r')
                || (character >= 0x7F && character < 0xA0)
                || character == 0xAD
                || character == 0x200B
                || character == 0xFEFF
                || character == 0xFFFE
                || character == 0xFFFF;
    }

    /** Whether a character separates words: what Java and Unicode call a blank. */
    public static boolean blank(char character) {
        return character <= ' ' || character == 0xA0 || (character > 0xFF && Character.isSpaceChar(character));
    }

    private static final class Writer implements NodeVisitor {
        private final StringBuilder out = new StringBuilder();
        private boolean blank;
        private int silent;
        private int verbatim;

        @Override
        public void head(Node node, int depth) {
            if (node instanceof TextNode text) {
                if (silent == 0) {
                    append(text.getWholeText());
                }
            } else if (node instanceof Element element) {
                String name = element.normalName();
                silent += depth > 0 && SILENT.contains(name) ? 1 : 0;
                if (silent > 0) {
                    return;
                }
                verbatim += name.equals("pre") ? 1 : 0;
                if (name.equals("br") || block(element)) {
                    line();
                } else if (CELLS.contains(name)) {
                    blank = true;
                }
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (node instanceof Element element) {
                String name = element.normalName();
                if (depth > 0 && SILENT.contains(name)) {
                    silent--;
                } else if (silent == 0) {
                    verbatim -= name.equals("pre") ? 1 : 0;
                    if (block(element)) {
                        line();
                    }
                }
            }
        }

        private static boolean block(Element element) {
            return element.isBlock() && !CELLS.contains(element.normalName());
        }

        private void line() {
            blank = false;
            if (!out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
                out.append('\n');
            }
        }

        private void append(String text) {
            for (int i = 0; i < text.length(); i++) {
                char character = text.charAt(i);
                if (verbatim > 0 && character == '\n') {
                    line();
                } else if (PlainText.blank(character)) {
                    blank = true;
                } else if (!unseen(character)) {
                    if (blank && !out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
                        out.append(' ');
                    }
                    blank = false;
                    out.append(character);
                }
            }
        }

        @Override
        public String toString() {
            return out.toString().strip();
        }
    }
}
