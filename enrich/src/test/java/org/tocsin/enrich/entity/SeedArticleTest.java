package org.tocsin.enrich.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Json;
import org.tocsin.model.Mention;
import tools.jackson.databind.JsonNode;

final class SeedArticleTest {
    private static final Path NEWS = Path.of("../../shared/data/news");

    @Test
    void findsEveryEntityOfTheSeedArticleAndNoOther() throws IOException {
        assumeTrue(Files.exists(NEWS.resolve("seed-article.txt")), "../shared/data is absent");
        String text = Files.readString(NEWS.resolve("seed-article.txt"));
        JsonNode expected = Json.mapper().readTree(Files.readString(NEWS.resolve("seed-article-expected.json")));
        List<Mention> found = EntityTagger.shipped().tag(EntityTaggerTest.article("en", "", text));
        List<String> missing = new ArrayList<>();
        for (JsonNode wanted : expected.path("mentions_required")) {
            if (found.stream().noneMatch(mention -> fits(mention, wanted))) {
                missing.add(wanted.toString());
            }
        }
        List<String> wrong = new ArrayList<>();
        for (Mention mention : found) {
            boolean required = false;
            for (String list : List.of("mentions_required", "mentions_allowed")) {
                for (JsonNode wanted : expected.path(list)) {
                    required |= fits(mention, wanted);
                }
            }
            if (!required) {
                wrong.add(mention.toString());
            }
        }
        assertThat(missing).as("missing").isEmpty();
        assertThat(wrong).as("wrong").isEmpty();
    }

    private static boolean fits(Mention mention, JsonNode wanted) {
        String id = wanted.path("id").isString() ? wanted.path("id").asString() : "";
        return mention.surface().equals(wanted.path("surface").asString())
                && mention.type().equals(wanted.path("type").asString())
                && (id.isEmpty() || id.equals(mention.entity()));
    }
}
