package org.tocsin.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.monitor.Monitor;
import org.apache.lucene.monitor.MonitorQuery;
import org.apache.lucene.monitor.QueryMatch;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;

/**
 * What Lucene can express finds exactly what lucene-monitor finds with the same analysis: terms, phrases, slop,
 * prefixes, boolean forms, minimum should match and fields; on texts in which words meet often, and on real articles,
 * whose signs are blanked, since what a word is differs by design.
 */
final class OracleTest {
    private static final List<String> FIELDS = List.of("title", "summary", "body");
    private static final int QUERIES = 1_000;
    private static final int ARTICLES = 100;

    private static final String WRITTEN = ".written";

    /** Few, so that they meet often. */
    private static final List<String> WORDS = List.of(
            "army", "border", "drone", "east", "front", "general", "kursk", "leader", "missile", "north", "officer",
            "region", "soldier", "village");

    /** One query in both spellings. */
    private record Both(String ours, Query theirs) {}

    private static final class Words extends Analyzer {
        Words() {
            super(PER_FIELD_REUSE_STRATEGY);
        }

        @Override
        protected TokenStreamComponents createComponents(String field) {
            StandardTokenizer words = new StandardTokenizer();
            TokenStream lower = new LowerCaseFilter(words);
            return new TokenStreamComponents(words, field.endsWith(WRITTEN) ? lower : EnglishStems.of(lower));
        }
    }

    private final Analyzer analyzer = new Words();
    private Random random = new Random(0);
    private List<String> stock = WORDS;

    private String word() {
        return stock.get((int) (stock.size() * Math.pow(random.nextDouble(), 1.4)));
    }

    private String stem(String word) {
        try (TokenStream stream = analyzer.tokenStream("body", word)) {
            CharTermAttribute term = stream.getAttribute(CharTermAttribute.class);
            stream.reset();
            stream.incrementToken();
            String stem = term.toString();
            stream.end();
            return stem;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Both query(int depth) {
        int kind = depth == 0 ? random.nextInt(5) : random.nextInt(10);
        return switch (kind) {
            case 0, 1 -> leaf();
            case 2 -> {
                List<String> words = List.of(word(), word());
                yield anywhere("\"" + String.join(" ", words) + "\"", field -> phrase(0, field, words));
            }
            case 3 -> {
                List<String> words = new ArrayList<>(new TreeSet<>(List.of(word(), word(), word())));
                int slop = random.nextInt(1, 5);
                yield anywhere("\"" + String.join(" ", words) + "\"~" + slop, field -> phrase(slop, field, words));
            }
            case 4 -> {
                String start = word().substring(0, 3);
                yield anywhere(start + "*", field -> new PrefixQuery(new Term(field + WRITTEN, start)));
            }
            case 5 -> {
                String field = FIELDS.get(random.nextInt(3));
                String word = word();
                yield new Both(field + ":" + word, new TermQuery(new Term(field, stem(word))));
            }
            case 6 -> joined(" AND ", Occur.MUST, query(depth - 1), query(depth - 1));
            case 7 -> joined(" OR ", Occur.SHOULD, query(depth - 1), query(depth - 1));
            case 8 -> {
                Both yes = query(depth - 1);
                Both no = query(depth - 1);
                yield new Both(
                        "(" + yes.ours() + ") AND NOT (" + no.ours() + ")",
                        new BooleanQuery.Builder()
                                .add(yes.theirs(), Occur.MUST)
                                .add(no.theirs(), Occur.MUST_NOT)
                                .build());
            }
            default -> {
                Both a = query(depth - 1);
                Both b = query(depth - 1);
                Both c = query(depth - 1);
                yield new Both(
                        "2 OF (" + a.ours() + ", " + b.ours() + ", " + c.ours() + ")",
                        new BooleanQuery.Builder()
                                .setMinimumNumberShouldMatch(2)
                                .add(a.theirs(), Occur.SHOULD)
                                .add(b.theirs(), Occur.SHOULD)
                                .add(c.theirs(), Occur.SHOULD)
                                .build());
            }
        };
    }

    private Both leaf() {
        String word = word();
        return anywhere(word, field -> new TermQuery(new Term(field, stem(word))));
    }

    private Query phrase(int slop, String field, List<String> words) {
        return new PhraseQuery(slop, field, words.stream().map(this::stem).toArray(String[]::new));
    }

    private static Both anywhere(String ours, Function<String, Query> inField) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        FIELDS.forEach(field -> any.add(inField.apply(field), Occur.SHOULD));
        return new Both(ours, any.build());
    }

    private static Both joined(String operator, Occur occur, Both left, Both right) {
        return new Both(
                "(" + left.ours() + operator + right.ours() + ")",
                new BooleanQuery.Builder()
                        .add(left.theirs(), occur)
                        .add(right.theirs(), occur)
                        .build());
    }

    private String text(int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(word()).append(i % 7 == 6 ? ". " : " ");
        }
        return text.toString();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {31, 32, 33})
    void findsWhatLuceneMonitorFinds(long seed) throws IOException {
        random = new Random(seed);
        List<List<String>> articles = new ArrayList<>();
        for (int i = 0; i < ARTICLES; i++) {
            articles.add(List.of(text(3), text(i % 4), text(12)));
        }
        compare(articles, List.of(WORDS));
    }

