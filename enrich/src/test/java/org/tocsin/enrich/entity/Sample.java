package org.tocsin.enrich.entity;

import org.tocsin.model.Article;

/** Articles for the tests of other packages. */
public final class Sample {
    private Sample() {}

    public static Article article(String language, String title, String body) {
        return EntityTaggerTest.article(language, title, body);
    }
}
