package org.tocsin.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.EnrichedArticle;

/** The index finds what matching finds. */
final class SearchableTest {
    private static List<Integer> search(List<EnrichedArticle> articles, List<String> queries, List<List<Integer>> into)
            throws IOException {
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
            try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
                for (int i = 0; i < articles.size(); i++) {
                    org.apache.lucene.document.Document document = new org.apache.lucene.document.Document();
                    document.add(new StringField("number", String.valueOf(i), Field.Store.YES));
                    Searchable.add(document, articles.get(i));
                    writer.addDocument(document);
                }
            }
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                IndexSearcher searcher = new IndexSearcher(reader);
                for (String query : queries) {
                    List<Integer> found = new ArrayList<>();
                    for (ScoreDoc hit : searcher.search(Searchable.of(Query.parse(query)), Math.max(1, articles.size()))
                            .scoreDocs) {
                        found.add(Integer.valueOf(
                                searcher.storedFields().document(hit.doc).get("number")));
                    }
                    into.add(found.stream().sorted().toList());
                }
            }
        }
        return into.getFirst();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {41, 42})
    void findsWhatMatchingFinds(long seed) throws IOException {
        RandomQueries random = new RandomQueries(seed);
        Random numbers = new Random(seed);
        List<EnrichedArticle> articles = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            articles.add(Articles.enriched(
                    "en", random.text(3), random.text(numbers.nextInt(5)), random.text(numbers.nextInt(90))));
        }
        List<String> queries = new ArrayList<>();
        while (queries.size() < 250) {
            String query = random.query(queries.size() % 4);
            try {
                Query.parse(query);
                queries.add(query);
            } catch (QueryException e) {
                assertThat(e.column()).isPositive();
            }
        }

        List<List<Integer>> found = new ArrayList<>();
        search(articles, queries, found);

        for (int i = 0; i < queries.size(); i++) {
            Query query = Query.parse(queries.get(i));
            List<Integer> matched = new ArrayList<>();
            for (int article = 0; article < articles.size(); article++) {
                if (query.match(Document.of(articles.get(article))).matched()) {
                    matched.add(article);
                }
            }
            assertThat(found.get(i)).as(queries.get(i)).isEqualTo(matched);
        }
    }

    @Test
    void findsEveryLanguageAttributesAndCircles() throws IOException {
        List<EnrichedArticle> articles = List.of(
                Articles.enriched("uk", "Полонені солдати", "", "Двох північнокорейських солдатів узято в полон."),
                Articles.enriched("ko", "북한군이 쿠르스크에", "", ""),
                Articles.enriched("en", "U.S. officials", "Troops deployed", ""));
        List<String> queries = List.of(
                "солдат",
                "북한",
                "US",
                "=US",
                "deploy*",
                "place:Q5870",
                "near:51.7,36.2,50km",
                "near:10,10,50km",
                "source:bbc.co.uk AND NOT troops",
                "lead:troops",
                "\"officials troops\"",
                "burst >= 3",
                "story.new");
        List<List<Integer>> found = new ArrayList<>();
        search(articles, queries, found);

        assertThat(found)
                .containsExactly(
                        List.of(0),
                        List.of(1),
                        List.of(2),
                        List.of(2),
                        List.of(2),
                        List.of(0, 1, 2),
                        List.of(0, 1, 2),
                        List.of(),
                        List.of(0, 1),
                        List.of(2),
                        List.of(),
                        List.of(),
                        List.of(0, 1, 2));
    }
}
