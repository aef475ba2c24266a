package org.tocsin.ingest.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.tocsin.ingest.text.Times;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;

/**
 * How well pages are read, against a directory with a folder per page that holds {@code source.html}, {@code expected.html}
 * and {@code expected-metadata.json}.
 *
 * <p>The measure of a text is F1 over its words as a multiset, in small letters, a Han or Kana character being a word; the
 * mean is over pages. Titles, bylines and dates are counted over the pages that state one: titles and bylines must be equal
 * but for blanks and case, dates must be the same instant.
 */
public final class ExtractionQuality {
    /** One page. */
    public record Row(String page, double precision, double recall, double f1, int words) {}

    /** Of how many pages a field is stated and of how many it came out right. */
    public record Field(String name, int stated, int right) {}

    /** All pages, worst first. */
    public record Report(List<Row> rows, List<Field> fields, List<String> differences) {
        /** Mean F1 of the texts. */
        public double f1() {
            return rows.stream().mapToDouble(Row::f1).average().orElse(0);
        }
    }

    private final PageExtractor extractor;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();
    private final Map<String, int[]> fields = new HashMap<>();

    private ExtractionQuality(PageExtractor extractor) {
        this.extractor = extractor;
    }

    /** Reads every page below {@code directory}; {@code progress} is run after each. */
    public static Report of(PageExtractor extractor, Path directory, Runnable progress) throws IOException {
        ExtractionQuality quality = new ExtractionQuality(extractor);
        try (Stream<Path> pages = Files.list(directory)) {
            for (Path page : pages.sorted().toList()) {
                if (Files.exists(page.resolve("source.html"))) {
                    quality.measure(page);
                    progress.run();
                }
            }
        }
        quality.rows.sort(java.util.Comparator.comparingDouble(Row::f1));
        return new Report(
                List.copyOf(quality.rows),
                Stream.of("title", "byline", "published", "language")
                        .map(quality::field)
                        .toList(),
                List.copyOf(quality.differences));
    }

    private Field field(String name) {
        int[] counts = fields.getOrDefault(name, new int[2]);
        return new Field(name, counts[0], counts[1]);
    }

    private void measure(Path directory) throws IOException {
        String name = String.valueOf(directory.getFileName());
        Page page = extractor.extract(
                Files.readAllBytes(directory.resolve("source.html")), "", "http://fakehost/test/page.html");
        Map<String, Integer> expected = words(Jsoup.parse(Files.readString(directory.resolve("expected.html")))
                .text());
        Map<String, Integer> found = words(page.text());
        int shared = 0;
        for (Map.Entry<String, Integer> word : found.entrySet()) {
            shared += Math.min(word.getValue(), expected.getOrDefault(word.getKey(), 0));
        }
        int all = total(expected);
        int given = total(found);
        double precision = given == 0 ? (all == 0 ? 1 : 0) : (double) shared / given;
        double recall = all == 0 ? (given == 0 ? 1 : 0) : (double) shared / all;
        double f1 = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
        rows.add(new Row(name, precision, recall, f1, all));
        JsonNode metadata = Json.mapper()
                .readTree(Files.readString(directory.resolve("expected-metadata.json"), StandardCharsets.UTF_8));
        compare(name, "title", metadata.path("title").asString(""), page.title());
        compare(name, "byline", metadata.path("byline").asString(""), page.byline());
        compare(name, "language", metadata.path("lang").asString("").replaceFirst("[-_].*", ""), page.language());
        compare(
                name,
                "published",
                Times.parse(metadata.path("publishedTime").asString(""))
                        .map(Instant::toString)
                        .orElse(""),
                page.published() == null ? "" : page.published().toString());
    }

    private void compare(String page, String field, String expected, String found) {
        if (expected.isBlank()) {
            return;
        }
        int[] counts = fields.computeIfAbsent(field, key -> new int[2]);
        counts[0]++;
        if (plain(expected).equals(plain(found))) {
            counts[1]++;
        } else {
            differences.add("%s %s: expected %s, found %s".formatted(page, field, expected, found));
        }
    }

    private static String plain(String text) {
        return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    private static int total(Map<String, Integer> words) {
        return words.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Map<String, Integer> words(String text) {
        Map<String, Integer> words = new HashMap<>();
        StringBuilder word = new StringBuilder();
        text.codePoints().forEach(character -> {
            boolean single = Character.isIdeographic(character)
                    || Character.UnicodeScript.of(character) == Character.UnicodeScript.HIRAGANA
                    || Character.UnicodeScript.of(character) == Character.UnicodeScript.KATAKANA;
            if (single || !Character.isLetterOrDigit(character)) {
                end(word, words);
            }
            if (Character.isLetterOrDigit(character)) {
                word.appendCodePoint(Character.toLowerCase(character));
                if (single) {
                    end(word, words);
                }
            }
        });
        end(word, words);
        return words;
    }

    private static void end(StringBuilder word, Map<String, Integer> words) {
        if (!word.isEmpty()) {
            words.merge(word.toString(), 1, Integer::sum);
            word.setLength(0);
        }
    }
}
