package org.tocsin.enrich.entity;

import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.enrich.entity.KnowledgeBuild.Draft;
import tools.jackson.databind.JsonNode;

/**
 * Cities and the names of regions. GeoNames' list of names has ids but no coordinates, its list of cities has coordinates but
 * no ids: they are joined by name in any of several languages, and among namesakes by the neighbours of an id, since GeoNames
 * numbers places country by country.
 */
final class GeoNames {
    static final List<String> LANGUAGES =
            List.of("en", "uk", "ru", "ko", "de", "fr", "es", "pl", "it", "pt", "nl", "cs", "bg");

    /** Languages whose spelling is often that of the list of cities. */
    private static final List<String> SPELLINGS = List.of("en", "de", "es", "fr", "pl", "cs", "it");

    /** A name with what it is: 캘리포니아 주. */
    private static final Pattern KOREAN = Pattern.compile("(\\S{2,}) ([주시현성구섬군도])");

    /** Names of two syllables that are no other word, unlike 선전 (Shenzhen, advertising). */
    private static final Set<String> KOREAN_SHORT = Set.of(
            ("라싸 시안 샤먼 우한 톈진 탕산 싼야 닝보 난닝 난창 뤄양 쿤밍 둥관 충칭 청두 창사 창춘 쓰핑 지린 푸순 다퉁 단둥 청더 교토 고베 뉴욕 푸젠 효고 유타" + " 쥐라 아삼 반텐")
                    .split(" "));

    private static final int NEIGHBOURS = 4;

    private record City(String name, double latitude, double longitude, String country, String region) {}

    private final Map<String, Map<String, String>> named = new LinkedHashMap<>();
    private final Map<String, List<City>> cities = new LinkedHashMap<>();
    private final Map<String, String> regions = new LinkedHashMap<>();
    private final Map<String, List<City>> within = new HashMap<>();
    private final Map<Integer, City> found;

    /** The names of cities in each language, with their country and language in front. */
    private final Set<String> cityNames = new HashSet<>();

    /** Reads the lists in a directory. */
    GeoNames(Path directory) throws IOException {
        for (JsonNode place : KnowledgeBuild.lines(directory.resolve("places-23-languages.jsonl.gz"))) {
            Map<String, String> names = new TreeMap<>();
            place.path("names")
                    .properties()
                    .forEach(name -> names.put(name.getKey(), name.getValue().asString()));
            named.put(place.path("id").asString(), names);
        }
        for (JsonNode city : KnowledgeBuild.lines(directory.resolve("cities.jsonl.gz"))) {
            cities.computeIfAbsent(plain(city.path("name").asString()), key -> new ArrayList<>())
                    .add(new City(
                            city.path("name").asString(),
                            Double.parseDouble(city.path("lat").asString()),
                            Double.parseDouble(city.path("lng").asString()),
                            city.path("country").asString(),
                            city.path("country").asString() + "."
                                    + city.path("admin1").asString()));
        }
        for (JsonNode region : KnowledgeBuild.lines(directory.resolve("admin1.jsonl.gz"))) {
            regions.put(region.path("code").asString(), region.path("name").asString());
        }
        cities.values()
                .forEach(list -> list.forEach(city -> within.computeIfAbsent(city.region, key -> new ArrayList<>())
                        .add(city)));
        found = found();
        found.forEach((id, city) -> names(String.valueOf(id))
                .forEach((language, name) -> cityNames.add(cityName(city.country, language, name))));
    }

    /** The names of a place by language, empty when there are none. */
    Map<String, String> names(String id) {
        return named.getOrDefault(id, Map.of());
    }

    /** The names of first-level regions by their code, such as {@code US.CA}. */
    Map<String, String> regions() {
        return regions;
    }

    /** Puts a region in the middle of its cities. */
    void middle(String region, Draft draft) {
        List<City> inside = within.getOrDefault(region, List.of());
        if (!inside.isEmpty()) {
            draft.at(
                    round(inside.stream().mapToDouble(City::latitude).average().orElse(0)),
                    round(inside.stream().mapToDouble(City::longitude).average().orElse(0)));
        }
    }

    /** Names of cities that the world knows. */
    Set<String> wellKnown() {
        Set<String> all = new HashSet<>();
        found.forEach((id, city) -> {
            Map<String, String> names = names(String.valueOf(id));
            if (names.size() >= KnowledgeBase.KNOWN_EVERYWHERE) {
                all.add(plain(names.getOrDefault("en", city.name)));
            }
        });
        return all;
    }

    private static String cityName(String country, String language, String name) {
        return country + "|" + language + "|" + plain(name);
    }

    /** Whether a city of the country is called so in a language. */
    boolean isCity(String country, String language, String name) {
        return cityNames.contains(cityName(country, language, name));
    }

    /** Whether any city of the country, well known or not, is called so in the list of cities. */
    boolean isTown(String country, String name) {
        return cities.getOrDefault(plain(name), List.of()).stream().anyMatch(city -> city.country.equals(country));
    }

