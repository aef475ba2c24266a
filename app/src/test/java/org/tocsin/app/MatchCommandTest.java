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

/** Queries against articles as a user runs them. */
final class MatchCommandTest {
    @TempDir
    private Path directory;

    private Program program;

    @BeforeEach
    void standInItsDirectory() {
        program = new Program(directory);
    }

    @AfterEach
    void leaveNothingRunning() {
        program.kill();
    }

    private Program.Outcome match(List<String> queries, List<String> articles, String... more)
            throws IOException, InterruptedException {
        Files.write(directory.resolve("queries.ndjson"), queries);
        Files.write(directory.resolve("articles.ndjson"), articles);
        List<String> arguments =
                new java.util.ArrayList<>(List.of("match", "--queries", "queries.ndjson", "articles.ndjson"));
        arguments.addAll(List.of(more));
        return program.run(arguments.toArray(String[]::new));
    }

    @Test
    void answersEveryLineInOrderAndNamesBrokenQueries() throws Exception {
        Program.Outcome outcome = match(
                List.of(
                        "{\"id\":\"a\",\"query\":\"submarine\"}",
                        "{\"id\":\"b\",\"query\":\"kursk AND (\"}",
                        "{\"id\":\"c\"}",
                        "not json",
                        "{\"id\":\"s\",\"query\":\"SCORE >= 2 (kursk^2.5, sumy)\"}",
                        "{\"id\":\"a\",\"query\":\"title:kursk\"}"),
                List.of(
                        "{\"id\":7,\"title\":\"In <b>Kursk</b>\",\"language\":\"en\"}",
                        "",
                        "{\"body\":\"nothing\"}",
                        "{\"id\":\"x\"}",
                        "[1]",
                        "{\"id\":\"y\",\"title\":\"Submarine\""),
                "--explain",
                "--threads",
                "2");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out().lines())
                .containsExactly(
                        "{\"id\":7,\"matches\":[{\"id\":\"s\",\"score\":2.5,\"spans\":[{\"field\":\"title\",\"start\":6,\"end\":11,"
                                + "\"text\":\"Kursk\",\"clause\":\"kursk\"}]},{\"id\":\"a\",\"score\":null,\"spans\":[{\"field\":\"title\","
                                + "\"start\":6,\"end\":11,\"text\":\"Kursk\",\"clause\":\"kursk\"}]}]}",
                        "{\"id\":3,\"matches\":[]}",
                        "{\"line\":4,\"error\":\"an article needs one of title, summary and body\"}",
                        "{\"line\":5,\"error\":\"an article must be a JSON object, this is a list\"}",
                        outcome.out().lines().toList().getLast());
        assertThat(outcome.out().lines().toList().getLast()).startsWith("{\"line\":6,\"error\":\"no JSON object: ");
        assertThat(outcome.err())
                .contains(
                        "queries.ndjson:2: left out: column 12: the query ends here; expected a word",
                        "queries.ndjson:3: left out: a query must look like",
                        "queries.ndjson:4: left out: no JSON object",
                        "queries.ndjson:6: takes the place of line 1, which has the same id");
    }

    @Test
    void saysWhenThereIsNothingToMatch() throws Exception {
        Program.Outcome none = match(List.of(), List.of("{\"title\":\"Kursk\"}"));
        assertThat(none.code()).isZero();
        assertThat(none.out()).isEqualTo("{\"id\":1,\"matches\":[]}\n");
        assertThat(none.err()).contains("no query in it");
        Program.Outcome absent = program.run("match", "--queries", "absent.ndjson", "articles.ndjson");
        assertThat(absent.code()).isEqualTo(1);
        assertThat(absent.err()).isEqualTo("tocsin: absent.ndjson: no such file\n");
    }

    @Test
    void readsNamesOfEntitiesAsTheirIds() throws Exception {
        Program.Outcome outcome = match(
                List.of(
                        "{\"id\":\"name\",\"query\":\"entity:\\\"Republic of Korea\\\"\"}",
                        "{\"id\":\"id\",\"query\":\"entity:Q884\"}",
                        "{\"id\":\"none\",\"query\":\"entity:\\\"Qwxyz Brblf\\\"\"}"),
                List.of("{\"id\":1,\"title\":\"South Korea and Japan agree on a ferry line\",\"language\":\"en\"}"));

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).as("another name of the same country").contains("{\"id\":\"name\"", "{\"id\":\"id\"");
        assertThat(outcome.err()).contains("queries.ndjson:3", "Qwxyz Brblf");
    }
}
