package org.tocsin.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Entity;
import org.tocsin.model.Span;

final class QueryTest {
    private static Document article(String language, String title, String summary) {
        return Articles.document(language, title, summary, "");
    }

    private static boolean matches(String query, String text) {
        return Query.parse(query).match(article("en", text, "")).matched();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            soldiers | A soldier returns | true
            assad | The ambassador spoke | false
            "north korean soldiers" | Two North Korean soldiers were seen | true
            "north soldiers" | Two North Korean soldiers were seen | false
            "north soldiers"~1 | Two North Korean soldiers were seen | true
            "soldiers north"~3 | Two North Korean soldiers were seen | true
            =US | Tell us more | false
            =US | The US said | true
            deploy* | Deployment goes on | true
            "north korea*" | North Koreans arrive | true
            troops NEAR/2 kursk | Troops enter the Kursk area | true
            troops NEAR/1 kursk | Troops enter the Kursk area | false
            kursk BEFORE/5 troops | Troops enter the Kursk area | false
            2 OF (captured, prisoner, POW) | The captured prisoner | true
            2 OF (captured, prisoner, POW) | The captured flag captured again | false
            kursk -submarine | The submarine Kursk | false
            kursk AND NOT submarine | Kursk fighting | true
            a1 OR b1 c1 | a1 | true
            (a1 OR b1) c1 | a1 | false
            NOT a1 OR b1 | zz | true
            title:kursk | Kursk fighting | true
            lead:kursk | Kursk fighting | false
            source:bbc.co.uk lang:en country:gb | anything | true
            topic:kursk | anything | true
            topic:casualties | anything | false
            story.sources >= 2 | anything | true
            story.sources >= 3 | anything | false
            story.new | anything | true
            café | the cafe | true
            """)
    void matchesAsTheManualSays(String query, String text, boolean expected) {
        assertThat(matches(query, text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "en, soldiers, one soldier",
        "de, Soldat, zwei Soldaten",
        "ru, солдат, двух солдатов",
        "uk, військовий, військового",
        "ko, 포로, 포로를 만났다"
    })
    void matchesInflectedWords(String language, String query, String text) {
        assertThat(Query.parse(query).match(article(language, text, "")).matched())
                .isTrue();
    }

    @Test
    void countsAClauseOnceAndGivesScoreAndSpans() {
        MatchResult result = Query.parse("SCORE >= 8 (POW^6, \"prisoner of war\"^8, captured^3, prison^-5)")
                .match(article("en", "POW, POW and captured", "no one"));
        assertThat(result.matched()).isTrue();
        assertThat(result.score()).isEqualTo(9.0);
        assertThat(result.threshold()).isEqualTo(8.0);
        assertThat(result.spans())
                .containsExactly(
                        new Span("title", 0, 3, "POW", "POW"),
                        new Span("title", 5, 8, "POW", "POW"),
                        new Span("title", 13, 21, "captured", "captured"));
    }

    @Test
    void phrasesDoNotCrossFieldsButAndDoes() {
        Document document = article("en", "North Korean", "soldiers");
        assertThat(Query.parse("\"Korean soldiers\"").match(document).matched()).isFalse();
        assertThat(Query.parse("Korean AND soldiers").match(document).matched()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            troops "north korea | 8 | not closed
            (a1 OR b1 | 1 | not closed
            colour:red | 1 | unknown field
            a1 AND | 7 | ends here
            ab* | 1 | prefix
            a1 NEAR/x b1 | 4 | whole number
            5 OF (a1, b1) | 1 | from 1 to 2
            like:"x" | 1 | switched off, as no model of meaning
            a1 NEAR5 b1 | 4 | did you mean NEAR/5
            a1 near/3 b1 | 4 | did you mean NEAR/3
            a1 NEAR b1 | 4 | did you mean NEAR/5?
            titel:red | 1 | did you mean title:?
            score >= 3 (a1) | 1 | operators are capitals only
            near:91,0,5km | 6 | near:51.73,36.19,100km
            a1 NEAR/2000 b1 | 4 | at most 1,000 words
            "a1 b1"~2 NEAR/2 c1 | 11 | phrases without ~
            """)
    void namesTheColumnOfAMistake(String query, int column, String words) {
        assertThatThrownBy(() -> Query.parse(query))
                .isInstanceOfSatisfying(
                        QueryException.class,
                        error -> assertThat(error.column()).isEqualTo(column))
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Kursk | <p>In <b class="kursk">Kursk</b> today</p> | 23 | 28 | Kursk
            café | the caf&eacute;</i> opened | 4 | 15 | caf&eacute;
            "AT&T said" | <i>AT&amp;T</i> said | 3 | 20 | AT&amp;T</i> said
            troops | 2 < 3 & <br/>troops | 13 | 19 | troops
            Kursk | <script>var kursk = 1</script> K<b>ur</b>sk | 31 | 43 | K<b>ur</b>sk
            """)
    void readsHtmlAsAReaderSeesItAndCountsInTheFieldAsGiven(
            String query, String text, int start, int end, String word) {
        assertThat(Query.parse(query).match(article("en", "", text)).spans())
                .extracting(Span::start, Span::end, Span::text)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(start, end, word));
    }

    @Test
    void findsNoWordOfATag() {
        assertThat(matches("href OR example OR div", "<div><a href=\"https://example.org\">Kursk</a></div>"))
                .isFalse();
        assertThat(matches("less", "5 < less & 6 > 5")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "source:bbc.co.uk",
                "topic:kursk AND NOT lang:uk",
                "2 OF (entity:Q1, story.new, burst >= 3, near:51.73,36.19,100km)",
                "SCORE >= 1 (topic:kursk^2)"
            })
    void asksForNoWordsWhereOnlyWhatIsKnownOfAnArticleCounts(String text) {
        assertThat(Query.parse(text).asksForWords()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kursk",
                "topic:kursk OR kursk*",
                "topic:kursk AND NOT title:kursk",
                "2 OF (topic:kursk, troops NEAR/3 kursk)",
                "SCORE >= 1 (topic:kursk^2, kursk^1)"
            })
    void asksForWordsWhereverThereIsOne(String text) {
        assertThat(Query.parse(text).asksForWords()).isTrue();
    }

    @Test
    void estimatesItsCost() {
        assertThat(Query.parse("kursk").cost()).isEqualTo(1);
        assertThat(Query.parse("\"north korean soldiers\" AND deploy* AND NOT topic:kursk")
                        .cost())
                .isEqualTo(8);
        assertThat(Query.parse("(a1 OR b1) NEAR/3 \"c1 d1\"").cost()).isEqualTo(16);
        assertThat(Query.parse("\"troops kursk\"~8").cost()).isEqualTo(6);
        assertThat(Query.parse("kursk AND NOT war").selective()).isTrue();
        assertThat(Query.parse("kursk OR NOT war").selective()).isFalse();
        QueryIndex index = new QueryIndex();
        index.put("q", Query.parse("war OR kursk"));
        for (int i = 0; i < 100; i++) {
            index.match(Articles.text("en", i % 4 == 0 ? "war in kursk" : "war"));
        }
        assertThat(index.share(Query.parse("war"))).isCloseTo(1, within(0.001));
        assertThat(index.share(Query.parse("war kursk"))).isCloseTo(0.25, within(0.001));
        assertThat(index.share(Query.parse("story.new"))).isEqualTo(1);
    }

    /** Stands for a model: texts mean the same that have the same share of vowels. */
    private static float[] vowels(String text) {
        long vowels = text.chars().filter(c -> "aeiou".indexOf(c) >= 0).count();
        return new float[] {vowels, text.length() - vowels};
    }

    @Test
    void comparesMeaningsWhereAnEmbedderIsGiven() {
        Query query = Query.parseWithMeaning("like:\"aaaa bbbb\" >= 0.9 AND kursk", QueryTest::vowels);
        assertThat(query.text()).isEqualTo("like:\"aaaa bbbb\" >= 0.9 AND kursk");
        assertThat(Query.parseWithMeaning(query.text(), QueryTest::vowels)).isEqualTo(query);
        assertThat(query.match(article("en", "kursk aeaeaeae", "")).matched()).isTrue();
        assertThat(query.match(article("en", "kursk xxxxxxxxx", "")).matched()).isFalse();
        QueryIndex index = new QueryIndex(QueryTest::vowels);
        index.put("q", query);
        index.refile();
        assertThat(index.match(article("en", "kursk aeaeaeae", "")))
                .extracting(Hit::id)
                .containsExactly("q");
        assertThat(index.match(article("en", "kursk xxxxxxxxx", ""))).isEmpty();
        assertThatThrownBy(() -> Query.parseWithMeaning("like:\"a\" >= 1.5", QueryTest::vowels))
                .hasMessageContaining("column 13");
        assertThatThrownBy(() -> Query.parseWithMeaning("like:a", QueryTest::vowels))
                .hasMessageContaining("text in quotes");
        assertThatThrownBy(() -> new QueryIndex(null).put("q", query)).hasMessageContaining("switched off");
    }

    @Test
    void turnsNamesIntoIdsAndListsTheIdsOfAnAmbiguousName() {
        EntityNames names = EntityNames.of(List.of(
                new Entity(
                        "Q423",
                        "place",
                        Map.of("en", List.of("North Korea", "DPRK"), "fr", List.of("Corée")),
                        40.0,
                        127.0),
                new Entity("Q1", "person", Map.of("en", List.of("Kim Jong-un", "Kim")), null, null),
                new Entity(
                        "tocsin:kim",
                        "person",
                        Map.of("en", List.of("Kim")),
                        null,
                        null,
                        "",
                        "footballer",
                        List.of(),
                        false)));
        assertThat(Query.parse("entity:\"north korea\" AND entity:(coree OR Q2)", names)
                        .text())
                .isEqualTo("entity:Q423 AND entity:(Q423 OR Q2)");
        assertThat(Query.parse("place:dprk entity:\"Kim Jong Un\"", names).text())
                .isEqualTo("place:Q423 AND entity:Q1");
        assertThatThrownBy(() -> Query.parse("war AND entity:Kim", names))
                .hasMessage("column 16: \"Kim\" may be Q1 (Kim Jong-un, person), tocsin:kim (Kim, footballer); "
                        + "choose one, as in entity:Q1");
        assertThatThrownBy(() -> Query.parse("place:\"Kim Jong-un\"", names))
                .hasMessageContaining("column 7: no place is known as \"Kim Jong-un\"");
        assertThat(Query.parse("entity:tocsin:kim", names).text()).isEqualTo("entity:tocsin:kim");
    }

    @Test
    void refusesWhatIsTooLongOrTooDeep() {
        assertThatThrownBy(() -> Query.parse("a".repeat(8_193))).hasMessageContaining("8,193 bytes; at most 8,192");
        assertThatThrownBy(() -> Query.parse("(".repeat(33) + "a")).hasMessageContaining("nested deeper than 32");
        assertThatThrownBy(() -> Query.parse("-".repeat(33) + "a")).hasMessageContaining("nested deeper than 32");
        assertThatThrownBy(() -> Query.parse("title:".repeat(33) + "a")).hasMessageContaining("nested deeper than 32");
        assertThatThrownBy(() -> Query.parse("a ".repeat(1_025))).hasMessageContaining("at most 1,024 clauses");
        assertThatThrownBy(() -> Query.parse("NOT a AND -b"))
                .hasMessageContaining("add at least one word that must be");
        assertThatThrownBy(() -> Query.parse("SCORE >= 1 (a^-1)")).hasMessageContaining("add at least one word");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2 OF (near:51.73,36.19,100km, kursk, troops) | 2 OF (near:51.73,36.19,100km, kursk, troops)
            title:kursk title:(a b) NOT NOT -c | title:kursk AND title:(a AND b) AND NOT NOT NOT c
            source:(bbc.co.uk cnn.com) OR topic:(medtop:20000080 OR kursk) | source:(bbc.co.uk OR cnn.com) OR topic:(medtop:20000080 OR kursk)
            SCORE >= 0.8 (a b^0.1, 2 OF (c, d)^0.7) | SCORE >= 0.8 ((a AND b)^0.1, (2 OF (c, d))^0.7)
            Moscow - Kyiv talks | Moscow AND Kyiv AND talks
            """)
    void hasOneSpellingThatReadsTheSame(String query, String canonical) {
        assertThat(Query.parse(query).text()).isEqualTo(canonical);
        assertThat(Query.parse(canonical).text()).isEqualTo(canonical);
    }

