package org.tocsin.enrich.entity;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Entity;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;

/**
 * Rebuilds the shipped knowledge base from its sources: our own list, territories, the JDK's CLDR names of countries
 * and languages, GeoNames, the World Factbook, and people and organisations with their Wikidata ids. What comes first
 * counts as more prominent. SOURCES.md names the licences.
 */
public final class KnowledgeBuild {
    /** Kilometres between two notes of one city. */
    private static final double SAME_CITY = 40;

    /** Languages that have a name for a city which the world knows. */
    private static final int WELL_KNOWN = 12;

    private static final double KILOMETRES_A_DEGREE = 111.2;

    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final Map<String, String> known = new HashMap<>();

    private KnowledgeBuild() {}

    /**
     * Writes {@code entities.tsv.gz} and {@code lexicon.tsv.gz}.
     *
     * @param data the directory that holds {@code gazetteers} and {@code news}
     * @param own our own list of entities
     * @param target the directory of the resources
     */
    public static void run(Path data, Path own, Path target) throws IOException {
        KnowledgeBuild build = new KnowledgeBuild();
        Path gazetteers = data.resolve("gazetteers");
        List<Draft> ours = OwnList.read(own);
        ours.forEach(build::add);
        Factbook factbook = Factbook.read(gazetteers.resolve("factbook.jsonl.gz"));
        GeoNames geoNames = new GeoNames(gazetteers.resolve("geonames"));
        Places places = new Places(gazetteers, geoNames, factbook);
        places.countries().forEach(build::add);
        places.peoples().forEach(build::add);
        places.regions().forEach(build::add);
        List<Draft> cities = geoNames.cities();
        Set<String> cityNames = new HashSet<>();
        cities.stream().filter(city -> city.rank >= WELL_KNOWN).forEach(city -> cityNames.addAll(city.english()));
        build.join(cities);
        cities.stream().filter(city -> city.rank >= WELL_KNOWN).forEach(build::add);
        PeopleAndOrganizations listed = PeopleAndOrganizations.read(gazetteers.resolve("people-orgs.jsonl.gz"));
        listed.drop(each ->
                each.type.equals("organization") && !each.english().isEmpty() && cityNames.containsAll(each.english()));
        listed.certain().forEach(build::add);
        build.refuseTwice(ours);
        build.remember();
        Set<String> named = new HashSet<>();
        Stream.concat(factbook.people().stream(), factbook.organizations().stream())
                .forEach(each -> named.addAll(each.keys()));
        listed.doubtful().stream()
                .filter(each ->
                        each.keys().stream().anyMatch(key -> named.contains(key) && !build.known.containsKey(key)))
                .forEach(build::add);
        build.remember();
        factbook.people().forEach(build::addUnlessKnown);
        factbook.organizations().forEach(build::addUnlessKnown);
        cities.stream().filter(city -> city.rank < WELL_KNOWN).forEach(build::add);
        listed.doubtful().forEach(build::add);
        build.write(target.resolve("entities.tsv.gz"));
        LexiconBuild lexicon = new LexiconBuild();
        lexicon.text(factbook.text());
        for (JsonNode speech : lines(data.resolve("news/speeches-uk-en-2022.jsonl.gz"))) {
            lexicon.text(speech.path("text").asString(""));
        }
        lexicon.names(build.drafts.values());
        lexicon.write(target.resolve("lexicon.tsv.gz"));
    }

    private void add(Draft draft) {
        drafts.merge(draft.id, draft, Draft::plus);
    }

    /** Takes those out that are there already under another id, by name, country and place, and adds their names to it. */
    private void join(List<Draft> cities) {
        Map<String, Draft> there = new HashMap<>();
        drafts.values().stream()
                .filter(each -> each.city)
                .forEach(each ->
                        each.english().forEach(name -> there.putIfAbsent(each.country + Tokens.key(name), each)));
        cities.removeIf(city -> {
            for (String name : city.english()) {
                Draft same = there.get(city.country + Tokens.key(name));
                boolean here = same != null
                        && (same.latitude == null ? city.rank >= WELL_KNOWN : same.kilometresTo(city) <= SAME_CITY);
                if (same != null && here) {
                    same.plus(city);
                    return true;
                }
            }
            return false;
        });
    }

