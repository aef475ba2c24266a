package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;

/** SQL, studies and recall as a user runs them, beside an instance that holds the sample wire. */
final class HistoryCommandsTest {
    @TempDir
    private static Path directory;

    private static Instance instance;
    private static Program program;

    @BeforeAll
    static void start() throws Exception {
        instance = new Instance(directory);
        program = new Program(directory);
    }

    @AfterAll
    static void stop() {
        program.kill();
        instance.close();
    }

    private static List<JsonNode> answers(Program.Outcome outcome) {
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome.out().lines().map(Json.mapper()::readTree).toList();
    }

    @Test
    void asksTheLogInSql() throws Exception {
        List<JsonNode> answers = answers(program.run("sql", "--data", "data", "--as", "json", """
                SELECT count(*) AS articles, count(*) FILTER (title LIKE 'Ukrainian troops cross%') AS one,
                  (SELECT count(*) FROM duckdb_views() WHERE view_name = 'everything' AND sql LIKE '%parquet%') AS parquet
                FROM articles"""));

        assertThat(answers.getFirst().path("articles").asLong()).isEqualTo(instance.count(""));
        assertThat(answers.getFirst().path("one").asLong()).isEqualTo(1);
        assertThat(answers.getFirst().path("parquet").asLong())
                .as("what is kept meanwhile is small")
                .isEqualTo(1);
    }

    @Test
    void studiesTheLog() throws Exception {
        Program.Outcome outcome = program.run(
                "analyse", "timeline", "--data", "data", "--key", "kursk", "--key", "Sanctions", "--svg", "kursk.svg");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("Fighting in the Kursk region");
        assertThat(outcome.err()).contains("no article has the topic Sanctions");
        assertThat(Files.readString(directory.resolve("kursk.svg"))).contains("Articles over time", "<polyline");
    }

    @Test
    void saysWhatTheLogHadOfAList() throws Exception {
        Files.writeString(directory.resolve("list.txt"), """
                meridian-wire.example/en/w001
                {no json
                A headline of nothing that ever was
                """);

        Program.Outcome outcome = program.run("recall", "list.txt", "--data", "data");

        assertThat(outcome.code()).as(outcome.err()).isEqualTo(Main.SOME_REJECTED);
        assertThat(outcome.out())
                .contains("had    https://meridian-wire.example/en/w001", "Ukrainian troops cross into Kursk region")
                .contains("Fighting in the Kursk region")
                .contains("MISSED A headline of nothing");
        assertThat(outcome.err()).contains("list.txt, line 2 is no JSON", "had 1 of 2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sql|SELECT 1; SELECT 2 | it must be one
            sql|SELEC 1 | SELEC
            sql|SELECT colour FROM articles | colour
            analyse|first|--graphml|x.graphml | no pairs
            analyse|overlap|--svg|nowhere/x.svg | there is no folder
            analyse|stories|--every|hour | every is refused
            analyse|timeline|--most|2 | most is refused
            recall|. | is a folder
            feedback|labels|. | is a folder
            replay|--of|alerts|--revisions|all | revisions is refused
            replay|--of|trends|--by|ingested | by is refused
            export|--of|alerts|--by|published|--out|x | by is refused
            """)
    void refusesBeforeItReadsTheLog(ArgumentsAccessor line) throws IOException {
        List<@Nullable Object> words = line.toList();
        String sentence = String.valueOf(words.getLast());
        List<String> command = new ArrayList<>(
                words.subList(0, words.size() - 1).stream().map(String::valueOf).toList());
        command.addAll(List.of(
                "--bootstrap",
                "localhost:1",
                "--data",
                directory.resolve("other").toString()));
        StringWriter err = new StringWriter();

        int code = Main.commandLine().setErr(new PrintWriter(err)).execute(command.toArray(String[]::new));

        assertThat(code).isEqualTo(Main.FAILED);
        assertThat(err.toString())
                .startsWith("tocsin: ")
                .contains(sentence)
                .doesNotContain("unexpected", "localhost:1");
    }
}
