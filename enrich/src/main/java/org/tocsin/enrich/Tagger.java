package org.tocsin.enrich;

import java.util.List;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.enrich.language.LanguageDetector;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;

/** Language, entities and topics of one article: a pure function of its text and what is known now. */
public final class Tagger {
    private final Knowledge knowledge;

    /** Tags with the shipped knowledge. */
    public Tagger() {
        this(new Knowledge());
    }

    /** Tags with what {@code knowledge} is at the time of each article. */
    public Tagger(Knowledge knowledge) {
        this.knowledge = knowledge;
    }

    public EnrichedArticle tag(Article article) {
        String version = knowledge.version();
        EnrichedArticle named = name(recognise(article));
        return EnrichedArticle.tagged(named.article(), named.mentions(), knowledge.topics(named), version);
    }

    /** An article whose language is known, with its mentions. */
    public EnrichedArticle name(EnrichedArticle plain) {
        return knowledge.named(plain);
    }

    /** The article with its language and nothing else: what its text says, else what came with it. */
    public EnrichedArticle recognise(Article article) {
        return EnrichedArticle.tagged(article.withLanguage(LanguageDetector.of(article)), List.of(), List.of(), "");
    }
}
