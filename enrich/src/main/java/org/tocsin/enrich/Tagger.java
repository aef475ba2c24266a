package org.tocsin.enrich;

import java.util.List;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;

/** Language, entities and topics of one article: a pure function of its text and the shipped knowledge base. */
public final class Tagger {
    private final Gazetteer gazetteer = Gazetteer.shipped();
    private final TopicTagger topics = TopicTagger.shipped();

    public EnrichedArticle tag(Article article) {
        Article known = article.language().isEmpty()
                ? article.withLanguage(Language.of(article.title() + " " + article.summary() + " " + article.body()))
                : article;
        EnrichedArticle plain = new EnrichedArticle(known, gazetteer.find(known), List.of(), "", false, 0, 0);
        return new EnrichedArticle(known, plain.mentions(), topics.tag(plain), "", false, 0, 0);
    }
}
