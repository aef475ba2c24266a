package org.tocsin.replay.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.enrich.knowledge.TopicNames;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Mention;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.TopicTag;
import org.tocsin.replay.Replay.By;
import org.tocsin.replay.export.SmallExport;
import org.tocsin.replay.sql.History;
import org.tocsin.replay.sql.Table;

/** Over seven articles of three sources: a story that all have, one that two have, one of a single source. */
final class StudyTest {
    private static final TopicNames NAMES = TopicNames.of(new Knowledge());

    @TempDir
    private Path directory;

    private History history;

    @BeforeEach
    void writeAnExport() throws Exception {
        List<EnrichedArticle> articles = List.of(
                article("1", "fast", "2025-01-11T08:00:00Z", "one", "Q1", "Q2"),
                article("2", "slow", "2025-01-11T09:00:00Z", "one", "Q1", "Q2"),
                article("3", "last", "2025-01-11T12:00:00Z", "one", "Q1"),
                article("4", "fast", "2025-01-12T08:00:00Z", "two", "Q2"),
                article("5", "slow", "2025-01-12T08:30:00Z", "two", "Q3<&\""),
                article("6", "slow", "2025-01-13T08:00:00Z", "three", "Q1"),
                article("7", "slow", "2025-01-14T08:00:00Z", "three", "Q1", "Q2"));
        SmallExport.write(directory, articles);
        history = History.open(directory);
    }

    @AfterEach
    void close() throws Exception {
        history.close();
    }

    private static EnrichedArticle article(String id, String source, String at, String story, String... entities) {
        Article article = new Article(
                id,
                1,
                "",
                "Title of " + id,
                "",
                "",
                "en",
                List.of(),
                new Source(source, source.equals("last") ? source : "The Wire", "", "", ""),
                Instant.parse(at),
                Instant.parse(at),
                Origin.LIVE,
                false,
                List.of(),
                "",
                "");
        return new EnrichedArticle(
                article,
                java.util.stream.Stream.of(entities)
                        .flatMap(entity -> java.util.stream.Stream.of(entity, entity))
                        .map(entity ->
                                new Mention(entity, "Name of " + entity, "place", "title", 0, 1, "T", null, null))
                        .toList(),
                List.of(new TopicTag("kursk", 1, 9, 8, List.of()), new TopicTag("medtop:20000080", 1, 9, 8, List.of())),
                story,
                false,
                1,
                List.of(),
                "",
                1,
                0,
                "1+0");
    }

    private static Study.Question about(@Nullable String of, String... keys) {
        return new Study.Question(of, List.of(keys), null, null);
    }

    @Test
    void countsArticlesOverTime() {
        assertThat(Study.timeline.of(history, about("entity", "Q2")).rows())
                .containsExactly(
                        List.of("2025-01-11T00:00:00Z", "Q2", 2L),
                        List.of("2025-01-12T00:00:00Z", "Q2", 1L),
                        List.of("2025-01-14T00:00:00Z", "Q2", 1L));
    }

    @Test
    void countsTheLatestRevisionsOfTheTimeAskedFor() throws Exception {
        Path folder = directory.resolve("revised [2]");
        EnrichedArticle edited = article("2", "slow", "2025-01-11T09:00:00Z", "one", "Q3");
        edited = edited.withArticle(edited.article().withRevision(2, List.of("title")));
        SmallExport.write(
                folder,
                List.of(
                        article("1", "fast", "2025-01-10T08:00:00Z", "one", "Q1"),
                        article("2", "slow", "2025-01-11T09:00:00Z", "one", "Q1"),
                        edited,
                        article("3", "fast", "2025-01-12T00:00:00Z", "one", "Q1")));
        Instant from = Instant.parse("2025-01-11T00:00:00Z");
        Instant to = Instant.parse("2025-01-12T00:00:00Z");
        try (History part = History.open(folder, new History.Part(from, to, By.published, true));
                History all = History.open(folder, new History.Part(from, to, By.published, false))) {
            assertThat(Study.timeline.of(part, about("entity")).rows())
                    .containsExactly(List.of("2025-01-11T00:00:00Z", "Q3", 1L));
            assertThat(all.ask("SELECT revision FROM articles ORDER BY revision")
                            .rows())
                    .containsExactly(List.of(1), List.of(2));
        }
    }

    @Test
    void answersListsAndStructuresAsTheyAre() {
        assertThat(history.ask("SELECT topic_ids, {'a': [1, NULL]} AS one FROM articles LIMIT 1")
                        .json())
                .isEqualTo("{\"topic_ids\":[\"kursk\",\"medtop:20000080\"],\"one\":{\"a\":[1,null]}}\n");
    }

    @Test
    void findsWhatIsNamedTogetherOnceForEachArticle() {
        Table pairs = Study.cooccurrence.of(history, about("entity"));

        assertThat(pairs.rows()).containsExactly(List.of("Q1", "Q2", 3L, 3.0 * 7 / (5 * 4), 3.0 / (5 + 4 - 3)));
        Table named = Study.cooccurrence.named(history, about("entity"), pairs, NAMES);
        assertThat(named.rows().getFirst()).startsWith("Name of Q1", "Name of Q2", 3L);
        assertThat(Study.cooccurrence.graph(pairs, named))
                .contains("<node id=\"Q1\"><data key=\"label\">Name of Q1</data></node>")
                .contains("<edge source=\"Q1\" target=\"Q2\">");
    }

