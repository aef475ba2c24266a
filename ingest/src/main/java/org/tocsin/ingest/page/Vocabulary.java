package org.tocsin.ingest.page;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** What the names of classes, ids, roles and elements say of their content; one for a page. */
final class Vocabulary {
    /** Blocks that hold no article, unless {@link #MAYBE} speaks for them. */
    private static final Words UNLIKELY = new Words(
            "-ad-",
            "ad-break",
            "agegate",
            "ai2html",
            "banner",
            "breadcrumb",
            "combx",
            "comment",
            "community",
            "cookie",
            "consent",
            "cover-wrap",
            "disqus",
            "extra",
            "footer",
            "gdpr",
            "header",
            "legends",
            "menu",
            "newsletter-signup",
            "pager",
            "pagination",
            "popup",
            "related",
            "remark",
            "replies",
            "rss",
            "shoutbox",
            "sidebar",
            "skyscraper",
            "social",
            "sponsor",
            "supplemental",
            "yom-remote");

    private static final Words MAYBE =
            new Words("and", "article", "body", "column", "content", "main", "mathjax", "shadow");

    private static final Words POSITIVE = new Words(
            "article",
            "body",
            "content",
            "entry",
            "hentry",
            "h-entry",
            "main",
            "page",
            "pagination",
            "post",
            "text",
            "blog",
            "story");

    private static final Words NEGATIVE = new Words(
            "-ad-",
            "hidden",
            "banner",
            "combx",
            "comment",
            "com-",
            "contact",
            "footer",
            "gdpr",
            "masthead",
            "media",
            "meta",
            "outbrain",
            "promo",
            "related",
            "scroll",
            "share",
            "shoutbox",
            "sidebar",
            "skyscraper",
            "sponsor",
            "shopping",
            "tags",
            "widget");

    private static final Words BYLINE = new Words("byline", "author", "dateline", "writtenby", "p-author");
    private static final Pattern SHARING = Pattern.compile("(?:\\b|_)(?:share|sharedaddy)(?:\\b|_)");
    private static final Pattern ADVERTISEMENT = Pattern.compile(
            "(?i:ad(?:vertising|vertisement)?|pub(?:licité)?|werb(?:ung)?|广告|реклама|anuncio|광고|reklama|pubblicità|publicidad"
                    + "|(?:loading|正在加载|загрузка|chargement|cargando)(?:…|\\.\\.\\.)?)",
            Pattern.UNICODE_CASE);
    private static final Set<String> ROLES =
            Set.of("menu", "menubar", "complementary", "navigation", "alert", "alertdialog", "dialog");
    private static final Pattern NOT_SHOWN = Pattern.compile("display\\s*:\\s*none|visibility\\s*:\\s*hidden");

    static final Set<String> HEADINGS = Set.of("h1", "h2", "h3", "h4", "h5", "h6");

    /** Elements that make a {@code div} more than a paragraph. */
    static final Set<String> BLOCKS = Set.of("blockquote", "dl", "div", "img", "ol", "p", "pre", "table", "ul");

    /** Elements whose text is scored. */
    static final Set<String> SCORED = Set.of("section", "h2", "h3", "h4", "h5", "h6", "p", "td", "pre");

    private static final Set<String> PHRASING = Set.of(
            "abbr",
            "audio",
            "b",
            "bdo",
            "br",
            "button",
            "cite",
            "code",
            "data",
            "datalist",
            "dfn",
            "em",
            "embed",
            "i",
            "img",
            "input",
            "kbd",
            "label",
            "mark",
            "math",
            "meter",
            "noscript",
            "object",
            "output",
            "progress",
            "q",
            "ruby",
            "samp",
            "script",
            "select",
            "small",
            "span",
            "strong",
            "sub",
            "sup",
            "svg",
            "textarea",
            "time",
            "var",
            "wbr",
            "font");

    private static final Set<String> MAYBE_PHRASING = Set.of("a", "del", "ins");

    private static final int IS_UNLIKELY = 1;
    private static final int IS_BYLINE = 2;
    private static final int IS_SHARING = 4;

    /** What names say, for each spelling of them on this page: pages repeat theirs. */
    private final Map<String, Integer> verdicts = new HashMap<>();

    private final Map<String, Integer> weights = new HashMap<>();

    /** Whether class, id or role speak against an article. */
    boolean unlikely(Element element) {
        if (element.attributesSize() == 0) {
            return false;
        }
        if (ROLES.contains(element.attr("role"))) {
            return true;
        }
        String name = element.normalName();
        return says(element, IS_UNLIKELY)
                && !name.equals("body")
                && !name.equals("a")
                && !Tree.inside(element, "table", 4)
                && !Tree.inside(element, "code", 4);
    }

    boolean byline(Element element) {
        return element.attributesSize() > 0
                && (says(element, IS_BYLINE)
                        || element.attr("rel").equals("author")
                        || element.attr("itemprop").contains("author"));
    }

    boolean sharing(Element element) {
        return says(element, IS_SHARING);
    }

    private boolean says(Element element, int what) {
        String className = element.attr("class");
        String id = element.attr("id");
        return (!className.isEmpty() || !id.isEmpty())
                && (verdicts.computeIfAbsent(className + " " + id, Vocabulary::verdict) & what) != 0;
    }

    private static int verdict(String given) {
        String names = given.toLowerCase(Locale.ROOT);
        return (UNLIKELY.in(names) && !MAYBE.in(names) ? IS_UNLIKELY : 0)
                | (BYLINE.in(names) ? IS_BYLINE : 0)
                | (names.contains("share") && SHARING.matcher(names).find() ? IS_SHARING : 0);
    }

    /** 25 for a good name, -25 for a bad one, of class and of id. */
    int weight(Element element) {
        return element.attributesSize() == 0
                ? 0
                : weights.computeIfAbsent(element.className(), Vocabulary::weight)
                        + weights.computeIfAbsent(element.id(), Vocabulary::weight);
    }

    private static int weight(String given) {
        String name = given.toLowerCase(Locale.ROOT);
        return (NEGATIVE.in(name) || (" " + name + " ").contains(" hid ") ? -25 : 0) + (POSITIVE.in(name) ? 25 : 0);
    }

    static boolean advertisement(String text) {
        return text.length() < 30 && ADVERTISEMENT.matcher(text).matches();
    }

    static boolean hidden(Element element) {
        if (element.attributesSize() == 0) {
            return false;
        }
        if (element.hasAttr("hidden")
                || (element.attr("aria-modal").equals("true")
                        && element.attr("role").equals("dialog"))
                || (element.attr("aria-hidden").equals("true")
                        && !element.className().contains("fallback-image"))) {
            return true;
        }
        String style = element.attr("style");
        return !style.isEmpty()
                && NOT_SHOWN.matcher(style.toLowerCase(Locale.ROOT)).find();
    }

    static boolean phrasing(Element element) {
        String name = element.normalName();
        return PHRASING.contains(name)
                || (MAYBE_PHRASING.contains(name)
                        && element.childNodes().stream()
                                .allMatch(child -> !(child instanceof Element inner) || phrasing(inner)));
    }
}
