package org.tocsin.replay.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Source;
import org.tocsin.replay.PastLog;
import org.tocsin.replay.Replay.By;
import org.tocsin.replay.analysis.Study;
import org.tocsin.replay.export.Manifest;
import org.tocsin.replay.export.SmallExport;
import tools.jackson.databind.node.ObjectNode;

/** Over four articles of one event: the story of the first became part of the second's, and that of the third's. */
final class MergedStoriesTest {
    private static final Instant DAY = Instant.parse("2025-01-11T00:00:00Z");

    @TempDir
    private Path directory;

    @BeforeEach
    void writeAnExport() throws IOException {
        SmallExport.write(
                directory,
                List.of(
                        article("a", 0, "youngest"),
                        article("b", 1, "younger", "youngest"),
                        article("c", 2, "oldest", "younger"),
                        article("d", 50, "another")));
    }

    private static EnrichedArticle article(String id, int hours, String story, String... merged) {
        ObjectNode plain =
                Json.mapper().valueToTree(PastLog.article(id, "Title of " + id, DAY.plus(Duration.ofHours(hours))));
        plain.set("source", Json.mapper().valueToTree(new Source("source-" + id, "Source " + id, "", "", "")));
        Article article = Json.mapper().treeToValue(plain, Article.class);
        return new EnrichedArticle(
                article, List.of(), List.of(), story, false, 1, List.of(merged), "", hours + 1, 0, "1+0");
    }

    private History open() throws IOException {
        return History.open(directory);
    }

    @Test
    void countsTheArticlesOfAStoryThatBecamePartOfAnother() throws IOException {
        try (History history = open()) {
            assertThat(history.ask("SELECT id, articles, sources FROM stories ORDER BY articles DESC")
                            .rows())
                    .containsExactly(List.of("oldest", 3L, 3L), List.of("another", 1L, 1L));
            assertThat(history.ask("SELECT * FROM merged_stories ORDER BY id").rows())
                    .containsExactly(List.of("younger", "oldest"), List.of("youngest", "oldest"));
        }
    }

    @Test
    void findsThemInTheTimeOfTheLastMergeToo() throws IOException {
        History.Part part = new History.Part(DAY, DAY.plus(Duration.ofHours(2)), By.published, true);
        try (History history = History.open(directory, part)) {
            assertThat(history.ask("SELECT id, articles FROM stories").rows()).containsExactly(List.of("oldest", 2L));
        }
    }

    @Test
    void studiesThemAsOne() throws IOException {
        Study.Question question = new Study.Question(null, List.of(), null, null);
        try (History history = History.locked(
                directory,
                History.Part.WHOLE,
                Files.createDirectory(directory.resolve("spill")),
                Duration.ofMinutes(1))) {
            assertThat(Study.stories.of(history, question).rows().getFirst())
                    .startsWith("oldest", "Title of a", 3L, 3L);
            assertThat(Study.first.of(history, question).rows().getFirst()).startsWith("source-a", 1L, 1L);
            assertThat(Study.overlap.of(history, question).rows()).hasSize(3);
        }
    }

    @Test
    void readsAnExportThatDoesNotSayWhatWasMerged() throws Exception {
        Path file = directory.resolve("articles/day=2025-01-11/articles.ndjson");
        Path old = directory.resolve("articles/day=2025-01-11/articles.parquet");
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement()) {
            statement.execute("COPY (SELECT * EXCLUDE (story_merged) FROM ("
                    + Schema.flat("articles", Schema.ndjson("articles", Schema.file(file))) + ")) TO "
                    + Schema.quoted(old) + " (FORMAT parquet)");
        }
        Path manifest = directory.resolve(Manifest.NAME);
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replace("\"form\":3", "\"form\":2")
                        .replace("articles.ndjson", "articles.parquet")
                        .replace("\"format\":\"ndjson\"", "\"format\":\"parquet\""));

        try (History history = open()) {
            assertThat(history.ask("SELECT id, articles FROM stories ORDER BY id")
                            .rows())
                    .containsExactly(
                            List.of("another", 1L),
                            List.of("oldest", 1L),
                            List.of("younger", 1L),
                            List.of("youngest", 1L));
        }
    }
}
