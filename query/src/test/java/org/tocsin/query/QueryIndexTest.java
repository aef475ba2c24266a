package org.tocsin.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QueryIndexTest {
    private static Set<String> ids(List<Hit> hits) {
        Set<String> ids = new HashSet<>();
        hits.forEach(
                hit -> assertThat(ids.add(hit.id())).as("once: " + hit.id()).isTrue());
        return ids;
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void printsWhatParsesToTheSameQueryAgain(long seed) {
        RandomQueries random = new RandomQueries(seed);
        for (int i = 0; i < 500; i++) {
            Node node = Parser.parse(random.query(3));
            assertThat(Parser.parse(Printer.print(node)))
                    .as(Printer.print(node))
                    .isEqualTo(node);
        }
    }

    /** The fast way through filing and programs answers as the slow one that walks the parsed query. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void findsExactlyWhatEachQueryFindsByItself(long seed) {
        RandomQueries random = new RandomQueries(seed);
        QueryIndex index = new QueryIndex();
        Map<String, Query> queries = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            Query query = Query.parse(random.query(i % 4));
            queries.put("q" + i, query);
            index.put("q" + i, query);
        }
        for (int i = 0; i < 60; i++) {
            if (i == 30) {
                index.refile();
            }
            Document document = Articles.document("en", random.text(5), random.text(i % 3 * 4), random.text(70));
            Map<String, Hit> hits = new HashMap<>();
            index.match(document)
                    .forEach(hit -> assertThat(hits.put(hit.id(), hit)).isNull());
            queries.forEach((id, query) -> {
                MatchResult alone = query.match(document);
                assertThat(hits.containsKey(id)).as(query.text()).isEqualTo(alone.matched());
                if (alone.matched()) {
                    MatchResult explained = Objects.requireNonNull(index.explain(id, document));
                    assertThat(explained.spans()).isEqualTo(alone.spans());
                    for (var span : alone.spans()) {
                        assertThat(document.text(span.field()).substring(span.start(), span.end()))
                                .isEqualTo(span.text());
                    }
                }
            });
        }
    }

    @Test
    void replacesAndRemovesAndSharesEqualQueries() {
        QueryIndex index = new QueryIndex();
        Document document = Articles.text("en", "Soldiers captured near Kursk");
        index.put("a", Query.parse("kursk AND soldiers"));
        index.put("b", Query.parse("kursk  soldiers"));
        index.put("c", Query.parse("(kursk OR drone) AND captured"));
        assertThat(ids(index.match(document))).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(index.stats()).isEqualTo(new QueryIndex.Stats(3, 2, 0, 4, 0));
        index.put("a", Query.parse("submarine"));
        assertThat(ids(index.match(document))).containsExactlyInAnyOrder("b", "c");
        assertThat(index.remove("b")).isTrue();
        assertThat(index.remove("b")).isFalse();
        assertThat(ids(index.match(document))).containsExactly("c");
        index.put("b", Query.parse("kursk AND soldiers"));
        assertThat(ids(index.match(document))).containsExactlyInAnyOrder("b", "c");
        assertThat(index.explain("no", document)).isNull();
    }

    @Test
    void explainsWhateverDocumentAndQueryTheThreadMatchedBefore() {
        QueryIndex index = new QueryIndex();
        index.put("kursk", Query.parse("kursk"));
        Document first = Articles.text("en", "Soldiers captured near Kursk");
        Document second = Articles.text("en", "Drones over Odesa and Kursk");
        assertThat(ids(index.match(first))).containsExactly("kursk");
        assertThat(matches(index, "kursk", second)).isTrue();
        // words that no query asked for when the thread looked at the document
        index.put("soldiers", Query.parse("soldiers AND NOT drones"));
        index.put("kursk", Query.parse("captured"));
        assertThat(matches(index, "soldiers", first)).isTrue();
        assertThat(matches(index, "kursk", first)).isTrue();
        assertThat(matches(index, "kursk", second)).isFalse();
        assertThat(index.explanation(Query.parse("near BEFORE/1 kursk"))
                        .of(first, 10)
                        .matched())
                .isTrue();
    }

    private static boolean matches(QueryIndex index, String id, Document document) {
        return Objects.requireNonNull(index.explain(id, document)).matched();
    }

    @Test
    void bringsDownNoNeighbourWhenAQueryOverrunsAndSetsItAside() {
        QueryIndex index = new QueryIndex();
        index.put("slow", Query.parse("(a1 NEAR/1000 a1) NEAR/1000 (a1 NEAR/1000 a1)"));
        index.put("good", Query.parse("kursk"));
        Document document = Articles.document("en", "Kursk", "", "a1 ".repeat(3_000));
        for (int i = 0; i < 4; i++) {
            assertThat(ids(index.match(document))).containsExactly("good");
        }
        assertThat(index.problems()).containsOnlyKeys("slow");
        assertThat(index.problems().get("slow")).startsWith("set aside: looked at more than 2,000,000 places");
        assertThat(index.stats().setAside()).isEqualTo(1);
        index.put("slow", Query.parse("kursk AND a1"));
        assertThat(ids(index.match(document))).containsExactlyInAnyOrder("good", "slow");
        assertThat(index.problems()).isEmpty();
    }

    @Test
    void boundsQueriesThatEveryDocumentIsComparedWith() {
        QueryIndex index = new QueryIndex();
        for (int i = 0; i < QueryIndex.MAX_UNSELECTIVE; i++) {
            index.put("q" + i, Query.parse("NOT w%d OR story.sources >= 3".formatted(i)));
        }
        assertThat(index.stats().unselective()).isEqualTo(QueryIndex.MAX_UNSELECTIVE);
        assertThatThrownBy(() -> index.put("more", Query.parse("story.new")))
                .hasMessageContaining("1,000 such queries already");
        assertThat(index.match(Articles.text("en", "w7"))).hasSize(QueryIndex.MAX_UNSELECTIVE - 1);
    }

    @Test
    void changesWhileOthersMatch() throws InterruptedException {
        QueryIndex index = new QueryIndex();
        RandomQueries random = new RandomQueries(21);
        for (int i = 0; i < 500; i++) {
            index.put("stay" + i, Query.parse(random.query(2)));
        }
        Document document = Articles.document("en", random.text(8), "", random.text(60));
        Set<String> expected = ids(index.match(document));
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            readers.add(Thread.ofPlatform().start(() -> {
                try {
                    while (!stop.get()) {
                        Set<String> found = ids(index.match(document));
                        found.removeIf(id -> !id.startsWith("stay"));
                        Set<String> missing = new HashSet<>(expected);
                        missing.removeAll(found);
                        assertThat(missing)
                                .as("missing; problems " + index.problems())
                                .isEmpty();
                        assertThat(found).isSubsetOf(expected);
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            }));
        }
        RandomQueries changing = new RandomQueries(22);
        for (int i = 0; i < 20_000; i++) {
            index.put("go" + i % 300, Query.parse(changing.query(2) + " OR x" + i));
            if (i % 3 == 0) {
                index.remove("go" + (i * 7) % 300);
            }
            if (i % 5_000 == 0) {
                index.refile();
            }
        }
        index.put("last", Query.parse("army OR border OR captured OR drone"));
        assertThat(ids(index.match(document))).contains("last");
        stop.set(true);
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(failure.get()).isNull();
    }

    @Test
    void runsAgainWhatWasSetAsideWhenItIsPutAgain() {
        QueryIndex index = new QueryIndex();
        Query slow = Query.parse("(a1 NEAR/1000 a1) NEAR/1000 (a1 NEAR/1000 a1)");
        index.put("slow", slow);
        for (int i = 0; i < QueryIndex.MAX_FAILURES; i++) {
            index.match(Articles.text("en", "a1 ".repeat(3_000)));
        }
        Document small = Articles.text("en", "a1 ".repeat(6));
        assertThat(index.match(small)).isEmpty();
        assertThat(index.problems()).containsKey("slow");

        index.put("slow", slow);

        assertThat(index.match(small)).extracting(Hit::id).containsExactly("slow");
        assertThat(index.problems()).isEmpty();
    }

    @Test
    void scoresTheSameWhateverTheOrderOfWords() {
        QueryIndex index = new QueryIndex();
        index.put("s", Query.parse("SCORE >= 5 (alpha^3, gamma^3) OR beta"));
        index.put("t", Query.parse("beta OR SCORE >= 5 (alpha^3, gamma^3)"));

        for (String text : List.of("gamma beta", "beta gamma", "alpha beta")) {
            assertThat(index.match(Articles.text("en", text)))
                    .as(text)
                    .containsExactlyInAnyOrder(new Hit("s", 3.0), new Hit("t", 3.0));
        }
    }

    @Test
    void replacesOneOfAsManyUnselectiveQueriesAsAreTaken() {
        QueryIndex index = new QueryIndex();
        for (int i = 0; i < QueryIndex.MAX_UNSELECTIVE; i++) {
            index.put("u" + i, Query.parse("story.sources >= " + (i + 1)));
        }

        index.put("u7", Query.parse("story.sources >= 5000"));

        assertThat(index.stats().unselective()).isEqualTo(QueryIndex.MAX_UNSELECTIVE);
        assertThatThrownBy(() -> index.put("more", Query.parse("story.sources >= 6000")))
                .hasMessageContaining("no word that an article must have");
    }
}
