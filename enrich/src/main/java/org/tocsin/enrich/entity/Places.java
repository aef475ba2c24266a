package org.tocsin.enrich.entity;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.enrich.entity.KnowledgeBuild.Draft;
import tools.jackson.databind.JsonNode;

/** Countries with their peoples, and first-level regions, which give way to cities of their country that are called so. */
final class Places {
    private static final Pattern DESIGNATION = Pattern.compile(
            "(?i)\\b(?:oblast|oblast'|krai|republic of|republic|autonomous okrug|autonomous oblast|autonomous region|province|region|governorate|voivodeship|voivodship|prefecture|county|department|district|state|raion|wilaya|muhafazat|emirate|canton|parish|division|municipality|city|special administrative region)\\b");
    private static final Set<String> CITY_REGIONS =
            Set.of("ru_mow", "ru_spe", "ua_30", "de_be", "de_hh", "cn_bj", "cn_sh", "cn_tj", "cn_cq");
    /** What the list of territories has as occupied only; our own list has it, and the region's id is among the others given. */
    private static final Set<String> OCCUPIED = Set.of("ua_cri", "ua_dpr", "ua_lpr");

    private static final Map<String, String> REGIONS =
            Map.of("UA.11", "Q7835", "UA.05", "Q2012050", "UA.14", "Q171965");

    private static final Set<String> DIRECTIONS = Set.of(
            "North",
            "South",
            "East",
            "West",
            "Centre",
            "Center",
            "Central",
            "Northern",
            "Southern",
            "Eastern",
            "Western");
    private static final Set<String> ISO = iso();

    private record Territory(String code, String name, String id, String parent, boolean country, List<String> names) {}

    private final Map<String, Territory> territories = new LinkedHashMap<>();
    private final GeoNames geoNames;
    private final Factbook factbook;