    /** Adds a name; one in Korean also with its designation joined to it, and without where it is long enough to be no other word. */
    static void name(Draft draft, String language, String name) {
        draft.name(language, name);
        Matcher designated = KOREAN.matcher(name);
        if (language.equals("ko") && designated.matches()) {
            draft.name(language, designated.group(1) + designated.group(2));
            String bare = designated.group(1);
            if (bare.length() > 2 ? !bare.matches(".*[동서남북중앙]부") : KOREAN_SHORT.contains(bare)) {
                draft.name(language, bare);
            }
        }
    }

    static String plain(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", " ")
                .strip();
    }

    /** The cities of GeoNames' ids. */
    private Map<Integer, City> found() {
        TreeMap<Integer, City> certain = new TreeMap<>();
        Map<Integer, Map<String, String>> doubtful = new TreeMap<>();
        named.forEach((id, names) -> {
            if (Character.isDigit(id.charAt(0))) {
                Set<City> same = candidates(names).keySet();
                if (same.size() == 1) {
                    certain.put(Integer.valueOf(id), same.iterator().next());
                } else if (same.size() > 1) {
                    doubtful.put(Integer.valueOf(id), names);
                }
            }
        });
        Map<Integer, City> all = new TreeMap<>(certain);
        doubtful.forEach((id, names) -> {
            City nearest = likeliest(candidates(names), id, certain);
            if (nearest != null) {
                all.put(id, nearest);
            }
        });
        return all;
    }

    /** Cities, those with names in many languages first. */
    List<Draft> cities() {
        Set<City> used = new HashSet<>();
        List<Draft> all = new ArrayList<>();
        found.forEach((id, city) -> {
            if (used.add(city)) {
                all.add(city(city, "tocsin:geo-" + id, Objects.requireNonNull(named.get(String.valueOf(id)))));
            }
        });
        all.sort(Comparator.comparingInt((Draft draft) -> -draft.rank));
        Map<String, Integer> numbers = new HashMap<>();
        cities.values()
                .forEach(list -> list.forEach(city -> {
                    if (used.add(city)) {
                        String id = "tocsin:place-" + city.region.toLowerCase(Locale.ROOT) + "-"
                                + plain(city.name).replace(' ', '-');
                        int number = numbers.merge(id, 1, Integer::sum);
                        Draft draft = city(city, number == 1 ? id : id + "-" + number, Map.of());
                        draft.strict = true;
                        all.add(draft);
                    }
                }));
        return all;
    }

    /** Cities of any of the names, each with the number of languages that call it so. */
    private Map<City, Integer> candidates(Map<String, String> names) {
        Map<City, Integer> all = new LinkedHashMap<>();
        for (String language : SPELLINGS) {
            for (City city : cities.getOrDefault(plain(names.getOrDefault(language, "")), List.of())) {
                all.merge(city, 1, Integer::sum);
            }
        }
        return all;
    }

    private @Nullable City likeliest(Map<City, Integer> candidates, int id, NavigableMap<Integer, City> certain) {
        Map<String, Integer> votes = new HashMap<>();
        Integer below = certain.lowerKey(id);
        Integer above = certain.higherKey(id);
        for (int i = 0; i < NEIGHBOURS; i++) {
            if (below != null) {
                City city = Objects.requireNonNull(certain.get(below));
                votes.merge(city.country, 1, Integer::sum);
                votes.merge(city.region, 1, Integer::sum);
                below = certain.lowerKey(below);
            }
            if (above != null) {
                City city = Objects.requireNonNull(certain.get(above));
                votes.merge(city.country, 1, Integer::sum);
                votes.merge(city.region, 1, Integer::sum);
                above = certain.higherKey(above);
            }
        }
        return candidates.keySet().stream()
                .filter(city -> votes.getOrDefault(city.country, 0) >= NEIGHBOURS / 2)
                .max(Comparator.comparingInt((City city) ->
                                votes.getOrDefault(city.country, 0) * 2 + votes.getOrDefault(city.region, 0))
                        .thenComparingInt(city -> candidates.getOrDefault(city, 0)))
                .orElse(null);
    }

    private Draft city(City city, String id, Map<String, String> names) {
        Draft draft = new Draft(id, "place")
                .name("en", names.getOrDefault("en", city.name))
                .name("en", city.name);
        names.forEach((language, name) -> {
            if (LANGUAGES.contains(language)) {
                name(draft, language, name.replaceAll("\\s*\\(.*\\)", ""));
            }
        });
        draft.at(round(city.latitude), round(city.longitude));
        draft.country = city.country;
        String region = regions.getOrDefault(city.region, "");
        draft.description = region.isEmpty() ? "place" : "place in " + region;
        draft.rank = names.size();
        return draft;
    }

    private static double round(double degrees) {
        return Math.round(degrees * 10_000) / 10_000.0;
    }
}
