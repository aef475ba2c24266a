package org.tocsin.enrich.quality;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.tocsin.enrich.language.LanguageDetector;
import tools.jackson.databind.JsonNode;

/** Language of headlines and of full texts. */
final class LanguageSection implements Section {
    /** A text whose language is known. */
    private record Sample(String set, String language, String text) {}

    /** What came out for the samples of one kind and language. */
    private static final class Count {
        private int all;
        private int right;
        private int unknown;
        private long nanoseconds;
    }

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
        return """
                The language that is found, without the feed's hint, for headlines (`news`, first lines of `ner/slavic`
                and `ner/nerel-ru-dev`, sentences of `ner/klue-ko`) and full texts. Precision is the share of right ones among those
                that are given a language; a text left unknown is no error, but it is not stemmed. The time is that of a
                text on this machine.

                The library is OpenNLP with its langdetect model, behind a check of the script, telling letters and
                function words, see [decision 30](decisions/0030-language-in-three-steps.md).""";
    }

    @Override
    public List<Table> measure(DataFolder data, Progress progress) throws IOException {
        Map<String, Count> counts = new TreeMap<>();
        List<Sample> samples = samples(data);
        samples.stream().limit(3_000).forEach(sample -> LanguageDetector.of(sample.text()));
        for (Sample sample : samples) {
            long start = System.nanoTime();
            String found = LanguageDetector.of(sample.text());
            long end = System.nanoTime();
            Count count = counts.computeIfAbsent(sample.set() + ", " + sample.language(), key -> new Count());
            count.all++;
            count.right += found.equals(sample.language()) ? 1 : 0;
            count.unknown += found.isEmpty() ? 1 : 0;
            count.nanoseconds += end - start;
            progress.step();
        }
        List<List<String>> rows = new ArrayList<>();
        counts.forEach((set, count) -> rows.add(List.of(
                set,
                String.valueOf(count.all),
                Score.share((double) count.right / Math.max(1, count.all - count.unknown)),
                Score.share((double) count.right / count.all),
                String.valueOf(count.all - count.right - count.unknown),
                String.valueOf(count.unknown),
                String.format(Locale.ROOT, "%.0f µs", count.nanoseconds / 1e3 / count.all))));
        return List.of(new Table(
                "", List.of("texts", "number", "precision", "right of all", "wrong", "unknown", "time"), rows));
    }

    private static List<Sample> samples(DataFolder data) throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (JsonNode item : data.objects("news/rss-world-2023-06_07.jsonl.gz")) {
            add(
                    samples,
                    "headlines",
                    item.path("lang").asString(),
                    item.path("title").asString());
        }
        for (JsonNode item : data.objects("news/kursk-dprk-2024-2025.jsonl")) {
            add(
                    samples,
                    "headlines",
                    item.path("lang").asString(),
                    item.path("title").asString());
        }
        for (JsonNode item : data.objects("news/fulltext-de-2024.jsonl.gz")) {
            add(samples, "headlines", "de", item.path("title").asString());
            add(samples, "full texts", "de", item.path("text").asString());
        }
        for (JsonNode item : data.objects("news/fulltext-war-en-2022-2024.jsonl.gz")) {
            add(samples, "full texts", "en", item.path("text").asString());
        }
        for (JsonNode item : data.objects("news/speeches-uk-en-2022.jsonl.gz")) {
            String text = item.path("text").asString();
            add(samples, "full texts", text.codePoints().anyMatch(c -> "іїє".indexOf(c) >= 0) ? "uk" : "en", text);
        }
        for (Path file : data.files("ner/slavic/raw")) {
            firstLineAndText(samples, file.getName(file.getNameCount() - 2).toString(), Files.readString(file));
        }
        for (Path file : data.files("ner/nerel-ru-dev")) {
            if (file.toString().endsWith(".txt")) {
                firstLineAndText(samples, "ru", Files.readString(file));
            }
        }
        korean(samples, data);
        return samples;
    }

    private static void firstLineAndText(List<Sample> samples, String language, String text) {
        add(samples, "headlines", language, text.strip().lines().findFirst().orElse(""));
        add(samples, "full texts", language, text);
    }

    /** One character a line, sentences apart by an empty one. */
    private static void korean(List<Sample> samples, DataFolder data) throws IOException {
        StringBuilder sentence = new StringBuilder();
        for (String line : data.text("ner/klue-ko-first-half.tsv").split("\n", -1)) {
            if (line.isEmpty()) {
                add(samples, "headlines", "ko", sentence.toString());
                sentence.setLength(0);
            } else if (!line.startsWith("##")) {
                sentence.append(line.charAt(0));
            }
        }
    }

    private static void add(List<Sample> samples, String set, String language, String text) {
        if (!text.isBlank()) {
            samples.add(new Sample(set, language, text));
        }
    }
}
