package org.tocsin.enrich.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.TopicDefinition;
import org.tocsin.model.TopicTag;

final class TopicTaggerTest {
    private static final TopicDefinition FERRIES = topic(
            "ferries",
            Map.of("en", "ferry, harbour", "uk", "пором*, гавань", "ru", "паром*, гавань", "ko", "여객선*, 항구"));
    private static final TopicDefinition BRIDGES = topic("bridges", Map.of("en", "bridge, span", "ko", "다리*, 교량"));

    /** Two words of the group make it fire. */
    private static TopicDefinition topic(String id, Map<String, String> words) {
        return new TopicDefinition(
                id,
                id,
                Map.of(),
                List.of(),
                1,
                Map.of("things", words),
                "SCORE >= 2 (2 OF {things}^2)",
                new TopicDefinition.Spread(List.of(), 1),
                new TopicDefinition.Examples(List.of(), List.of()));
    }

    private static EnrichedArticle article(String language, String text) {
        return EnrichedArticle.tagged(
                LabelledNews.article("", "", text).withLanguage(language), List.of(), List.of(), "");
    }

    private static List<String> ids(TopicTagger tagger, String language, String text) {
        return tagger.tag(article(language, text)).stream().map(TopicTag::id).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "en, The ferry left the harbour, ferries",
        "uk, Пором залишив гавань, ferries",
        "ru, Пором залишив гавань, ferries",
        "ko, 여객선이 항구를 떠났다, ferries",
        "sv, The ferry left the harbour, ferries",
        "sv, 여객선이 항구를 떠났다, ferries",
        "en, 여객선이 항구를 떠났다, ''",
        "en, A bridge of one span, bridges"
    })
    void theFirstArticleOfALanguageIsTaggedAsAnyLaterOne(String language, String text, String topic) {
        List<String> expected = topic.isEmpty() ? List.of() : List.of(topic);
        TopicTagger fresh = new TopicTagger(List.of(FERRIES, BRIDGES));
        assertThat(ids(fresh, language, text)).isEqualTo(expected);
        assertThat(ids(fresh, language, text)).isEqualTo(expected);
        TopicTagger learnt = new TopicTagger(List.of(FERRIES, BRIDGES));
        learnt.learn();
        assertThat(learnt.tag(article(language, text))).isEqualTo(fresh.tag(article(language, text)));
    }

    @Test
    void whatIsPutAndRemovedBeforeALanguageIsFirstReadCountsInIt() {
        TopicTagger tagger = new TopicTagger(List.of(FERRIES, BRIDGES));
        tagger.put(List.of(topic("ferries", Map.of("en", "ferry, quay", "ko", "여객선*, 부두"))));
        tagger.remove("bridges");
        assertThat(ids(tagger, "ko", "여객선이 부두를 떠났다. 다리와 교량")).containsExactly("ferries");
        assertThat(ids(tagger, "ko", "여객선이 항구를 떠났다")).isEmpty();
        assertThat(ids(tagger, "en", "The ferry left the quay by a bridge of one span"))
                .containsExactly("ferries");
    }
}