    /** Fails when an entity of our own list is one that another source has under a Wikidata id. */
    private void refuseTwice(List<Draft> ours) {
        Map<String, String> listed = new HashMap<>();
        drafts.values().stream()
                .filter(each -> each.id.startsWith("Q") && !each.type.equals("place"))
                .forEach(each -> each.keys().stream().limit(1).forEach(key -> listed.putIfAbsent(key, each.id)));
        List<String> twice = new ArrayList<>();
        for (Draft draft : ours) {
            for (String key : draft.id.startsWith("Q") ? List.<String>of() : draft.keys()) {
                if (listed.containsKey(key)) {
                    twice.add(draft.id + " is " + listed.get(key));
                }
            }
        }
        if (!twice.isEmpty()) {
            throw new IllegalStateException(
                    "give these the id of the lists in the own list, or other names: " + String.join("; ", twice));
        }
    }

    /** Adds what no entity of the same type and English name stands for yet. */
    private void addUnlessKnown(Draft draft) {
        for (String key : draft.keys()) {
            String id = known.get(key);
            Draft same = id == null ? null : drafts.get(id);
            if (same != null) {
                same.plus(draft);
                return;
            }
        }
        add(draft);
    }

    private void remember() {
        drafts.values().forEach(each -> each.keys().forEach(key -> known.putIfAbsent(key, each.id)));
    }

    private void write(Path file) throws IOException {
        try (BufferedWriter out = writer(file)) {
            for (Draft draft : drafts.values()) {
                if (draft.hasNames()) {
                    out.write(KnowledgeLine.write(draft.entity()));
                    out.write('\n');
                }
            }
        }
    }

    static BufferedWriter writer(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        OutputStream bytes = Files.newOutputStream(file);
        return new BufferedWriter(new OutputStreamWriter(new GZIPOutputStream(bytes), StandardCharsets.UTF_8));
    }

    static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (InputStream bytes = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
                BufferedReader in = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                all.add(Json.mapper().readTree(line));
            }
        }
        return all;
    }

    /** An entity in the making. */
    static final class Draft {
        final String id;
        final String type;
        final Map<String, List<String>> names = new TreeMap<>();

        @Nullable
        Double latitude;

        @Nullable
        Double longitude;

        String country = "";
        String description = "";
        List<String> context = List.of();
        boolean strict;

        /** Whether a city of its name, thereabouts, is this same place. */
        boolean city;

        int rank;
        private final Set<String> not = new HashSet<>();

        Draft(String id, String type) {
            this.id = id;
            this.type = type;
        }

        Draft name(String language, String name) {
            String clean =
                    name.replaceAll("[\\t\\n|]", " ").replaceAll("\\s+", " ").strip();
            if (clean.length() >= 2 && clean.length() <= 120 && !not.contains(clean)) {
                List<String> list = names.computeIfAbsent(language, key -> new ArrayList<>());
                if (!list.contains(clean)) {
                    list.add(clean);
                }
            }
            return this;
        }

        Draft names(String language, Collection<String> all) {
            all.forEach(name -> name(language, name));
            return this;
        }

        /** Keeps names out that another source would add. */
        Draft not(Collection<String> names) {
            not.addAll(names);
            return this;
        }

        Draft at(double latitude, double longitude) {
            this.latitude = latitude;
            this.longitude = longitude;
            return this;
        }

        /** This with what another source adds. */
        Draft plus(Draft other) {
            other.names.forEach(this::names);
            latitude = latitude == null ? other.latitude : latitude;
            longitude = longitude == null ? other.longitude : longitude;
            country = country.isEmpty() ? other.country : country;
            description = description.isEmpty() ? other.description : description;
            city |= other.city;
            return this;
        }

        List<String> english() {
            return names.getOrDefault("en", List.of());
        }

        /** Its type with each of its English names. */
        List<String> keys() {
            return english().stream()
                    .map(name -> type + Tokens.key(name.replace('-', ' ')))
                    .toList();
        }

        /** Near enough for places some tens of kilometres apart; endless where either has no place. */
        double kilometresTo(Draft other) {
            if (latitude == null || longitude == null || other.latitude == null || other.longitude == null) {
                return Double.POSITIVE_INFINITY;
            }
            double east = (longitude - other.longitude) * Math.cos(Math.toRadians(latitude));
            return Math.hypot(latitude - other.latitude, east) * KILOMETRES_A_DEGREE;
        }

        boolean hasNames() {
            return !names.isEmpty();
        }

        Entity entity() {
            return new Entity(id, type, names, latitude, longitude, country, description, context, strict);
        }
    }
}
