package org.tocsin.enrich.quality;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tocsin.enrich.language.LanguageDetector;
import tools.jackson.databind.JsonNode;

/** Language of headlines and of full texts. */
final class LanguageSection implements Section {
    /** A text whose language is known. */
    private record Sample(String set, String language, String text) {}

    @Override
    public String name() {
        return "language";
    }

    @Override
    public String title() {
        return "Language";
    }

    @Override
    public String about() {
        return "The language that is found for texts whose language is known. *unknown* counts texts that are left"
                + " without a language, which is no error but keeps them from being stemmed.";
    }

    @Override
    public List<Table> measure(DataFolder data, Progress progress) throws IOException {
        Map<String, int[]> counts = new TreeMap<>();
        for (Sample sample : samples(data)) {
            String found = LanguageDetector.of(sample.text());
            int[] count = counts.computeIfAbsent(sample.set() + " " + sample.language(), key -> new int[3]);
            count[0]++;
            count[1] += found.equals(sample.language()) ? 1 : 0;
            count[2] += found.isEmpty() ? 1 : 0;
            progress.step();
        }
        List<List<String>> rows = new ArrayList<>();
        counts.forEach((set, count) -> rows.add(List.of(
                set,
                String.valueOf(count[0]),
                Score.share((double) count[1] / count[0]),
                String.valueOf(count[0] - count[1] - count[2]),
                String.valueOf(count[2]))));
        return List.of(new Table("", List.of("texts", "number", "right", "wrong", "unknown"), rows));
    }

    private static List<Sample> samples(DataFolder data) throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (JsonNode item : data.objects("news/rss-world-2023-06_07.jsonl.gz")) {
            samples.add(new Sample(
                    "headlines",
                    item.path("lang").asString(),
                    item.path("title").asString()));
        }
        for (JsonNode item : data.objects("news/fulltext-de-2024.jsonl.gz")) {
            samples.add(new Sample("full texts", "de", item.path("text").asString()));
        }
        for (Path file : data.files("ner/slavic/raw")) {
            String language = file.getName(file.getNameCount() - 2).toString();
            samples.add(new Sample("full texts", language, Files.readString(file)));
        }
        return samples;
    }
}
