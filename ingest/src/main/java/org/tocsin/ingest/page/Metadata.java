package org.tocsin.ingest.page;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import org.tocsin.ingest.text.PlainText;
import org.tocsin.ingest.text.Times;

/**
 * What a page says of itself. JSON-LD is believed before meta elements, these before microdata and time elements, and those
 * before the address.
 *
 * @param url where the page says that it belongs, empty when it does not say
 */
record Metadata(
        String url, String title, String byline, @Nullable Instant published, String language) {
    private static final List<String> TITLES = List.of(
            "dc:title",
            "dcterm:title",
            "dcterms:title",
            "og:title",
            "weibo:article:title",
            "weibo:webpage:title",
            "title",
            "twitter:title",
            "parsely-title");
    private static final List<String> BYLINES = List.of(
            "dc:creator",
            "dcterm:creator",
            "dcterms:creator",
            "author",
            "parsely-author",
            "article:author",
            "og:article:author",
            "sailthru.author",
            "byl");
    private static final List<String> DATES = List.of(
            "article:published_time",
            "og:article:published_time",
            "parsely-pub-date",
            "datepublished",
            "date.published",
            "dc:date.issued",
            "dcterms:created",
            "dcterms:issued",
            "dcterms:date",
            "dc:date",
            "dc.date.issued",
            "sailthru.date",
            "publishdate",
            "publish-date",
            "publish_date",
            "pubdate",
            "article.published",
            "og:published_time",
            "cxenseparse:recs:publishtime",
            "originalpublicationdate",
            "date");
    private static final Set<String> SPACED = Set.of("dc", "dcterm", "dcterms", "og", "twitter", "weibo");

    /** Names that stand once for each author. */
    private static final Set<String> AUTHORS = Set.of("dc:creator", "author", "article:author");

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern COLON = Pattern.compile("(?<!\\s)\\s++:\\s*|:\\s+");
    private static final Pattern SEPARATOR = Pattern.compile("\\s[|\\-–—\\\\/>»]\\s");
    private static final Pattern HIERARCHY = Pattern.compile("\\s[\\\\/>»]\\s");
    private static final Pattern DATE_IN_PATH =
            Pattern.compile("/((?:19|20)\\d\\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\\d|3[01])(?=[/-]|$)");
    private static final Instant FIRST_PAGE = Instant.parse("1990-01-01T00:00:00Z");

    static Metadata of(Document page, Survey survey, String address, Instant now) {
        Map<String, String> values = values(survey.metas());
        String documentTitle = PlainText.of(page.title()).replaceAll("\\s+", " ");
        JsonLd described = JsonLd.of(survey.descriptions(), documentTitle);
        String title = first(described.title(), any(values, TITLES));
        String byline = first(described.byline(), byline(values));
        return new Metadata(
                canonical(survey, values, described, address),
                (title.isEmpty() ? ownTitle(page, documentTitle) : title)
                        .replaceAll("\\s+", " ")
                        .strip(),
                byline.replaceAll("\\s+", " ").strip(),
                published(survey, values, described, address, now),
                language(page, values, described));
    }

    private static Map<String, String> values(List<Element> metas) {
        Map<String, String> properties = new HashMap<>();
        Map<String, String> names = new HashMap<>();
        for (Element meta : metas) {
            String content = meta.attr("content").strip();
            if (content.isEmpty()) {
                continue;
            }
            for (String property : BLANKS.split(meta.attr("property").strip(), -1)) {
                put(properties, property, content);
            }
            put(names, meta.attr("name"), content);
            put(names, meta.attr("itemprop"), content);
            put(names, "http-equiv:" + meta.attr("http-equiv"), content);
        }
        names.putAll(properties);
        return names;
    }

    private static void put(Map<String, String> values, String given, String content) {
        String name = COLON.matcher(given.strip().toLowerCase(Locale.ROOT)).replaceAll(":");
        int dot = name.indexOf('.');
        String spaced = dot > 0 && SPACED.contains(name.substring(0, dot)) ? name.replaceFirst("\\.", ":") : name;
        if (!spaced.isEmpty()) {
            values.merge(
                    spaced,
                    PlainText.of(content),
                    (first, second) ->
                            AUTHORS.contains(spaced) && !first.contains(second) ? first + ", " + second : first);
        }
    }

    private static String any(Map<String, String> values, List<String> names) {
        for (String name : names) {
            String value = values.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    private static String byline(Map<String, String> values) {
        for (String name : BYLINES) {
            String value = values.getOrDefault(name, "");
            if (!value.isEmpty() && !value.startsWith("http") && !value.startsWith("/")) {
                return value.replaceFirst("^(?i:by)\\s+(?=\\p{Lu})", "");
            }
        }
        return "";
    }

    private static String first(String one, String other) {
        return one.isEmpty() ? other : one;
    }

    /** The document's title without the name of the site, where it can be told apart. */
    private static String ownTitle(Document page, String whole) {
        String title = whole;
        Matcher separator = SEPARATOR.matcher(whole);
        if (separator.find()) {
            int last = separator.start();
            while (separator.find()) {
                last = separator.start();
            }
            title = whole.substring(0, last);
            if (words(title) < 3) {
                Matcher one = SEPARATOR.matcher(whole);
                title = one.find() ? whole.substring(one.end()) : whole;
            }
        } else if (whole.contains(": ")) {
            boolean heading = page.select("h1,h2").stream()
                    .anyMatch(one -> one.text().strip().equals(whole));
            if (!heading) {
                title = whole.substring(whole.lastIndexOf(':') + 1);
                if (words(title) < 3) {
                    title = whole.substring(whole.indexOf(':') + 1);
                } else if (words(whole.substring(0, whole.indexOf(':'))) > 5) {
                    title = whole;
                }
            }
        } else if (whole.length() > 150 || whole.length() < 15) {
            List<Element> headings = page.getElementsByTag("h1");
            if (headings.size() == 1) {
                title = headings.getFirst().text();
            }
        }
        title = title.strip();
        boolean hierarchy = HIERARCHY.matcher(whole).find();
        int joined = words(SEPARATOR.matcher(whole).replaceAll(" ")) - 1;
        return words(title) <= 4 && (!hierarchy || words(title) != joined) ? whole : title;
    }

    private static int words(String text) {
        return text.isBlank() ? 0 : text.strip().split("\\s+", -1).length;
    }

    private static @Nullable Instant published(
            Survey survey, Map<String, String> values, JsonLd described, String address, Instant now) {
        Optional<Instant> stated = time(described.published(), now);
        for (String name : DATES) {
            stated = stated.or(() -> time(values.getOrDefault(name, ""), now));
        }
        List<Element> machine =
                survey.times().stream().filter(time -> time.hasAttr("datetime")).toList();
        return stated.or(() -> element(survey.dates().stream(), now))
                .or(() -> element(machine.stream().filter(Metadata::inArticle), now))
                .or(() -> element(
                        survey.times().stream().filter(time -> time.hasAttr("pubdate") || time.hasAttr("datetime")),
                        now))
                .or(() -> inPath(address, now))
                .or(() -> inPath(survey.canonical(), now))
                .orElse(null);
    }

    private static boolean inArticle(Element element) {
        return Tree.inside(element, "article", Integer.MAX_VALUE) || Tree.inside(element, "main", Integer.MAX_VALUE);
    }

    /** The time that the first of {@code elements} names, if it names one. */
    private static Optional<Instant> element(Stream<Element> elements, Instant now) {
        return elements.findFirst()
                .flatMap(element -> time(element.attr("datetime"), now)
                        .or(() -> time(element.attr("content"), now))
                        .or(() -> time(element.text(), now)));
    }

    private static Optional<Instant> inPath(String address, Instant now) {
        Matcher matcher = DATE_IN_PATH.matcher(address);
        return matcher.find()
                ? time("%s-%s-%s".formatted(matcher.group(1), matcher.group(2), matcher.group(3)), now)
                : Optional.empty();
    }

    /** A time that a page can have: after the first page of all and not later than tomorrow. */
    private static Optional<Instant> time(String text, Instant now) {
        return text.isEmpty()
                ? Optional.empty()
                : Times.parse(text)
                        .filter(time -> time.isAfter(FIRST_PAGE) && time.isBefore(now.plus(Duration.ofDays(1))));
    }

    private static String language(Document page, Map<String, String> values, JsonLd described) {
        Element root = page.selectFirst("html");
        String stated = root == null ? "" : first(root.attr("lang"), root.attr("xml:lang"));
        stated = first(
                stated,
                first(values.getOrDefault("http-equiv:content-language", ""), values.getOrDefault("og:locale", "")));
        stated = first(first(stated, values.getOrDefault("language", "")), described.language());
        Matcher code = Pattern.compile("^\\s*([A-Za-z]{2,3})(?:[-_].*)?$").matcher(stated);
        return code.matches() ? code.group(1).toLowerCase(Locale.ROOT) : "";
    }

    private static String canonical(Survey survey, Map<String, String> values, JsonLd described, String address) {
        String base = first(address, values.getOrDefault("og:url", ""));
        for (String stated : List.of(survey.canonical(), values.getOrDefault("og:url", ""), described.url())) {
            String absolute = resolve(base, stated.strip());
            if (absolute.startsWith("http")) {
                return absolute;
            }
        }
        return address;
    }

    private static String resolve(String base, String stated) {
        if (stated.isEmpty() || stated.startsWith("http") || base.isEmpty()) {
            return stated;
        }
        return org.jsoup.internal.StringUtil.resolve(base, stated);
    }
}
