package org.tocsin.enrich.knowledge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tocsin.enrich.topic.TopicProblems;
import org.tocsin.enrich.topic.TopicTagger;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.TopicDefinition;
import org.tocsin.model.TopicDefinition.Example;

/** Tries topics on their own examples, each topic by itself, and sees that no single word of theirs makes them fire. */
public final class KnowledgeCheck {
    private static final String NO_EXAMPLE = "has no example";

    private final UnaryOperator<EnrichedArticle> names;

    /**
     * How one topic did.
     *
     * @param about examples that it must fire on
     * @param missed of them, those that it did not fire on
     * @param notAbout examples that it must not fire on
     * @param wrong of them, those that it fired on
     * @param sentences what is wrong, one sentence each; empty when the topic passed
     */
    public record Result(String id, int about, int missed, int notAbout, int wrong, List<String> sentences) {
        public Result {
            sentences = List.copyOf(sentences);
        }

        public boolean passed() {
            return sentences.isEmpty();
        }
    }

    /** Checks with the mentions that {@code names} finds in an article whose language is known. */
    public KnowledgeCheck(UnaryOperator<EnrichedArticle> names) {
        this.names = names;
    }

    /** Why a topic cannot be used, whether or not it has examples. */
    List<String> problems(TopicDefinition topic) {
        return check(topic).sentences().stream()
                .filter(sentence -> !sentence.startsWith(NO_EXAMPLE))
                .toList();
    }

    public Result check(TopicDefinition topic) {
        List<Example> about = topic.examples().about();
        List<Example> notAbout = topic.examples().notAbout();
        List<String> sentences = new ArrayList<>();
        TopicTagger tagger = new TopicTagger();
        try {
            tagger.put(List.of(topic));
        } catch (TopicProblems e) {
            return new Result(topic.id(), about.size(), about.size(), notAbout.size(), 0, e.sentences());
        }
        if (about.isEmpty() || notAbout.isEmpty()) {
            sentences.add(NO_EXAMPLE + " that it must " + (about.isEmpty() ? "" : "not ") + "fire on; add one");
        }
        List<Example> missed =
                about.stream().filter(example -> !fires(tagger, topic, example)).toList();
        List<Example> wrong = notAbout.stream()
                .filter(example -> fires(tagger, topic, example))
                .toList();
        missed.forEach(example -> sentences.add("does not fire on \"" + example.title() + "\""));
        wrong.forEach(example -> sentences.add("fires on \"" + example.title() + "\""));
        TopicTagger.singleWords(topic)
                .forEach((language, words) -> words.stream()
                        .distinct()
                        .filter(word -> fires(tagger, topic, new Example(language, word, ""))
                                || fires(
                                        tagger,
                                        topic,
                                        new Example(language, word, String.join("\n\n", word, word, word))))
                        .forEach(word -> sentences.add("fires on the single word \"" + word
                                + "\" alone; lower its weight or ask for a second group")));
        return new Result(topic.id(), about.size(), missed.size(), notAbout.size(), wrong.size(), sentences);
    }

    private boolean fires(TopicTagger tagger, TopicDefinition topic, Example example) {
        EnrichedArticle article = EnrichedArticle.tagged(
                new Article(
                        "",
                        1,
                        "",
                        example.title(),
                        "",
                        example.text(),
                        example.language(),
                        List.of(),
                        new Source("", "", "", "", ""),
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Origin.BACKFILL,
                        false,
                        List.of(),
                        "",
                        ""),
                List.of(),
                List.of(),
                "");
        return tagger.tag(names.apply(article)).stream()
                .anyMatch(tag -> tag.id().equals(topic.id()));
    }
}
