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
    private static final int AT_ONCE = 1_000;

    private Offline() {}

    /**
     * Tagging on every core, then stories on one.
     *
     * @param before articles that are remembered when those that count come, as in a pipeline that has warmed up
     */
    static double tagging(List<Article> before, List<Article> articles) {
        Tagger tagger = new Tagger();
        double rate = 0;
        for (int run = 1; run <= RUNS; run++) {
            Stories stories = new Stories();
            int remembered = 0;
            if (run == RUNS) {
                for (; remembered < before.size(); remembered += AT_ONCE) {
                    assign(
                            stories,
                            tagged(tagger, before.subList(remembered, Math.min(remembered + AT_ONCE, before.size()))),
                            remembered);
                }
            }
            long start = System.nanoTime();
            assign(stories, tagged(tagger, articles), remembered);
            rate = articles.size() / ((System.nanoTime() - start) / 1e9);
        }
        return rate;
    }

    private static List<EnrichedArticle> tagged(Tagger tagger, List<Article> articles) {
        return articles.parallelStream().map(tagger::tag).toList();
    }

    private static void assign(Stories stories, List<EnrichedArticle> tagged, long offset) {
        for (EnrichedArticle article : tagged) {
            stories.assign(article, ++offset);
        }
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
