package org.tocsin.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Intake;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.Topic;
import org.tocsin.runtime.JsonSerde;

final class EnrichTopologyTest {
    private static Article article(String id, String title, String hash, String source) {
        Instant at = Instant.parse("2025-01-11T12:00:00Z");
        return new Article(
                id,
                0,
                "",
                title,
                "",
                "",
                "",
                List.of(),
                new Source(source, source, "", "", ""),
                at,
                at,
                Origin.LIVE,
                false,
                List.of(),
                hash,
                "batch");
    }

    private static TopologyTestDriver driver(Topology topology) {
        return new TopologyTestDriver(topology, new Properties());
    }

    @Test
    void numbersRevisionsDropsRepeatsAndCountsBoth() {
        try (TopologyTestDriver driver = driver(TagTopology.build(new Tagger()::tag))) {
            TestInputTopic<String, Article> in = driver.createInputTopic(
                    Topic.ARTICLES.name(), new StringSerializer(), JsonSerde.<Article>serializer());
            in.pipeInput("1", article("1", "The army of Ukraine captures two North Korean soldiers", "A", "x"));
            in.pipeInput("1", article("1", "The army of Ukraine captures two North Korean soldiers", "A", "x"));
            in.pipeInput("1", article("1", "Two North Korean soldiers captured", "B", "x"));
            in.pipeInput("1", article("1", "The army of Ukraine captures two North Korean soldiers", "A", "x"));
            List<EnrichedArticle> tagged = driver.createOutputTopic(
                            Topic.TAGGED.name(),
                            new StringDeserializer(),
                            JsonSerde.deserializer(EnrichedArticle.class))
                    .readValuesToList();
            List<Intake> intake = driver.createOutputTopic(
                            Topic.INTAKE.name(), new StringDeserializer(), JsonSerde.deserializer(Intake.class))
                    .readValuesToList();
            assertThat(tagged).extracting(one -> one.article().revision()).containsExactly(1, 2);
            assertThat(tagged.getFirst().article().language()).isEqualTo("en");
            assertThat(tagged.getFirst().mentions())
                    .extracting(mention -> mention.entity())
                    .contains("Q212");
            assertThat(tagged.getFirst().topics())
                    .extracting(topic -> topic.id())
                    .contains("dprk-troops", "prisoners-of-war");
            assertThat(intake)
                    .extracting(Intake::outcome)
                    .containsExactly("accepted", "repeated", "revised", "repeated");
        }
    }

    @Test
    void groupsNearEqualTitlesAndDropsRepeatedRevisions() {
        try (TopologyTestDriver driver = driver(StoriesTopology.build())) {
            TestInputTopic<String, EnrichedArticle> in = driver.createInputTopic(
                    Topic.TAGGED.name(), new StringSerializer(), JsonSerde.<EnrichedArticle>serializer());
            in.pipeInput("1", tagged("1", "Heavy floods close the northern motorway", 1, "x"));
            in.pipeInput("1", tagged("1", "Heavy floods close the northern motorway", 1, "x"));
            in.pipeInput("2", tagged("2", "Heavy floods close northern motorway again", 1, "y"));
            in.pipeInput("3", tagged("3", "Choir wins the national prize", 1, "x"));
            List<EnrichedArticle> out = driver.createOutputTopic(
                            Topic.ENRICHED.name(),
                            new StringDeserializer(),
                            JsonSerde.deserializer(EnrichedArticle.class))
                    .readValuesToList();
            assertThat(out).extracting(EnrichedArticle::story).containsExactly("story-1", "story-1", "story-3");
            assertThat(out).extracting(EnrichedArticle::storyNew).containsExactly(true, false, true);
            assertThat(out).extracting(EnrichedArticle::storySources).containsExactly(1, 2, 1);
            assertThat(out).extracting(EnrichedArticle::sequence).containsExactly(1L, 2L, 3L);
        }
    }

    private static EnrichedArticle tagged(String id, String title, int revision, String source) {
        return EnrichedArticle.tagged(
                article(id, title, id, source).withRevision(revision, List.of()), List.of(), List.of(), "");
    }

    @Test
    void repeatsItselfWhenAnOffsetIsReadAgain() {
        Revisions.Step first = new Revisions(List.of()).step("A", false, 5);
        assertThat(first.revision()).isEqualTo(1);
        assertThat(first.next().step("A", false, 5).revision()).isEqualTo(1);
        assertThat(first.next().step("A", false, 6).revision()).isZero();
        assertThat(first.next().step("B", false, 7).revision()).isEqualTo(2);
    }
}
