package org.tocsin.enrich;

import java.util.List;
import org.tocsin.enrich.language.LanguageDetector;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Mention;

/** Language, entities and topics of one article: a pure function of its text and the shipped knowledge base. */
public final class Tagger {
    private final Gazetteer gazetteer = Gazetteer.shipped();
    private final TopicTagger topics = TopicTagger.shipped();

    public EnrichedArticle tag(Article article) {
        EnrichedArticle plain = recognise(article);
        List<Mention> mentions = gazetteer.find(plain.article());
        EnrichedArticle named = EnrichedArticle.tagged(plain.article(), mentions, List.of(), "");
        return EnrichedArticle.tagged(plain.article(), mentions, topics.tag(named), "");
    }

    /** The article with its language and nothing else: what its text says, else what came with it. */
    public EnrichedArticle recognise(Article article) {
        return EnrichedArticle.tagged(article.withLanguage(LanguageDetector.of(article)), List.of(), List.of(), "");
    }
}
