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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
        for (Draft draft : OwnList.read(own)) {
            build.add(draft);
        }
        Factbook factbook = Factbook.read(gazetteers.resolve("factbook.jsonl.gz"));
        Places places = new Places(gazetteers, factbook);
        places.countries().forEach(build::add);
        places.peoples().forEach(build::add);
        places.regions().forEach(build::add);
        List<Draft> cities = places.cities();
        cities.stream().filter(city -> city.rank >= 12).forEach(build::add);
        PeopleAndOrganizations listed = PeopleAndOrganizations.read(gazetteers.resolve("people-orgs.jsonl.gz"));
        listed.certain().forEach(build::add);
        build.remember();
        factbook.people().forEach(build::addUnlessKnown);
        factbook.organizations().forEach(build::addUnlessKnown);
        cities.stream().filter(city -> city.rank < 12).forEach(build::add);
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

    /** Adds what no entity of the same type and English name stands for yet. */
    private void addUnlessKnown(Draft draft) {
        for (String name : draft.names.getOrDefault("en", List.of())) {
            String id = known.get(draft.type + Tokens.key(name));
            Draft same = id == null ? null : drafts.get(id);
            if (same != null) {
                same.plus(draft);
                return;
            }
        }
        add(draft);
    }

    private void remember() {
        drafts.values()
                .forEach(each -> each.names
                        .getOrDefault("en", List.of())
                        .forEach(name -> known.putIfAbsent(each.type + Tokens.key(name), each.id)));
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
        int rank;

        Draft(String id, String type) {
            this.id = id;
            this.type = type;
        }

        Draft name(String language, String name) {
            String clean =
                    name.replaceAll("[\\t\\n|]", " ").replaceAll("\\s+", " ").strip();
            if (clean.length() >= 2 && clean.length() <= 120) {
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
            return this;
        }

        boolean hasNames() {
            return !names.isEmpty();
        }

        Entity entity() {
            return new Entity(id, type, names, latitude, longitude, country, description, context, strict);
        }
    }
}