    @Test
    void readsItsOwnSpellingOfQueriesNearTheLimits() {
        String words = java.util.stream.IntStream.range(0, 1024)
                .mapToObj(i -> "a" + i)
                .collect(java.util.stream.Collectors.joining(" "));
        for (String query : List.of(
                words,
                "title:w1xx ".repeat(400),
                "title:".repeat(17) + "kursk",
                "kursk " + "-".repeat(17) + "army",
                "source:(" + "bbc.co.uk ".repeat(700) + ")",
                "2 OF (a, ".repeat(25) + "b" + ")".repeat(25))) {
            Query parsed = Query.parse(query);
            QueryIndex index = new QueryIndex();
            index.put("long", parsed);
            index.put("good", Query.parse("kursk"));
            index.refile();

            assertThat(Query.parse(parsed.text())).isEqualTo(parsed);
            Document document = article("en", "kursk " + words, "");
            assertThat(index.explain("long", document)).isNotNull();
            assertThat(index.match(document)).extracting(Hit::id).contains("good");
        }
        assertThatThrownBy(() -> Query.parse(words + " b"))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("at most 1,024 clauses");
        assertThatThrownBy(() -> Query.parse("2 OF (a, ".repeat(33) + "b" + ")".repeat(33)))
                .hasMessageContaining("nested deeper");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            source:(NOT bbc.co.uk) | column 9: NOT is no value
            source:(bbc.co.uk AND cnn.com) | column 19: AND is no value
            source:(a, b) | column 10: unexpected ,; the values of source: stand apart by OR or a space
            *bc | column 1: * may stand at the end
            de*ploy | column 3: * may stand at the end
            "Nor* Korea" | column 5: * may stand at the end
            wom?n | column 4: ? is no wildcard
            "=US troops" | column 2: = stands before the quotes
            SCORE 5 (a^2) | column 7: expected >=, found 5; did you mean >= 5?
            NEAR/5 troops | column 1: NEAR/5 needs a word or phrase on each side
            2 OF a | column 6: expected ( after OF, found a
            burst >= x | column 10: expected a number, found x
            xyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy* | column 1: a prefix may have at most 40 letters
            """)
    void saysWhereAMistakeIsAndWhatWasMeant(String query, String message) {
        assertThatThrownBy(() -> Query.parse(query))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining(message);
    }

    @Test
    void addsWeightsAsDecimalNumbers() {
        MatchResult result =
                Query.parse("SCORE >= 0.8 (kursk^0.1, troops^0.7)").match(article("en", "Kursk troops", ""));

        assertThat(result.matched()).isTrue();
        assertThat(result.score()).isEqualTo(0.8);
        assertThat(matches("SCORE >= 1 (kursk^0.3, troops^0.6, army^0.1)", "kursk troops army"))
                .isTrue();
        assertThat(matches("SCORE >= 0.81 (kursk^0.1, troops^0.7)", "Kursk troops"))
                .isFalse();
    }

    @Test
    void explainsWithinBoundsWhatWouldTakeForEver() {
        Document document = Articles.document("en", "Kursk", "", "the ".repeat(4_000));
        for (String query : List.of(
                "kursk OR (the NEAR/1000 the)",
                "kursk OR \"the the the the kursk\"~1000",
                "kursk OR ((the NEAR/1000 the) NEAR/1000 (the NEAR/1000 the))")) {
            MatchResult result = Query.parse(query).match(document);

            assertThat(result.matched()).isTrue();
            assertThat(result.spans()).extracting(Span::field).contains("title");
            assertThat(result.spans()).hasSizeLessThanOrEqualTo(2 * Explainer.MAX_SPANS_PER_CLAUSE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "topic:kursk",
                "topic: KURSK",
                "topic:(sanctions OR kursk)",
                "war AND NOT NOT topic:kursk",
                "war AND NOT (peace AND NOT topic:kursk)",
                "2 OF (war, topic:kursk, peace)",
                "SCORE >= 2 (war^1, topic:kursk^2)"
            })
    void asksForATopicHoweverItIsWritten(String text) {
        assertThat(Query.parse(text).asksForTopic("kursk")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "war AND NOT topic:kursk",
                "\"topic kursk\"",
                "entity:kursk",
                "topic:kursk-nuclear",
                "SCORE >= 2 (war^2, topic:kursk^-1)"
            })
    void doesNotAskForATopicThatItExcludesOrDoesNotName(String text) {
        assertThat(Query.parse(text).asksForTopic("kursk")).isFalse();
    }
}