    @Test
    void findsWhatLuceneMonitorFindsInRealArticles() throws IOException {
        Path news = Path.of("../../shared/data/news/fulltext-war-en-2022-2024.jsonl.gz");
        assumeThat(news).as("../shared/data is absent").exists();
        random = new Random(34);
        List<List<String>> articles = new ArrayList<>();
        List<List<String>> stocks = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(news)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && articles.size() < ARTICLES; line = lines.readLine()) {
                JsonNode json = Json.mapper().readTree(line);
                String text = json.path("text")
                        .asString(json.path("body").asString(""))
                        .replaceAll("[^A-Za-z]+", " ");
                int first = text.indexOf(' ', Math.min(200, text.length()));
                if (first > 0) {
                    articles.add(List.of(
                            json.path("title").asString("").replaceAll("[^A-Za-z]+", " "),
                            text.substring(0, first),
                            text.substring(first)));
                    stocks.add(text.toLowerCase(Locale.ROOT)
                            .lines()
                            .flatMap(whole -> Stream.of(whole.split(" ", -1)))
                            .filter(word -> word.length() > 3)
                            .toList());
                }
            }
        }
        assertThat(articles).hasSizeGreaterThan(50);
        compare(articles, stocks);
    }

    /** Queries are made of the words of one stock each. */
    private void compare(List<List<String>> articles, List<List<String>> stocks) throws IOException {
        Map<String, Both> queries = new HashMap<>();
        QueryIndex index = new QueryIndex();
        int matches = 0;
        try (Monitor monitor = new Monitor(analyzer)) {
            List<MonitorQuery> stored = new ArrayList<>();
            for (int i = 0; i < QUERIES; i++) {
                stock = stocks.get(random.nextInt(stocks.size()));
                Both query = query(i % 3);
                queries.put("q" + i, query);
                index.put("q" + i, org.tocsin.query.Query.parse(query.ours()));
                stored.add(new MonitorQuery("q" + i, query.theirs()));
            }
            monitor.register(stored);
            for (List<String> texts : articles) {
                org.apache.lucene.document.Document article = new org.apache.lucene.document.Document();
                for (int field = 0; field < 3; field++) {
                    article.add(new TextField(FIELDS.get(field), texts.get(field), Field.Store.NO));
                    article.add(new TextField(FIELDS.get(field) + WRITTEN, texts.get(field), Field.Store.NO));
                }
                Set<String> theirs = new TreeSet<>();
                monitor.match(article, QueryMatch.SIMPLE_MATCHER)
                        .getMatches()
                        .forEach(match -> theirs.add(match.getQueryId()));
                Set<String> ours = new TreeSet<>();
                index.match(Articles.document("en", texts.get(0), texts.get(1), texts.get(2)))
                        .forEach(hit -> ours.add(hit.id()));
                Set<String> different = new TreeSet<>(ours);
                different.addAll(theirs);
                different.removeIf(id -> ours.contains(id) == theirs.contains(id));
                assertThat(different.stream().map(queries::get))
                        .as("on " + texts)
                        .isEmpty();
                matches += ours.size();
            }
        }
        assertThat(matches).as("matches compared").isGreaterThan(articles.size() * 10);
    }
}
