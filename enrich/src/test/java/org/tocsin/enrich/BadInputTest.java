package org.tocsin.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Intake;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.Topic;
import org.tocsin.runtime.JsonSerde;
import org.tocsin.runtime.KafkaSettings;

/** Whatever comes as an article is tagged or set aside; nothing stops the others. */
final class BadInputTest {
    private static final Tagger TAGGER = new Tagger();

    private static Article article(String id, String body) {
        return new Article(
                id,
                0,
                "",
                "",
                "",
                body,
                "",
                List.of(),
                new Source("", "", "", "", ""),
                Instant.EPOCH,
                Instant.EPOCH,
                Origin.LIVE,
                false,
                List.of(),
                id,
                "batch");
    }

    static Stream<String> texts() {
        return Stream.of(
                "",
                " \n ",
                "\uD83D lone \uDE00 surrogates \uDC00\uD800 in Kyiv",
                "\u202Eمرحبا\u202C Kyiv \u200Fשלום\u200E и Москва 북한 中国",
                "A".repeat(1_000_000),
                "KYIV ".repeat(200_000),
                "<".repeat(100_000),
                "&#".repeat(100_000),
                "Soldiers were killed in Ukraine by a missile attack. ".repeat(20_000));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void tagsOddTexts(String text) {
        EnrichedArticle tagged = TAGGER.tag(article("1", text));
        assertThat(tagged.mentions())
                .allSatisfy(mention ->
                        assertThat(mention.surface()).isEqualTo(text.substring(mention.start(), mention.end())));
        assertThat(tagged.topics())
                .allSatisfy(topic -> assertThat(topic.evidence())
                        .allSatisfy(
                                span -> assertThat(span.text()).isEqualTo(text.substring(span.start(), span.end()))));
    }

    @Test
    void tagsTenMegabytes() {
        String text = "The mayor of Kyiv spoke about the weather and the harvest of the year. ".repeat(145_000);
        assertThat(text.length()).isGreaterThan(10_000_000);
        assertThat(TAGGER.tag(article("1", text)).mentions()).hasSize(145_000);
    }

    @Test
    void aPoisonousRecordGoesToTheDeadLettersAndItsNeighboursPass(@TempDir Path state) {
        Properties settings = new KafkaSettings("unused:9092").streams("tag", state, false, "tag");
        byte[] poison = "{\"id\": 7, \"published\": \"neve".getBytes(StandardCharsets.UTF_8);
        try (TopologyTestDriver driver = new TopologyTestDriver(TagTopology.build(TAGGER::tag), settings)) {
            TestInputTopic<byte[], byte[]> in = driver.createInputTopic(
                    Topic.ARTICLES.name(), new ByteArraySerializer(), new ByteArraySerializer());
            in.pipeInput(key("1"), Json.mapper().writeValueAsBytes(article("1", "Talks in Kyiv")));
            in.pipeInput(key("2"), poison);
            in.pipeInput(key("3"), Json.mapper().writeValueAsBytes(article("3", "Talks in Warsaw")));
            assertThat(driver.createOutputTopic(
                                    Topic.TAGGED.name(),
                                    new StringDeserializer(),
                                    JsonSerde.deserializer(EnrichedArticle.class))
                            .readKeyValuesToList())
                    .extracting(record -> record.key)
                    .containsExactly("1", "3");
            assertThat(driver.createOutputTopic(
                                    Topic.DEAD_LETTERS.name(), new StringDeserializer(), new ByteArrayDeserializer())
                            .readRecordsToList())
                    .singleElement()
                    .satisfies(record -> {
                        assertThat(record.getKey()).isEqualTo("2");
                        assertThat(record.getValue()).isEqualTo(poison);
                        assertThat(record.getHeaders().toArray()).isNotEmpty();
                    });
        }
    }

    @Test
    void whatCannotBeTaggedGoesThereTooAndIsTaggedWhenItIsTriedAgain(@TempDir Path state) {
        Properties settings = new KafkaSettings("unused:9092").streams("tag", state, false, "tag");
        AtomicBoolean broken = new AtomicBoolean(true);
        Function<Article, EnrichedArticle> tagger = article -> {
            if (article.id().equals("2") && broken.get()) {
                throw new IllegalStateException("the dictionary is torn");
            }
            return TAGGER.tag(article);
        };
        byte[] hard = Json.mapper().writeValueAsBytes(article("2", "Talks in Minsk"));
        try (TopologyTestDriver driver = new TopologyTestDriver(TagTopology.build(tagger), settings)) {
            TestInputTopic<byte[], byte[]> in = driver.createInputTopic(
                    Topic.ARTICLES.name(), new ByteArraySerializer(), new ByteArraySerializer());
            TestOutputTopic<String, EnrichedArticle> out = driver.createOutputTopic(
                    Topic.TAGGED.name(), new StringDeserializer(), JsonSerde.deserializer(EnrichedArticle.class));
            in.pipeInput(key("1"), Json.mapper().writeValueAsBytes(article("1", "Talks in Kyiv")));
            in.pipeInput(key("2"), hard);
            in.pipeInput(key("3"), Json.mapper().writeValueAsBytes(article("3", "Talks in Warsaw")));
            assertThat(out.readKeyValuesToList())
                    .extracting(record -> record.key)
                    .containsExactly("1", "3");
            assertThat(driver.createOutputTopic(
                                    Topic.DEAD_LETTERS.name(), new StringDeserializer(), new ByteArrayDeserializer())
                            .readRecordsToList())
                    .singleElement()
                    .satisfies(record -> {
                        assertThat(record.getValue()).isEqualTo(hard);
                        assertThat(Arrays.toString(record.getHeaders().toArray()))
                                .contains("errors.message");
                        assertThat(new String(
                                        record.getHeaders()
                                                .lastHeader("__streams.errors.message")
                                                .value(),
                                        StandardCharsets.UTF_8))
                                .contains("the dictionary is torn");
                    });
            TestOutputTopic<String, Intake> intake = driver.createOutputTopic(
                    Topic.INTAKE.name(), new StringDeserializer(), JsonSerde.deserializer(Intake.class));
            assertThat(intake.readValuesToList())
                    .extracting(Intake::outcome)
                    .containsExactly("accepted", "rejected", "accepted");
            broken.set(false);
            in.pipeInput(key("2"), hard);
            assertThat(intake.readValuesToList()).extracting(Intake::outcome).containsExactly("accepted");
            assertThat(out.readKeyValuesToList())
                    .extracting(record -> record.key)
                    .containsExactly("2");
        }
    }

    private static byte[] key(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }
}
