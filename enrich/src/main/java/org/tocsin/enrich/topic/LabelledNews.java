package org.tocsin.enrich.topic;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.tocsin.enrich.quality.DataFolder;
import org.tocsin.enrich.quality.Score;
import org.tocsin.model.Article;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.TopicTag;
import tools.jackson.databind.JsonNode;

/**
 * News with the topics that a reader gave it. The labels are here, the texts are not: they are read from the folder of
 * labelled data, by file and line.
 */
final class LabelledNews {
    /**
     * One article.
     *
     * @param part {@code dev} or {@code held}, which was not looked at while the topics were written
     * @param about topics that it must carry
     * @param may topics that it may carry
     */
    record Item(String part, Article article, Set<String> about, Set<String> may) {
        /** How right tags are, by topic; of those that it may carry nothing is asked. */
        Map<String, Score> scores(List<TopicTag> tags) {
            Set<String> found = tags.stream()
                    .map(TopicTag::id)
                    .filter(id -> !id.startsWith("medtop:") && !may.contains(id))
                    .collect(Collectors.toSet());
            Map<String, Score> scores = new HashMap<>();
            found.forEach(topic -> scores.put(topic, new Score(about.contains(topic) ? 1 : 0, 1, 0)));
            about.forEach(topic -> scores.merge(topic, new Score(0, 0, 1), Score::plus));
            return scores;
        }
    }

    private LabelledNews() {}

    static List<Item> read(DataFolder data) throws IOException {
        Map<String, List<String>> files = new HashMap<>();
        List<String[]> labels = labels();
        for (String[] label : labels) {
            if (!files.containsKey(label[1])) {
                files.put(label[1], data.lines("news/" + label[1]));
            }
        }
        return labels.stream()
                .map(label -> item(label, files.getOrDefault(label[1], List.of())))
                .toList();
    }

    private static Item item(String[] label, List<String> lines) {
        JsonNode text = Json.mapper().readTree(lines.get(Integer.parseInt(label[2]) - 1));
        if (!List.of(text(text, "id"), text(text, "url"), text(text, "file")).contains(label[3])) {
            throw new IllegalStateException("line " + label[2] + " of " + label[1] + " is not " + label[3]);
        }
        String title = text.has("title") ? text(text, "title") : text(text, "name");
        return new Item(
                label[0], article(title, text(text, "summary"), text(text, "text")), words(label[4]), words(label[5]));
    }

    private static List<String[]> labels() throws IOException {
        try (InputStream in = Objects.requireNonNull(LabelledNews.class.getResourceAsStream("labels.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .toList();
        }
    }

    private static String text(JsonNode item, String field) {
        return item.path(field).asString("");
    }

    private static Set<String> words(String list) {
        return list.isBlank() ? Set.of() : new HashSet<>(List.of(list.split(" ")));
    }

    static Article article(String title, String summary, String body) {
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
