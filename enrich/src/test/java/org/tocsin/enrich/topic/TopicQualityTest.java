package org.tocsin.enrich.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.enrich.Tagger;
import org.tocsin.enrich.quality.DataFolder;
import org.tocsin.enrich.quality.Score;
import org.tocsin.enrich.topic.LabelledNews.Item;
import org.tocsin.model.Json;
import org.tocsin.model.TopicTag;
import tools.jackson.databind.JsonNode;

/** Topics against labels made by reading, where {@code ../shared/data} is. */
final class TopicQualityTest {
    private static final Path DATA = Path.of("../../shared/data");
    private static final Tagger TAGGER = new Tagger();

    @BeforeAll
    static void needsTheNews() {
        assumeTrue(Files.isDirectory(DATA), "skipped: ../shared/data is absent");
    }

    @ParameterizedTest
    @CsvSource({"dev, 0.93, 0.95", "held, 0.90, 0.88"})
    void isRightAboutLabelledNews(String part, double precision, double recall) throws IOException {
        Score all = Score.NONE;
        for (Item item : LabelledNews.read(new DataFolder(DATA))) {
            if (item.part().equals(part)) {
                all = item.scores(TAGGER.tag(item.article()).topics()).values().stream()
                        .reduce(all, Score::plus);
            }
        }
        assertThat(all.precision()).as("precision %s", all).isGreaterThanOrEqualTo(precision);
        assertThat(all.recall()).as("recall %s", all).isGreaterThanOrEqualTo(recall);
    }

    @Test
    void givesTheSeedArticleItsTopicsAndNoOthers() throws IOException {
        JsonNode expected = Json.mapper().readTree(Files.readString(DATA.resolve("news/seed-article-expected.json")));
        Set<String> required = words(expected.path("topics_required"));
        Set<String> allowed = words(expected.path("topics_allowed"));
        allowed.addAll(required);
        String text = Files.readString(DATA.resolve("news/seed-article.txt"));
        Set<String> found = TAGGER.tag(LabelledNews.article("", "", text)).topics().stream()
                .map(TopicTag::id)
                .filter(id -> !id.startsWith("medtop:"))
                .collect(Collectors.toSet());
        assertThat(found).containsAll(required).allMatch(allowed::contains);
    }

    private static Set<String> words(JsonNode list) {
        Set<String> words = new HashSet<>();
        list.forEach(word -> words.add(word.asString()));
        return words;
    }
}
