package org.tocsin.enrich.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.enrich.Tagger;
import org.tocsin.enrich.knowledge.Knowledge.Outcome;
import org.tocsin.enrich.knowledge.Knowledge.Source;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Entity;
import org.tocsin.model.KnowledgeEdit;
import org.tocsin.model.Mention;
import org.tocsin.model.Origin;
import org.tocsin.model.TopicDefinition;
import org.tocsin.model.TopicDefinition.Examples;
import org.tocsin.model.TopicDefinition.Spread;
import org.tocsin.model.TopicTag;

final class KnowledgeTest {
    private static final Instant AT = Instant.parse("2025-01-11T12:00:00Z");

    private final Knowledge knowledge = new Knowledge();

    private static TopicDefinition topic(String query) {
        return new TopicDefinition(
                "lighthouses",
                "Lighthouses",
                Map.of(),
                List.of(),
                0,
                Map.of("tower", Map.of("en", "lighthouse, beacon")),
                query,
                new Spread(List.of(), 2),
                new Examples(List.of(), List.of()));
    }

    private static KnowledgeEdit edit(int edits, String query) {
        return new KnowledgeEdit("lighthouses", edits, null, topic(query), false, AT);
    }

    private EnrichedArticle tag(String title) {
        return new Tagger(knowledge)
                .tag(new Article(
                        "1",
                        1,
                        "",
                        title,
                        "",
                        "",
                        "en",
                        List.of(),
                        new org.tocsin.model.Source("", "", "", "", ""),
                        AT,
                        AT,
                        Origin.LIVE,
                        false,
                        List.of(),
                        "",
                        ""));
    }

    @Test
    void appliesTheFirstEditOfAVersionAndDropsLaterOnes() {
        assertThat(knowledge.version()).endsWith("+0");
        assertThat(knowledge.apply(edit(0, "SCORE >= 2 ({tower}^1, keeper^1)"))).isEqualTo(new Outcome.Applied(1));
        assertThat(knowledge.apply(edit(0, "SCORE >= 2 ({tower}^1, storm^1)"))).isEqualTo(new Outcome.Stale(1));
        EnrichedArticle tagged = tag("Keeper leaves the lighthouse");
        assertThat(tagged.topics()).extracting(TopicTag::id).contains("lighthouses");
        assertThat(tagged.knowledgeVersion()).endsWith("+1");
        assertThat(tag("Storm at the lighthouse").topics())
                .extracting(TopicTag::id)
                .doesNotContain("lighthouses");
    }

    @Test
    void removesATopicAndKeepsItsVersion() {
        knowledge.apply(edit(0, "SCORE >= 2 ({tower}^1, keeper^1)"));
        assertThat(knowledge.apply(new KnowledgeEdit("lighthouses", 1, null, null, true, AT)))
                .isEqualTo(new Outcome.Applied(2));
        assertThat(tag("Keeper leaves the lighthouse").topics())
                .extracting(TopicTag::id)
                .doesNotContain("lighthouses");
        assertThat(knowledge.item("lighthouses").orElseThrow().source()).isEqualTo(Source.REMOVED);
        assertThat(knowledge.current("lighthouses")).isEqualTo(2);
    }

    @Test
    void takesAnEditOfAnOlderShippedVersion() {
        Knowledge.Item shipped = knowledge.item("kursk").orElseThrow();
        KnowledgeEdit edit = new KnowledgeEdit("kursk", 0, null, shipped.topic(), false, AT);
        assertThat(knowledge.apply(edit)).isEqualTo(new Outcome.Applied(1));
    }

    @Test
    void refusesWhatIsWrongWithTheColumnAndListsEveryMistake() {
        List<String> problems = knowledge.problems(edit(0, "SCORE >= 2 ({tower}^1, \"keeper^1) AND {nobody}"));
        assertThat(problems)
                .anyMatch(sentence -> sentence.contains("query, column 24"))
                .anyMatch(sentence -> sentence.contains("there is no group nobody"));
    }

    @Test
    void refusesATopicThatOneWordMakesFire() {
        assertThat(knowledge.problems(edit(0, "SCORE >= 2 ({tower}^2, keeper^1)")))
                .anyMatch(sentence -> sentence.contains("single word \"lighthouse\""));
    }

    private static KnowledgeEdit entity(int edits, String name) {
        Entity entity = new Entity("tocsin:harbour-watch", "organization", Map.of("en", List.of(name)), null, null);
        return new KnowledgeEdit("tocsin:harbour-watch", edits, entity, null, false, AT);
    }