    Places(Path gazetteers, GeoNames geoNames, Factbook factbook) throws IOException {
        this.geoNames = geoNames;
        this.factbook = factbook;
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(gazetteers.resolve("rigour-territories"), "*.yml")) {
            List<Path> sorted = new ArrayList<>();
            files.forEach(sorted::add);
            Collections.sort(sorted);
            for (Path file : sorted) {
                territory(file);
            }
        }
    }

    private void territory(Path file) throws IOException {
        Map<String, String> fields = new HashMap<>();
        List<String> names = new ArrayList<>();
        String list = "";
        for (String line : Files.readAllLines(file)) {
            String plain = line.replaceAll("\\s+#.*", "");
            int colon = plain.indexOf(':');
            if (!plain.startsWith(" ") && !plain.startsWith("-") && colon > 0) {
                list = plain.substring(0, colon);
                fields.put(list, unquoted(plain.substring(colon + 1)));
            } else if (plain.strip().startsWith("- ") && list.equals("names_strong")) {
                names.add(unquoted(plain.strip().substring(2)));
            } else if (plain.strip().startsWith("- ")
                    && list.equals("names_weak")
                    && file.getFileName().toString().contains("_")) {
                names.add(unquoted(plain.strip().substring(2)));
            }
        }
        String code = file.getFileName().toString().replace(".yml", "");
        String name = fields.getOrDefault("name", "").replaceAll("\\s*\\(.*\\)", "");
        String id = fields.getOrDefault("qid", "");
        if (!id.isEmpty() && !name.isEmpty() && !OCCUPIED.contains(code)) {
            names.addFirst(fields.getOrDefault("full_name", name).replaceAll("\\s*\\(.*\\)", ""));
            territories.put(
                    code,
                    new Territory(
                            code,
                            name,
                            id,
                            fields.getOrDefault("parent", ""),
                            "true".equals(fields.get("is_country")) || (!code.contains("_") && code.length() == 2),
                            names));
        }
    }

    /** The codes of ISO 3166 and that of Kosovo. */
    private static Set<String> iso() {
        Set<String> codes = new HashSet<>(List.of(Locale.getISOCountries()));
        codes.add("XK");
        return codes;
    }

    private static String unquoted(String value) {
        return value.strip().replaceAll("^[\"']|[\"']$", "");
    }

    List<Draft> countries() {
        List<Draft> all = new ArrayList<>();
        for (Territory territory : territories.values()) {
            if (!territory.country || territory.code.length() != 2) {
                continue;
            }
            String code = territory.code.toUpperCase(Locale.ROOT);
            if (!ISO.contains(code)) {
                continue;
            }
            Draft draft = new Draft(territory.id, "place").name("en", territory.name);
            draft.country = code;
            draft.description = "country";
            Locale region = Locale.of("", code);
            for (String language : GeoNames.LANGUAGES) {
                String name = region.getDisplayCountry(Locale.of(language));
                if (!name.isEmpty() && !name.equals(code)) {
                    draft.name(language, name.replaceAll("\\s*\\(.*\\)", ""));
                    Matcher inner = Pattern.compile("\\(([^)]*)\\)").matcher(name);
                    if (inner.find()
                            && inner.group(1).length() > 3
                            && !geoNames.isCity(code, language, inner.group(1))) {
                        draft.name(language, inner.group(1));
                    }
                }
                String other = geoNames.names(code).get(language);
                if (other != null) {
                    draft.name(language, other.replaceAll("\\s*\\(.*\\)", ""));
                }
            }
            territory.names.stream()
                    .filter(name -> latin(name) && !geoNames.isCity(code, "en", name))
                    .forEach(name -> draft.name("en", name));
            JsonNode page = factbook.page(draft.names.getOrDefault("en", new ArrayList<>()));
            if (page != null) {
                double[] at = Factbook.coordinates(Factbook.field(page, "/Geography/Geographic coordinates/text"));
                if (at != null) {
                    draft.at(at[0], at[1]);
                }
                String abbreviation = Factbook.field(page, "/Government/Country name/abbreviation/text");
                if (abbreviation.matches("[A-Z]{3,4}")) {
                    draft.name("en", abbreviation);
                }
                String official = Factbook.field(page, "/Government/Country name/conventional long form/text");
                if (official.contains(" ") && !official.contains("none") && official.length() < 60) {
                    draft.name("en", official);
                }
            }
            all.add(draft);
        }
        return all;
    }

    private static boolean latin(String name) {
        return name.chars().allMatch(c -> c < 0x250);
    }

    /** Peoples by their country's English demonyms, and the names of like-named languages as adjectives elsewhere. */
    List<Draft> peoples() {
        Map<String, String> languages = new TreeMap<>();
        for (String code : Locale.getISOLanguages()) {
            languages.putIfAbsent(Locale.of(code).getDisplayLanguage(Locale.ENGLISH), code);
        }
        Set<String> taken = new HashSet<>();
        List<Draft> all = new ArrayList<>();
        for (Draft country : countries()) {
            JsonNode page = factbook.page(country.names.getOrDefault("en", new ArrayList<>()));
            if (page == null) {
                continue;
            }
            Draft people = new Draft("tocsin:people-" + country.country.toLowerCase(Locale.ROOT), "group");
            people.country = country.country;
            people.description = "people of "
                    + Objects.requireNonNull(country.names.get("en")).getFirst();
            String adjective = Factbook.field(page, "/People and Society/Nationality/adjective/text");
            String noun = Factbook.field(page, "/People and Society/Nationality/noun/text");
            for (String part : (adjective + "," + noun).split(",|;| or ", -1)) {
                demonyms(part.strip()).forEach(name -> {
                    if (name.matches("\\p{Lu}[\\p{L}-]+(?: \\p{Lu}[\\p{L}-]+)*")
                            && !country.english().contains(name)
                            && taken.add(country.country + name)) {
                        people.name("en", name);
                    }
                });
            }
            String language = languages.get(adjective);
            if (language != null && !language.equals("ko") && taken.add(language)) {
                for (String other : List.of("uk", "ru", "de", "fr", "es", "pl", "it", "cs", "bg")) {
                    String name = Locale.of(language).getDisplayLanguage(Locale.of(other));
                    if (!name.isEmpty() && !name.contains(" ") && name.length() > 3 && !name.equals(language)) {
                        people.name(other, name);
                    }
                }
            }
            all.add(people);
        }
        return all;
    }

    private static List<String> demonyms(String text) {
        String base = text.replaceAll("\\(.*?\\)", "").strip();
        if (base.isEmpty()) {
            return List.of();
        }
        if (text.contains("(s)")) {
            return List.of(base, base + "s");
        }
        if (text.contains("(es)")) {
            return List.of(base, base + "es");
        }
        if (text.contains("(men)")) {
            return List.of(
                    base,
                    base.replaceAll("man$", "men"),
                    base.replaceAll("man$", "woman"),
                    base.replaceAll("man$", "women"));
        }
        return List.of(base);
    }

    List<Draft> regions() {
        Map<String, Territory> byName = new HashMap<>();
        territories.values().stream().filter(each -> each.code.contains("_")).forEach(each -> {
            String country = each.code.substring(0, each.code.indexOf('_'));
            byName.putIfAbsent(country + " " + bare(each.name), each);
            each.names.forEach(name -> byName.putIfAbsent(country + " " + bare(name), each));
        });
        List<Draft> all = new ArrayList<>();
        Set<String> done = new HashSet<>();
        Set<String> wellKnown = geoNames.wellKnown();
        geoNames.regions().forEach((code, name) -> {
            String country = code.substring(0, 2);
            Territory territory = byName.get(country.toLowerCase(Locale.ROOT) + " " + bare(name));
            Draft draft = new Draft(
                    territory == null ? REGIONS.getOrDefault(code, "tocsin:geo-" + code) : territory.id, "place");
            draft.country = country;
            draft.description = "region";
            if (territory != null) {
                done.add(territory.code);
                territoryNames(territory, draft);
            }
            Map<String, String> names = geoNames.names(code);
            draft.rank = names.size();
            regionName(draft, name, country, true);
            names.forEach((language, each) -> {
                if (language.equals("en")) {
                    regionName(draft, each, country, true);
                } else if (GeoNames.LANGUAGES.contains(language)
                        && (draft.city || !geoNames.isCity(country, language, each))) {
                    if (!bare(each).equals(GeoNames.plain(each))
                            || each.contains(" ")
                            || !namesake(name, country, true)) {
                        GeoNames.name(draft, language, each);
                    }
                }
            });
            geoNames.middle(code, draft);
            // South is a region of several countries, of which only one that is named can be meant; La Paz also a city
            // elsewhere
            draft.strict = territory == null
                    && !REGIONS.containsKey(code)
                    && (names.size() < KnowledgeBase.KNOWN_EVERYWHERE
                            || draft.names.values().stream()
                                    .flatMap(List::stream)
                                    .anyMatch(each ->
                                            DIRECTIONS.contains(each) || wellKnown.contains(GeoNames.plain(each))));
            all.add(draft);
        });
        territories.values().stream()
                .filter(each -> each.code.contains("_")
                        && !done.contains(each.code)
                        && ISO.contains(
                                each.code.substring(0, each.code.indexOf('_')).toUpperCase(Locale.ROOT)))
                .forEach(each -> {
                    Draft draft = new Draft(each.id, "place");
                    draft.country = each.code.substring(0, 2).toUpperCase(Locale.ROOT);
                    draft.description = "region";
                    territoryNames(each, draft);
                    all.add(draft);
                });
        return all;
    }

    private void territoryNames(Territory territory, Draft draft) {
        String country = territory.code.substring(0, 2).toUpperCase(Locale.ROOT);
        if (CITY_REGIONS.contains(territory.code)) {
            draft.city = true;
            draft.name("en", territory.name);
        }
        regionName(draft, territory.name, country, true);
        for (String name : territory.names) {
            String language = language(name);
            if (!name.contains("(") && !name.contains(",") && !language.isEmpty()) {
                if (language.equals("en")) {
                    regionName(draft, name, country, false);
                } else if (draft.city || !geoNames.isCity(country, language, name)) {
                    draft.name(language, name);
                }
            }
        }
    }

    private static String language(String name) {
        if (name.chars().allMatch(c -> c < 0x80)) {
            return "en";
        }
        if (name.chars().allMatch(c -> c < 0x80 || (c >= 0x400 && c < 0x530))) {
            return name.matches(".*[іїєґІЇЄҐ].*") ? "uk" : "ru";
        }
        return "";
    }

    /** A region's name with its designations; bare only where no city is called so. */
    private void regionName(Draft draft, String name, String country, boolean own) {
        if (!own && !draft.city && geoNames.isCity(country, "en", name)) {
            return;
        }
        String bare = name.replaceAll(DESIGNATION.pattern(), "")
                .replaceAll("\\s+", " ")
                .replaceAll("['’ ]+$", "")
                .strip();
        if (!bare.equals(name)) {
            draft.name("en", name);
        }
        if (bare.length() >= 3 && Character.isUpperCase(bare.codePointAt(0)) && !bare.matches(".*(?i)\\bof$")) {
            if (!namesake(bare, country, own)) {
                draft.name("en", bare);
            }
            if (Set.of("RU", "UA", "BY", "KZ", "BG", "UZ", "KG").contains(country)) {
                for (String designation : List.of("Oblast", "oblast", "Region", "region", "province", "Province")) {
                    draft.name("en", bare + " " + designation);
                }
            } else {
                draft.name("en", bare + " " + (country.equals("US") ? "state" : "Province"));
                draft.name("en", bare + " " + (country.equals("US") ? "State" : "province"));
            }
        }
    }

    /** Whether a city of the country is called so; towns that are called as a state of the USA do not count. */
    private boolean namesake(String name, String country, boolean own) {
        return geoNames.isTown(country, name)
                && !(own && country.equals("US") && !name.equals("New York") && !name.equals("Washington"));
    }

    private static String bare(String name) {
        return GeoNames.plain(DESIGNATION.matcher(name).replaceAll("").replace("'", ""))
                .replaceFirst("^of ", "");
    }
}
