package org.tocsin.ingest.feed;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.ingest.text.Times;

/** What the children of one channel or item say. Where several may say the same, the first name given wins. */
final class Fields {
    private static final int MAX_VALUES = 200;
    private static final Pattern ADDRESS = Pattern.compile("(?i)(?:https?|feed)://\\S+");
    private static final Pattern NUMBERS = Pattern.compile("(-?\\d+(?:\\.\\d+)?)[\\s,]+(-?\\d+(?:\\.\\d+)?)");

    private final XmlNode node;
    private final Map<String, List<XmlNode>> byName = new LinkedHashMap<>();
    private final List<XmlNode> descriptions = new ArrayList<>();

    /** In an Atom file without a namespace names without a prefix are Atom's. */
    Fields(XmlNode node, boolean plainAtom) {
        this.node = node;
        gather(node, plainAtom);
    }

    private void gather(XmlNode from, boolean plainAtom) {
        for (XmlNode child : from.children()) {
            String name = plainAtom && child.name().indexOf(':') < 0 ? "atom:" + child.name() : child.name();
            XmlNode named = child.named(name);
            byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(named);
            if (name.equals("description") || name.equals("summary") || name.equals("atom:summary")) {
                descriptions.add(named);
            }
            if (name.equals("media:group") || name.equals("media:content")) {
                gather(child, false);
            }
        }
    }

    XmlNode node() {
        return node;
    }

    private List<XmlNode> all(String... names) {
        List<XmlNode> found = List.of();
        for (String name : names) {
            List<XmlNode> more = byName.getOrDefault(name, List.of());
            if (found.isEmpty()) {
                found = more;
            } else if (!more.isEmpty()) {
                found = new ArrayList<>(found);
                found.addAll(more);
            }
        }
        return found.size() > MAX_VALUES ? found.subList(0, MAX_VALUES) : found;
    }

