package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;

/** The commands that need no broker, as a user runs them: one answer a line or file, in order, and exit code 0. */
final class OfflineCommandsTest {
    private static final List<String> ARTICLES = List.of(
            "{\"id\":7,\"title\":\"Two North Korean soldiers captured in Kursk\",\"source\":\"a\"}",
            "no json",
            "{\"id\":\"x\",\"title\":\"Harbour Watch International opens an office\",\"source\":\"b\"}",
            "{\"title\":\"Two North Korean soldiers captured in Kursk\",\"source\":\"c\"}");

    @TempDir
    private Path directory;

    private Program program;

    @BeforeEach
    void standInItsDirectory() throws IOException {
        program = new Program(directory);
        Files.write(directory.resolve("articles.ndjson"), ARTICLES);
        Files.writeString(directory.resolve("watch.yaml"), """
                id: tocsin:harbour-watch
                type: organization
                names: {en: [Harbour Watch International]}
                """);
    }

    @AfterEach
    void leaveNothingRunning() {
        program.kill();
    }

    private List<JsonNode> answers(String... arguments) throws IOException, InterruptedException {
        Program.Outcome outcome = program.run(arguments);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome.out().lines().map(Json.mapper()::readTree).toList();
    }

    @Test
    void tagsWithKnowledgeOfOnesOwn() throws Exception {
        List<JsonNode> shipped = answers("tag", "articles.ndjson");
        assertThat(shipped).hasSize(4);
        assertThat(shipped.get(0).path("id").asInt()).isEqualTo(7);
        assertThat(shipped.get(0).path("language").asString()).isEqualTo("en");
        assertThat(shipped.get(0).path("knowledge").asString()).isEqualTo("1+0");
        assertThat(shipped.get(0).path("topics").get(0).path("evidence").isArray())
                .isTrue();
        assertThat(shipped.get(1).path("line").asInt()).isEqualTo(2);
        assertThat(shipped.get(1).path("error").asString()).contains("no JSON object");
        assertThat(shipped.get(2).path("entities").toString()).doesNotContain("tocsin:harbour-watch");
        assertThat(shipped.get(3).path("id").asInt()).as("the line's number").isEqualTo(4);

        List<JsonNode> own = answers("tag", "--knowledge", "watch.yaml", "articles.ndjson");
        assertThat(own.get(2).path("entities").toString()).contains("tocsin:harbour-watch");
        assertThat(own.get(2).path("knowledge").asString()).isEqualTo("1+1");
    }

    @Test
    void refusesKnowledgeThatCannotBeUsed() throws Exception {
        Files.writeString(directory.resolve("bad.yaml"), "id: tocsin:w\ntype: organization\nnames: {en: [winter]}\n");
        Program.Outcome outcome = program.run("tag", "--knowledge", "bad.yaml", "articles.ndjson");
        assertThat(outcome.code()).isNotZero();
        assertThat(outcome.err()).contains("bad.yaml", "one common word");
    }

    @Test
    void groupsStories() throws Exception {
        List<JsonNode> answers = answers("stories", "articles.ndjson");
        assertThat(answers).hasSize(4);
        assertThat(answers.get(0).path("story").path("new").asBoolean()).isTrue();
        assertThat(answers.get(3).path("story").path("id").asString())
                .isEqualTo(answers.get(0).path("story").path("id").asString())
                .isNotEqualTo(answers.get(2).path("story").path("id").asString());
        assertThat(answers.get(3).path("duplicateOf").asInt()).isEqualTo(7);
    }

    @Test
    void readsFeedsAndPagesAndSaysOfOthersWhatTheyAre() throws Exception {
        Files.writeString(directory.resolve("feed.xml"), """
                <rss version="2.0"><channel><title>Harbour</title><item><guid>1</guid><title>Ferry late</title></item></channel></rss>
                """);
        Files.writeString(
                directory.resolve("page.html"),
                "<title>Ferry late</title><article><h1>Ferry late</h1><p>"
                        + "The ferry left the harbour an hour late. ".repeat(12) + "</p></article>");
        List<JsonNode> feeds = answers("feed", "feed.xml", "absent.xml", "watch.yaml");
        assertThat(feeds.get(0).path("items").get(0).path("title").asString()).isEqualTo("Ferry late");
        assertThat(feeds.get(1).path("error").asString()).isEqualTo("there is no such file");
        assertThat(feeds.get(2).path("error").asString()).contains("neither XML nor JSON");
        List<JsonNode> pages = answers("extract", "page.html", "absent.html");
        assertThat(pages.get(0).path("title").asString()).isEqualTo("Ferry late");
        assertThat(pages.get(0).path("text").asString()).contains("an hour late");
        assertThat(pages.get(1).path("error").asString()).isEqualTo("there is no such file");
    }
}
