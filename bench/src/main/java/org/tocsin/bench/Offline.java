package org.tocsin.bench;

import java.util.List;
import org.tocsin.enrich.Tagger;
import org.tocsin.enrich.story.Stories;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.query.Document;
import org.tocsin.query.Query;
import org.tocsin.query.QueryIndex;

/** The work of the steps without a broker: articles a second on every core, the last of {@link #RUNS}; the others warm up. */
final class Offline {
    private static final int RUNS = 4;

    private Offline() {}

    /** Tagging on every core, then stories on one. */
    static double tagging(List<Article> articles) {
        Tagger tagger = new Tagger();
        double rate = 0;
        for (int run = 0; run < RUNS; run++) {
            Stories stories = new Stories();
            long start = System.nanoTime();
            List<EnrichedArticle> tagged =
                    articles.parallelStream().map(tagger::tag).toList();
            for (int i = 0; i < tagged.size(); i++) {
                stories.assign(tagged.get(i), i + 1L);
            }
            rate = articles.size() / ((System.nanoTime() - start) / 1e9);
        }
        return rate;
    }

    /** Analysis and matching against all queries. */
    static double matching(List<Article> articles, List<String> queries) {
        QueryIndex index = index(queries);
        List<EnrichedArticle> all = articles.stream()
                .map(article -> EnrichedArticle.tagged(article, List.of(), List.of(), ""))
                .toList();
        double rate = 0;
        for (int run = 0; run < RUNS; run++) {
            long start = System.nanoTime();
            int hits = all.parallelStream()
                    .mapToInt(article -> index.match(Document.of(article)).size())
                    .sum();
            rate = all.size() / ((System.nanoTime() - start) / 1e9);
            if (hits == 0) {
                throw new IllegalStateException("no article matched any of %d queries".formatted(queries.size()));
            }
        }
        return rate;
    }

    static QueryIndex index(List<String> queries) {
        QueryIndex index = new QueryIndex();
        for (int i = 0; i < queries.size(); i++) {
            index.put("s" + i, Query.parse(queries.get(i)));
        }
        return index;
    }
}