    String text(String... names) {
        return all(names).stream()
                .map(XmlNode::text)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** The identity. Atom's is an address, RSS's is whatever it is. */
    String id() {
        for (XmlNode one : all("guid", "atom:id", "id")) {
            String id = one.hasElements() ? one.inner() : one.text();
            if (!id.isEmpty()) {
                return one.name().equals("guid") || id.contains(":") ? id : Sanitizer.resolve(one.base(), id);
            }
        }
        String about = node.attribute("rdf:about");
        return about.isEmpty() ? text("dc:identifier") : about;
    }

    /** An element's text as an absolute address. */
    String address(String name) {
        return all(name).stream()
                .filter(found -> !found.text().isEmpty())
                .map(found -> Sanitizer.resolve(found.base(), found.text()))
                .findFirst()
                .orElse("");
    }

    Markup markup(String... names) {
        return all(names).stream()
                .map(TextConstruct::of)
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(Markup.NONE);
    }

    Markup summary() {
        Markup described = descriptions.stream()
                .map(TextConstruct::of)
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(Markup.NONE);
        return described.isEmpty()
                ? markup("dc:description", "itunes:summary", "abstract", "media:description", "itunes:subtitle")
                : described;
    }

    /** Where an item has both a description and a summary the later one is its content. */
    Markup second() {
        return descriptions.stream()
                .map(TextConstruct::of)
                .filter(found -> !found.isEmpty())
                .skip(1)
                .findFirst()
                .orElse(Markup.NONE);
    }

    Markup content() {
        return markup(
                "content:encoded",
                "encoded",
                "atom:content",
                "content",
                "fullitem",
                "xhtml:body",
                "body",
                "xhtml:div",
                "div");
    }

    /** The best link of one relation. */
    String link(String relation) {
        String best = "";
        int bestRank = 0;
        for (XmlNode link : all("link", "atom:link", "itunes:link")) {
            String href = link.attribute("href");
            String text = link.text();
            String rel = relation(link);
            String type = link.attribute("type").toLowerCase(Locale.ROOT);
            boolean shown = type.isEmpty() || type.contains("html");
            int rank = !rel.equals(relation) || (href.isEmpty() && text.isEmpty())
                    ? 0
                    : !link.name().startsWith("atom:") && link.attribute("rel").isEmpty() ? 3 : shown ? 2 : 1;
            // of several that are as good RSS means the last and Atom the first
            boolean better = rank > bestRank || (rank == bestRank && rank == 3);
            if (better) {
                bestRank = rank;
                best = Sanitizer.resolve(link.base(), href.isEmpty() ? text : href);
            }
        }
        if (best.isEmpty() && relation.equals("alternate")) {
            String href = node.attribute("href");
            best = href.isEmpty() ? "" : Sanitizer.resolve(node.base(), href);
        }
        return best;
    }

    private static String relation(XmlNode link) {
        String rel = link.attribute("rel").toLowerCase(Locale.ROOT);
        return rel.isEmpty() ? "alternate" : rel.substring(rel.lastIndexOf('/') + 1);
    }

    List<String> links(String relation) {
        return all("link", "atom:link").stream()
                .filter(link -> relation(link).equals(relation)
                        && !link.attribute("href").isEmpty())
                .map(link -> Sanitizer.resolve(link.base(), link.attribute("href")))
                .distinct()
                .toList();
    }

    String itemLink() {
        String link = link("alternate");
        if (!link.isEmpty()) {
            return link;
        }
        for (XmlNode guid : all("guid")) {
            boolean permanent = !guid.attribute("ispermalink").equalsIgnoreCase("false");
            String address = Sanitizer.resolve(guid.base(), guid.text());
            if (permanent && ADDRESS.matcher(address).matches()) {
                return address;
            }
        }
        String about = node.attribute("rdf:about");
        if (ADDRESS.matcher(about).matches()) {
            return about;
        }
        String id = text("atom:id");
        return ADDRESS.matcher(id).matches() ? id : link("enclosure");
    }

    List<Person> persons(String... names) {
        Map<String, Person> found = new LinkedHashMap<>();
        for (XmlNode one : all(names)) {
            Person person = person(one);
            if (!person.isEmpty()) {
                found.putIfAbsent(person.shown(), person);
            }
        }
        return List.copyOf(found.values());
    }

    private static Person person(XmlNode from) {
        if (!from.hasElements()) {
            return Person.parse(Markup.guess(from.text(), "").text());
        }
        String name = "";
        String email = "";
        String url = "";
        for (XmlNode part : from.children()) {
            switch (part.local()) {
                case "name" -> name = part.text();
                case "email" -> email = part.text();
                case "uri", "url", "homepage" -> url = Sanitizer.resolve(part.base(), part.text());
                default -> {}
            }
        }
        if (name.isEmpty() && email.isEmpty() && url.isEmpty()) {
            return Person.parse(from.text());
        }
        Person within = Person.parse(name);
        return email.isEmpty() && !within.email().isEmpty()
                ? new Person(within.name(), within.email(), url)
                : new Person(name.replaceAll("\\s+", " "), email, url);
    }

    @Nullable
    Instant date(String... names) {
        for (String name : names) {
            // said twice, the later one counts
            for (XmlNode one : all(name).reversed()) {
                Optional<Instant> date = Times.guess(one.text());
                if (date.isPresent()) {
                    return date.get();
                }
            }
        }
        return names[0].equals("pubdate")
                ? null
                : Times.guess(node.attribute("lastmod")).orElse(null);
    }

    List<String> categories() {
        Set<String> found = new LinkedHashSet<>();
        for (XmlNode one : all("category", "atom:category", "dc:subject", "media:category")) {
            found.add(Markup.guess(one.text(), "").text());
            found.add(one.attribute("term"));
            found.add(one.attribute("label"));
        }
        for (XmlNode one : all("itunes:category")) {
            one.element().stream()
                    .forEach(category -> found.add(category.attr("text").strip()));
        }
        for (XmlNode one : all("itunes:keywords", "media:keywords")) {
            for (String word : one.text().split(",", -1)) {
                found.add(word.strip());
            }
        }
        found.remove("");
        return List.copyOf(found);
    }

    String image() {
        for (XmlNode one : all("image", "itunes:image", "atom:logo", "logo", "media:thumbnail", "atom:image")) {
            String url = one.attribute("href").isEmpty() ? one.attribute("url") : one.attribute("href");
            for (XmlNode part : one.children()) {
                url = part.local().equals("url") ? part.text() : url;
            }
            String given = url.isEmpty() && !one.hasElements() ? one.text() : url;
            if (!given.isEmpty()) {
                return Sanitizer.resolve(one.base(), given);
            }
        }
        return link("image");
    }

    List<FeedItem.Enclosure> enclosures() {
        Map<String, FeedItem.Enclosure> found = new LinkedHashMap<>();
        for (XmlNode one : all("enclosure", "atom:link", "link", "media:content")) {
            boolean link = one.local().equals("link");
            String url = one.attribute("url").isEmpty() ? one.attribute("href") : one.attribute("url");
            if (url.isEmpty() || (link && !relation(one).equals("enclosure"))) {
                continue;
            }
            String length = one.attribute("length").isEmpty() ? one.attribute("filesize") : one.attribute("length");
            String absolute = Sanitizer.resolve(one.base(), url);
            found.putIfAbsent(absolute, new FeedItem.Enclosure(absolute, one.attribute("type"), length));
        }
        return List.copyOf(found.values());
    }

    List<String> images() {
        Set<String> found = new LinkedHashSet<>();
        for (XmlNode one : all("media:content", "enclosure")) {
            boolean image = one.attribute("medium").equals("image")
                    || one.attribute("type").startsWith("image/");
            if (image && !one.attribute("url").isEmpty()) {
                found.add(Sanitizer.resolve(one.base(), one.attribute("url")));
            }
        }
        String other = image();
        if (!other.isEmpty()) {
            found.add(other);
        }
        return List.copyOf(found);
    }

    String sourceTitle() {
        for (XmlNode source : all("source", "atom:source")) {
            String title = source.children().stream()
                    .filter(part -> part.local().equals("title"))
                    .map(part -> TextConstruct.of(part).text())
                    .findFirst()
                    .orElse(source.hasElements() ? "" : source.text());
            if (!title.isEmpty()) {
                return title;
            }
        }
        return text("dc:source");
    }

    FeedItem.@Nullable Coordinates coordinates() {
        String latitude = text("geo:lat");
        String longitude = text("geo:long");
        String pair = latitude.isEmpty() || longitude.isEmpty() ? text("georss:point") : latitude + " " + longitude;
        for (XmlNode where : all("georss:where", "gml:point", "geo:point")) {
            pair = pair.isEmpty() ? where.text() : pair;
        }
        Matcher numbers = NUMBERS.matcher(pair.strip());
        if (!numbers.matches()) {
            return null;
        }
        double lat = Double.parseDouble(numbers.group(1));
        double lon = Double.parseDouble(numbers.group(2));
        return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? new FeedItem.Coordinates(lat, lon) : null;
    }

    @Nullable
    Duration ttl() {
        String minutes = text("ttl");
        return minutes.matches("\\d{1,6}") ? Duration.ofMinutes(Long.parseLong(minutes)) : null;
    }

    Set<Integer> skipHours() {
        Set<Integer> hours = new HashSet<>();
        for (XmlNode list : all("skiphours")) {
            for (XmlNode hour : list.children()) {
                if (hour.text().matches("\\d{1,2}") && Integer.parseInt(hour.text()) <= 24) {
                    hours.add(Integer.parseInt(hour.text()) % 24);
                }
            }
        }
        return hours;
    }

    Set<DayOfWeek> skipDays() {
        Set<DayOfWeek> days = new HashSet<>();
        for (XmlNode list : all("skipdays")) {
            for (XmlNode day : list.children()) {
                for (DayOfWeek known : DayOfWeek.values()) {
                    if (known.name().equalsIgnoreCase(day.text())) {
                        days.add(known);
                    }
                }
            }
        }
        return days;
    }
}
