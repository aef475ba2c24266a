package org.tocsin.replay.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.enrich.knowledge.TopicNames;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.query.Query;
import org.tocsin.replay.PastLog;
import org.tocsin.replay.export.SmallExport;
import org.tocsin.runtime.KafkaSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is asked of the export of another job, which has every revision. */
final class HistoryKindsTest {
    private static final Instant MORNING = Instant.parse("2025-01-11T08:00:00Z");

    @TempDir
    private Path directory;

    private Path export;
    private HistoryKinds kinds;

    @BeforeEach
    void export() throws IOException {
        export = Files.createDirectory(directory.resolve("export"));
        SmallExport.write(
                export,
                List.of(article("edited", 1, "Early"), article("edited", 2, "Late"), article("evening", 1, "Evening")));
        kinds = new HistoryKinds(
                new KafkaSettings("localhost:1"), Query::parse, () -> TopicNames.of(new Knowledge()), id -> export);
    }

    private static EnrichedArticle article(String id, int revision, String title) {
        Instant at = id.equals("evening") ? MORNING.plusSeconds(36_000) : MORNING;
        ObjectNode article = Json.mapper().valueToTree(PastLog.article(id, title, at));
        article.put("revision", revision);
        return PastLog.enriched(Json.mapper().treeToValue(article, Article.class), "story", revision == 1, revision);
    }

    private String answer(String request) throws IOException {
        Path folder = Files.createTempDirectory(directory, "job");
        JsonNode asked = Json.mapper().readTree(request);
        Kind kind = Objects.requireNonNull(kinds.all().get(asked.path("kind").asString()));
        kind.prepare(asked).run(folder, (done, all) -> {});
        return Files.readString(folder.resolve("answer.csv"));
    }

    @Test
    void aStudyCountsTheLatestRevisions() throws IOException {
        assertThat(answer("""
                {"kind": "analyse", "study": "timeline", "about": "source", "every": "day", "as": "csv", "on": "1"}""")).endsWith(",2\r\n");
    }

    @Test
    void aTimeOfItIsAsked() throws IOException {
        assertThat(answer("""
                {"kind": "sql", "sql": "SELECT title FROM articles ORDER BY title", "as": "csv", "on": "1"}""")).isEqualTo("\ufefftitle\r\nEarly\r\nEvening\r\nLate\r\n");
        assertThat(answer("""
                {"kind": "sql", "sql": "SELECT title FROM articles", "as": "csv", "on": "1",
                 "from": "2025-01-11T12:00:00Z", "to": "2025-01-12", "by": "ingested"}""")).isEqualTo("\ufefftitle\r\nEvening\r\n");
    }

    @Test
    void refusesWhatAStudyHasNoUseFor() {
        assertThatThrownBy(() -> answer("""
                {"kind": "analyse", "study": "first", "every": "hour", "on": "1"}""")).hasMessageStartingWith("every is refused");
        assertThatThrownBy(() -> answer("""
                {"kind": "analyse", "study": "timeline", "most": 2, "on": "1"}""")).hasMessageStartingWith("most is refused");
        assertThatThrownBy(() -> answer("""
                {"kind": "export", "of": "alerts", "revisions": "all"}""")).hasMessageStartingWith("revisions is refused");
    }

    @Test
    void remarksKeysThatNoArticleHas() throws IOException {
        JsonNode asked = Json.mapper().readTree("""
                {"kind": "analyse", "study": "timeline", "about": "source", "keys": ["WIRE"], "on": "1"}""");
        Kind kind = Objects.requireNonNull(kinds.all().get("analyse"));

        assertThat(kind.prepare(asked).run(Files.createTempDirectory(directory, "job"), (done, all) -> {}))
                .isEqualTo("no article has the source WIRE; is wire meant?");
    }
}