    @Test
    void findsAnEntityThatAUserAddedUntilItIsRemoved() {
        assertThat(knowledge.apply(entity(0, "Harbour Watch International"))).isEqualTo(new Outcome.Applied(1));
        assertThat(tag("Harbour Watch International opens an office").mentions())
                .extracting(Mention::entity)
                .contains("tocsin:harbour-watch");
        knowledge.apply(new KnowledgeEdit("tocsin:harbour-watch", 1, null, null, true, AT));
        assertThat(tag("Harbour Watch International opens an office").mentions())
                .extracting(Mention::entity)
                .doesNotContain("tocsin:harbour-watch");
    }

    @Test
    void refusesANameThatIsOneCommonWord() {
        assertThat(knowledge.problems(entity(0, "winter"))).anyMatch(sentence -> sentence.contains("one common word"));
    }

    @Test
    void reportsEveryProblemOfAFile() {
        KnowledgeFile.Contents contents = KnowledgeFile.parse("f.yaml", """
                id: a
                query: SCORE >= 2 (x^1, y^1)
                nonsense: 1
                ---
                just: this
                ---
                id: b
                query: SCORE >= 2 (x^1, y^1)
                """);
        assertThat(contents.problems()).hasSize(2);
        assertThat(contents.items()).extracting(KnowledgeFile.Item::id).containsExactly("b");
        assertThat(KnowledgeFile.parse("g.yaml", "id: [a").problems()).hasSize(1);
    }

    private List<String> problemsOfAName(String language, String name) {
        Entity entity = new Entity(
                "tocsin:named", "organization", Map.of(language, List.of(name)), null, null, "", "", List.of(), false);
        return knowledge.problems(new KnowledgeEdit("tocsin:named", 0, entity, null, false, AT));
    }

    @Test
    void refusesASmallWordInLanguagesWithoutCounts() {
        assertThat(problemsOfAName("es", "tristeza")).anyMatch(sentence -> sentence.contains("one common word"));
        assertThat(problemsOfAName("es", "Tristeza")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "de, Haus",
        "de, Tag",
        "fr, Pour",
        "fr, Maison",
        "ru, Сегодня",
        "pl, Dzisiaj",
        "es, Hoy",
        "ko, 오늘",
        "uk, Сьогодні"
    })
    void refusesACommonWordOfEachLanguage(String language, String word) {
        assertThat(problemsOfAName(language, word))
                .anyMatch(sentence -> sentence.contains("\"" + word + "\" is one common word"));
    }

    @Test
    void readsTheVersionThatAnEntityEdits() {
        String written = KnowledgeFile.write(
                new Entity(
                        "tocsin:x",
                        "organization",
                        Map.of("en", List.of("Harbour Watch")),
                        null,
                        null,
                        "",
                        "",
                        List.of(),
                        false),
                3);
        assertThat(KnowledgeFile.parse("f", written).items())
                .singleElement()
                .extracting(KnowledgeFile.Item::version)
                .isEqualTo(3);
        assertThat(KnowledgeFile.parse("f", written.replace("version: 3\n", ""))
                        .items()
                        .getFirst()
                        .version())
                .isNull();
        assertThat(KnowledgeFile.parse("f", written.replace("version: 3", "version: three"))
                        .problems())
                .extracting(KnowledgeFile.Problem::sentence)
                .containsExactly("version: \"three\" is no whole number");
    }

    @Test
    void noSingleWordMakesATopicFire() {
        assertThat(new KnowledgeCheck(knowledge::named)
                        .check(new TopicDefinition(
                                "ferries",
                                "Ferries",
                                Map.of(),
                                List.of(),
                                1,
                                Map.of(),
                                "SCORE >= 2 (ferry^2, harbour^1)",
                                new TopicDefinition.Spread(List.of(), 1),
                                new TopicDefinition.Examples(
                                        List.of(new TopicDefinition.Example("en", "The ferry left the harbour", "")),
                                        List.of(new TopicDefinition.Example("en", "The train left", "")))))
                        .sentences())
                .singleElement()
                .asString()
                .contains("fires on the single word \"ferry\"");
    }

    @Test
    void readsWhatItWrites() {
        knowledge
                .items()
                .forEach(item -> assertThat(KnowledgeFile.parse(
                                        item.id(), KnowledgeFile.write(java.util.Objects.requireNonNull(item.topic())))
                                .items()
                                .getFirst()
                                .topic())
                        .isEqualTo(item.topic()));
    }
}
