package org.tocsin.enrich.entity;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.enrich.entity.KnowledgeBuild.Draft;
import tools.jackson.databind.JsonNode;

/** What the World Factbook (public domain) says of leaders, forces, parties, demonyms, capitals and coordinates. */
final class Factbook {
    private static final Pattern LEADER = Pattern.compile(
            "((?:[A-Z][\\p{L}.'’-]+ ){1,6}?)((?:[\\p{L}.'’-]+ ){0,4}\\p{Lu}[\\p{Lu}’' -]+\\p{Lu}(?: [\\p{Lu}][\\p{L}-]+){0,3}) \\(since");
    private static final Pattern TITLES = Pattern.compile(
            "^(?:(?:Acting|Interim|Transitional|President|Prime|Minister|Premier|Chancellor|King|Queen|Emir|Amir|Sultan|Prince|Grand|Duke|General|Gen\\.|Lt|Col\\.|Captain|Field|Marshal|Supreme|Leader|Chairman|Chairperson|Governor|Head|State|Government|of|the|Affairs|Council|Taoiseach|Pope|Co-prince|His|Her|Majesty|Highness|Dr\\.|Mr\\.|Sir|Dame|Lord|Crown|Commission|Workers'|Party|and|Administration|Commander|Chief|in|First|Vice|Presidential|Leadership|Brigadier|Rear|Admiral|Maj\\.|Paramount|Ruler)\\s+)+");
    private static final Pattern ORGANIZATION = Pattern.compile(
            "((?:[A-Z][\\p{L}'’-]+|of|the|for|and)(?: (?:[A-Z][\\p{L}'’-]+|of|the|for|and))*) \\(([A-Z][A-Za-z-]{1,9})[;,)]");

    private final Map<String, JsonNode> pages = new LinkedHashMap<>();

    private Factbook() {}

    static Factbook read(Path file) throws IOException {
        Factbook factbook = new Factbook();
        for (JsonNode line : KnowledgeBuild.lines(file)) {
            JsonNode page = line.path("page");
            String name = text(page.at("/Government/Country name/conventional short form/text"));
            if (!name.isEmpty()) {
                factbook.pages.put(
                        GeoNames.plain(
                                name.equals("none")
                                        ? text(page.at("/Government/Country name/conventional long form/text"))
                                        : name),
                        page);
            }
        }
        return factbook;
    }

    private static String text(JsonNode node) {
        return node.isString() ? node.asString().replaceAll("<[^>]*>", " ").strip() : "";
    }

    @Nullable
    JsonNode page(List<String> names) {
        for (String name : names) {
            JsonNode page = pages.get(GeoNames.plain(name));
            if (page != null) {
                return page;
            }
        }
        return null;
    }

    static String field(JsonNode page, String pointer) {
        return text(page.at(pointer));
    }

    /** Degrees from a text such as {@code 60 00 N, 100 00 E}; null when it is none. */
    static double @Nullable [] coordinates(String text) {
        Matcher matcher = Pattern.compile("(\\d+) (\\d+)(?: \\d+)? ([NS]), (\\d+) (\\d+)(?: \\d+)? ([EW])")
                .matcher(text);
        if (!matcher.find()) {
            return null;
        }
        double latitude = Integer.parseInt(matcher.group(1)) + Integer.parseInt(matcher.group(2)) / 60.0;
        double longitude = Integer.parseInt(matcher.group(4)) + Integer.parseInt(matcher.group(5)) / 60.0;
        return new double[] {
            Math.round((matcher.group(3).equals("S") ? -latitude : latitude) * 100) / 100.0,
            Math.round((matcher.group(6).equals("W") ? -longitude : longitude) * 100) / 100.0
        };
    }

    /** Heads of state and government. */
    List<Draft> people() {
        List<Draft> all = new ArrayList<>();
        pages.values().forEach(page -> {
            for (String office : List.of("chief of state", "head of government")) {
                Matcher matcher = LEADER.matcher(field(page, "/Government/Executive branch/" + office + "/text"));
                while (matcher.find()) {
                    String name = TITLES.matcher(matcher.group(1) + matcher.group(2))
                            .replaceFirst("")
                            .strip();
                    String cased = cased(name);
                    if (cased.indexOf(' ') > 0 && cased.length() < 50) {
                        Draft draft = new Draft("tocsin:person-" + slug(cased), "person").name("en", cased);
                        String[] words = cased.split(" ", -1);
                        if (words.length == 3 && !words[0].equals("Kim") && !words[0].equals("Lee")) {
                            draft.name("en", words[0] + " " + words[2]);
                        }
                        draft.description = office + " ("
                                + field(page, "/Government/Country name/conventional short form/text") + ")";
                        all.add(draft);
                    }
                }
            }
        });
        return all;
    }

    /** Armed forces, services and parties. */
    List<Draft> organizations() {
        List<Draft> all = new ArrayList<>();
        pages.values().forEach(page -> {
            String country = field(page, "/Government/Country name/conventional short form/text");
            Matcher forces =
                    ORGANIZATION.matcher(field(page, "/Military and Security/Military and security forces/text"));
            while (forces.find()) {
                String name = forces.group(1).strip();
                if (name.split(" ", -1).length >= 3 && !name.matches("(?:of|the|for|and) .*")) {
                    Draft draft = new Draft("tocsin:org-" + slug(name), "organization").name("en", name);
                    draft.description = "security forces (" + country + ")";
                    all.add(draft);
                }
            }
            String parties = page.at("/Government/Political parties/text").asString("");
            for (String line : parties.split("<br>|;", -1)) {
                String party =
                        line.replaceAll("<[^>]*>", "").replaceAll("\\(.*", "").strip();
                String[] names = party.split(" or ", -1);
                if (names[0].split(" ", -1).length >= 2
                        && names[0].length() < 60
                        && Character.isUpperCase(names[0].charAt(0))
                        && !names[0].contains(":")
                        && !names[0].contains(",")
                        && !names[0].contains("note")) {
                    Draft draft = new Draft("tocsin:org-" + slug(names[0]), "organization").name("en", names[0]);
                    draft.description = "political party (" + country + ")";
                    all.add(draft);
                }
            }
        });
        return all;
    }

    /** The running text of all pages, for word statistics. */
    String text() {
        StringBuilder all = new StringBuilder();
        pages.values().forEach(page -> collect(page, all));
        return all.toString();
    }

    private static void collect(JsonNode node, StringBuilder all) {
        if (node.isString()) {
            if (node.asString().length() > 80) {
                all.append(text(node)).append('\n');
            }
        } else {
            node.forEach(child -> collect(child, all));
        }
    }

    static String slug(String name) {
        return GeoNames.plain(name).replace(' ', '-');
    }

    /** LEE Jae-myung as Lee Jae-myung. */
    private static String cased(String name) {
        StringBuilder cased = new StringBuilder();
        for (String word : name.split(" ", -1)) {
            if (word.length() > 2 && word.equals(word.toUpperCase(Locale.ROOT))) {
                StringBuilder lower = new StringBuilder();
                boolean up = true;
                for (int i = 0; i < word.length(); i++) {
                    char c = word.charAt(i);
                    lower.append(up ? c : Character.toLowerCase(c));
                    up = c == '-' || c == '\'';
                }
                word = lower.toString();
            }
            cased.append(cased.isEmpty() ? "" : " ").append(word);
        }
        return cased.toString();
    }
}
