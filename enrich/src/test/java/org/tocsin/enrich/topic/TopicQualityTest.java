package org.tocsin.enrich.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.enrich.Tagger;
import org.tocsin.model.Article;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.TopicTag;
import tools.jackson.databind.JsonNode;

/**
 * Topics against labels made by reading. The labels are here, the texts are not: they are read from
 * {@code ../shared/data/news}. The part {@code held} was not looked at while the queries were written.
 */
final class TopicQualityTest {
    private static final Path NEWS = Path.of("../../shared/data/news");
    private static final Tagger TAGGER = new Tagger();

    private record Label(String part, String file, int line, String key, Set<String> about, Set<String> may) {}

    private record Counts(int right, int wrong, int missed) {
        double precision() {
            return right / (double) (right + wrong);
        }

        double recall() {
            return right / (double) (right + missed);
        }
    }

    @BeforeAll
    static void needsTheNews() {
        assumeTrue(Files.isDirectory(NEWS), "skipped: ../shared/data/news is absent");
    }

    @ParameterizedTest
    @CsvSource({"dev, 0.93, 0.95", "held, 0.90, 0.88"})
    void isRightAboutLabelledNews(String part, double precision, double recall) throws IOException {
        Counts counts = count(part);
        assertThat(counts.precision()).as("precision %s", counts).isGreaterThanOrEqualTo(precision);
        assertThat(counts.recall()).as("recall %s", counts).isGreaterThanOrEqualTo(recall);
    }

    @Test
    void givesTheSeedArticleItsTopicsAndNoOthers() throws IOException {
        JsonNode expected = Json.mapper().readTree(Files.readString(NEWS.resolve("seed-article-expected.json")));
        Set<String> required = words(expected.path("topics_required"));
        Set<String> allowed = words(expected.path("topics_allowed"));
        allowed.addAll(required);
        assertThat(own(article("", "", Files.readString(NEWS.resolve("seed-article.txt")))))
                .containsAll(required)
                .allMatch(allowed::contains);
    }

    private static Set<String> words(JsonNode list) {
        Set<String> words = new HashSet<>();
        list.forEach(word -> words.add(word.asString()));
        return words;
    }

    private static Counts count(String part) throws IOException {
        Map<String, List<Label>> byFile = labels().stream()
                .filter(label -> label.part().equals(part))
                .collect(Collectors.groupingBy(Label::file));
        int right = 0;
        int wrong = 0;
        int missed = 0;
        for (Map.Entry<String, List<Label>> file : byFile.entrySet()) {
            Map<Integer, String> lines = lines(file.getKey(), file.getValue());
            for (Label label : file.getValue()) {
                JsonNode item = Json.mapper().readTree(Objects.requireNonNull(lines.get(label.line())));
                assertThat(List.of(text(item, "id"), text(item, "url"), text(item, "file")))
                        .contains(label.key());
                String title = item.has("title") ? text(item, "title") : text(item, "name");
                Set<String> found = own(article(title, text(item, "summary"), text(item, "text")));
                for (String topic : found) {
                    boolean about = label.about().contains(topic);
                    right += about ? 1 : 0;
                    wrong += about || label.may().contains(topic) ? 0 : 1;
                }
                missed += (int) label.about().stream()
                        .filter(topic -> !found.contains(topic))
                        .count();
            }
        }
        return new Counts(right, wrong, missed);
    }

    private static String text(JsonNode item, String field) {
        return item.path(field).asString("");
    }

    private static Set<String> own(Article article) {
        return TAGGER.tag(article).topics().stream()
                .map(TopicTag::id)
                .filter(id -> !id.startsWith("medtop:"))
                .collect(Collectors.toSet());
    }

    private static List<Label> labels() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(TopicQualityTest.class.getResourceAsStream("/topics/labels.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(cells -> new Label(
                            cells[0], cells[1], Integer.parseInt(cells[2]), cells[3], set(cells[4]), set(cells[5])))
                    .toList();
        }
    }

    private static Set<String> set(String words) {
        return words.isBlank() ? Set.of() : Set.of(words.split(" "));
    }

    private static Map<Integer, String> lines(String name, List<Label> wanted) throws IOException {
        Set<Integer> numbers = wanted.stream().map(Label::line).collect(Collectors.toSet());
        Map<Integer, String> lines = new HashMap<>();
        try (InputStream file = Files.newInputStream(NEWS.resolve(name));
                InputStream in = name.endsWith(".gz") ? new GZIPInputStream(file) : file;
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (numbers.contains(++number)) {
                    lines.put(number, line);
                }
            }
        }
        return lines;
    }

    private static Article article(String title, String summary, String body) {
        return new Article(
                "",
                1,
                "",
                title,
                summary,
                body,
                "",
                List.of(),
                new Source("", "", "", "", ""),
                Instant.EPOCH,
                Instant.EPOCH,
                Origin.BACKFILL,
                false,
                List.of(),
                "",
                "");
    }
}
