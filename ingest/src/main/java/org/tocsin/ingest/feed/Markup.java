package org.tocsin.ingest.feed;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Entities;
import org.jsoup.parser.Parser;

/**
 * A text as a feed gives it.
 *
 * @param value HTML, sanitised, when {@code html}; else plain text
 */
record Markup(String value, boolean html) {
    static final Markup NONE = new Markup("", false);

    private static final Pattern TAG = Pattern.compile("</?([a-zA-Z][a-zA-Z0-9]*)\\b[^<>]*>");
    private static final Pattern CLOSE_OR_VOID = Pattern.compile(
            "</\\w+\\s*>|<(?:br|img|hr|p|input|embed|wbr)\\b[^<>]*>|<\\w+\\b[^<>]*/>", Pattern.CASE_INSENSITIVE);
    private static final Pattern BLANKS = Pattern.compile("[\\s\u00a0]+");
    private static final Pattern REFERENCE = Pattern.compile("&(#\\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\\w{2,32});");

    /** HTML that has yet to be sanitised. */
    static Markup html(String raw, String base) {
        String text = raw.strip();
        return text.isEmpty() ? NONE : new Markup(Sanitizer.clean(text, base), true);
    }

    static Markup plain(String text) {
        return text.isBlank() ? NONE : new Markup(text.strip(), false);
    }

    /** What does not say whether it is HTML: it is if it has references, or tags of which none is unknown. */
    static Markup guess(String raw, String base) {
        return looksLikeHtml(raw) ? html(raw, base) : plain(raw);
    }

    static boolean looksLikeHtml(String text) {
        if (text.indexOf('<') < 0 && text.indexOf('&') < 0) {
            return false;
        }
        Matcher reference = REFERENCE.matcher(text);
        boolean referenced = false;
        while (reference.find()) {
            String name = reference.group(1);
            if (!name.startsWith("#") && !Entities.isNamedEntity(name)) {
                return false;
            }
            referenced = true;
        }
        Matcher tag = TAG.matcher(text);
        while (tag.find()) {
            if (!KNOWN.contains(tag.group(1).toLowerCase(Locale.ROOT))) {
                return false;
            }
        }
        return referenced || CLOSE_OR_VOID.matcher(text).find();
    }

    boolean isEmpty() {
        return value.isEmpty();
    }

    /** The text without tags, white space drawn together. */
    String text() {
        if (!html) {
            return together(value);
        }
        return value.indexOf('<') < 0 && value.indexOf('&') < 0
                ? together(value)
                : Parser.htmlParser().parseInput(value, "").text();
    }

    private static String together(String text) {
        return BLANKS.matcher(text).replaceAll(" ").strip();
    }

    /** Elements that HTML has or had. */
    private static final Set<String> KNOWN =
            Set.copyOf(java.util.List.of(("a abbr acronym address applet area article aside"
                            + " audio b base big blink blockquote body br button canvas caption center cite code col colgroup dd del"
                            + " details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame frameset"
                            + " h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li link main map mark"
                            + " menu meta meter nav nobr noframes noscript object ol optgroup option output p param pre progress q rp"
                            + " rt ruby s samp script section select small source span strike strong style sub summary sup svg table"
                            + " tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr")
                    .split(" ", -1)));
}