    @Test
    void showsTopicsByTheirNamesAndTellsApartWhatIsNamedAlike() {
        Table topics = Study.timeline.of(history, about("topic"));
        assertThat(topics.rows()).contains(List.of("2025-01-11T00:00:00Z", "medtop:20000080", 3L));
        assertThat(Study.timeline.named(history, about("topic"), topics, NAMES).rows())
                .contains(
                        List.of("2025-01-11T00:00:00Z", "prisoners of war", 3L),
                        List.of("2025-01-11T00:00:00Z", "Fighting in the Kursk region", 3L));

        Table sources = Study.overlap.of(history, about("source"));
        assertThat(Study.overlap
                        .named(history, about("source"), sources, NAMES)
                        .rows()
                        .getFirst())
                .startsWith("The Wire (fast)", "The Wire (slow)", 2L);
    }

    @Test
    void saysWhoIsFirstAndHowFarBehindTheOthersAre() {
        assertThat(Study.first.of(history, about("source")).rows())
                .containsExactly(
                        List.of("fast", 2L, 2L, 1.0, 0.0, 0.0),
                        List.of("slow", 2L, 0L, 0.0, 45.0, 57.0),
                        List.of("last", 1L, 0L, 0.0, 240.0, 240.0));
    }

    @Test
    void tellsTheLifeOfStories() {
        assertThat(Study.stories.of(history, about("topic")).rows().getFirst())
                .containsExactly(
                        "one", "Title of 1", 3L, 3L, 1L, "2025-01-11T08:00:00Z", "2025-01-11T12:00:00Z", 4.0, 1.0);
    }

    @Test
    void countsStoriesThatSourcesShare() {
        assertThat(Study.overlap.of(history, about("source")).rows())
                .containsExactly(
                        List.of("fast", "slow", 2L, 2.0 / 3),
                        List.of("fast", "last", 1L, 0.5),
                        List.of("last", "slow", 1L, 1.0 / 3));
    }

    @ParameterizedTest
    @EnumSource(Study.class)
    void drawsWellFormedPictures(Study study) throws Exception {
        Study.Question question = about("entity", "Q1", "Q2", "Q3<&\"");
        String picture = study.picture(history, question, study.of(history, question), NAMES);

        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(picture.getBytes(StandardCharsets.UTF_8)));
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(document.getElementsByTagName("text").getLength()).isGreaterThan(2);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> about("colour")).hasMessageContaining("colour").hasMessageContaining("topic");
    }

    @Test
    void refusesWhatAStudyHasNoUseFor() {
        assertThatThrownBy(() -> Study.first.check(about(null), true)).hasMessageContaining("no pairs");
        assertThatThrownBy(() -> Study.first.check(new Study.Question(null, List.of("kursk"), "hour", null), false))
                .hasMessageStartingWith("every is refused");
        assertThatThrownBy(() -> Study.timeline.check(new Study.Question(null, List.of(), null, 2), false))
                .hasMessageStartingWith("most is refused");
        for (Study study : List.of(Study.first, Study.stories, Study.overlap)) {
            assertThatThrownBy(() -> study.check(about("entity"), false)).hasMessageStartingWith("about is refused");
            study.check(about("entity", "Q1"), false);
        }
        Study.overlap.check(about(null), true);
        Study.cooccurrence.check(new Study.Question("entity", List.of(), null, 2), true);
    }

    @Test
    void countsOnlyTheArticlesWithAKey() {
        Study.Question question = about("entity", "Q2", "Q3<&\"");

        assertThat(Study.first.of(history, question).rows())
                .containsExactly(List.of("fast", 2L, 2L, 1.0, 0.0, 0.0), List.of("slow", 2L, 0L, 0.0, 45.0, 57.0));
        assertThat(Study.stories.of(history, question).rows())
                .extracting(row -> row.get(0) + " " + row.get(2))
                .containsExactly("one 2", "two 2", "three 1");
        assertThat(Study.overlap.of(history, question).rows()).containsExactly(List.of("fast", "slow", 2L, 2.0 / 3));
        assertThat(Study.stories.of(history, about("language", "uk")).rows()).isEmpty();
    }

    @Test
    void saysWhichKeysNoArticleHasAndWhatMayBeMeant() {
        assertThat(Study.absent(history, about("topic", "Kursk", "kursk", "ferries")))
                .containsExactly("no article has the topic Kursk; is kursk meant?", "no article has the topic ferries");
        assertThat(Study.absent(history, about("entity", "name of q2")))
                .containsExactly("no article has the entity name of q2; is Q2 meant?");
        assertThat(Study.absent(history, about("source"))).isEmpty();
    }

    @Test
    void drawsThePairsThatTheAnswerLeavesOutBetweenNamesThatItHas() {
        Study.Question question = new Study.Question(null, List.of(), null, 2);
        Table answer = Study.overlap.of(history, question);

        assertThat(answer.rows()).hasSize(2);
        assertThat(Study.overlap.picture(history, question, answer, NAMES).split("fill-opacity", -1))
                .as("three pairs, each on both sides of the diagonal")
                .hasSize(1 + 2 * 3);
    }

    @Test
    void plotsWhatThePictureShows() {
        assertThat(Study.first
                        .plot(Study.first.of(history, about(null)))
                        .lines()
                        .toList())
                .first(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .startsWith("fast ██")
                .endsWith(" 2");
        assertThat(Study.stories
                        .plot(Study.stories.of(history, about(null)))
                        .lines()
                        .toList())
                .first(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .startsWith("Title of 1 ██")
                .endsWith(" 3");
    }
}
