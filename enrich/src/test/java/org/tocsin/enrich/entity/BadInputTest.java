package org.tocsin.enrich.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Mention;

final class BadInputTest {
    private static final EntityTagger TAGGER = EntityTagger.shipped();

    private static List<Mention> tag(String body) {
        return TAGGER.tag(EntityTaggerTest.article("en", "", body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n\n",
                "…",
                "\uD800",
                "\uDC00x\uD83D",
                "<",
                "<a",
                "<script>",
                "&amp",
                "&;",
                "'",
                "''s",
                "-",
                "𝕂𝕪𝕚𝕧"
            })
    void readsFragments(String text) {
        assertThat(tag(text)).allSatisfy(mention -> assertThat(mention.end()).isLessThanOrEqualTo(text.length()));
    }

    @Test
    void marksOfDirectionAndZeroWidthDoNotHideAName() {
        assertThat(tag("The road to \u200FKyiv\u200E is open, said Ky\u00ADiv."))
                .extracting(Mention::entity)
                .contains("Q1899");
    }

    @Test
    void mixesScripts() {
        assertThat(tag("Kyiv и Москва 북한 и Київ.")).extracting(Mention::entity).contains("Q1899", "Q649", "Q423");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "Kim ", "<a", "San ", "\"", "U.S.", "<script>", "Ab-", "'s", "&#1;"})
    void readsAMillionOfTheSame(String part) {
        String text = part.repeat(1_000_000 / part.length());
        assertThat(tag(text)).allSatisfy(mention -> assertThat(mention.start()).isLessThan(mention.end()));
    }

    @ParameterizedTest
    @CsvSource({
        "de, Trainerin Anna Zellweger sprach.",
        "es, La Fundación Puentes Abiertos habló.",
        "uk, Оксана Дорошкевич та Дорошкевич.",
        "en, Anna Zellweger met Carl Zellweger."
    })
    void readsAMegabyteOfNamesInAnyLanguage(String language, String sentence) {
        String text = (sentence + " ").repeat(1_000_000 / sentence.length());
        assertThat(EntityTagger.shipped().tag(EntityTaggerTest.article(language, "", text)))
                .hasSizeGreaterThan(20_000);
    }

    @Test
    void readsTenMegabytes() {
        String text = "The mayor of Kyiv spoke. ".repeat(420_000);
        assertThat(tag(text)).hasSize(420_000);
    }

    @Test
    void followsNoNameFurtherThanTheLongest() {
        Tokens tokens = Tokens.of("San ".repeat(10_000));
        assertThat(tokens.size()).isEqualTo(10_000);
        Reading reading = new Reading("body", "San ".repeat(10_000), "en", KnowledgeBase.of(List.of(), new Lexicon()));
        assertThat(reading.steps()).isLessThanOrEqualTo(10_000L * Names.LONGEST);
    }
}
