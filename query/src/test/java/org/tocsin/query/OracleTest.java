package org.tocsin.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Lucene can express finds exactly what lucene-monitor finds with the same analysis: terms, phrases, slop,
 * prefixes, boolean forms, minimum should match and fields.
 */
final class OracleTest {
    private static final List<String> FIELDS = List.of("title", "summary", "body");
    private static final int QUERIES = 1_000;
    private static final int ARTICLES = 100;

    /** The words of both engines; none of them changes by stemming, so that prefixes see the same. */
    private static final List<String> WORDS = List.of(
            "army", "border", "drone", "east", "front", "general", "kursk", "leader", "missile", "north", "officer",
            "region", "soldier", "village");

    /** One query in both spellings. */
    private record Both(String ours, Query theirs) {}

    private static final class Words extends Analyzer {
        @Override
        protected TokenStreamComponents createComponents(String field) {
            StandardTokenizer words = new StandardTokenizer();
            return new TokenStreamComponents(words, new KStemFilter(new LowerCaseFilter(words)));
        }
    }

    private Random random = new Random(0);

    private String word() {
        return WORDS.get((int) (WORDS.size() * Math.pow(random.nextDouble(), 1.4)));
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
                yield anywhere(start + "*", field -> new PrefixQuery(new Term(field, start)));
            }
            case 5 -> {
                String field = FIELDS.get(random.nextInt(3));
                String word = word();
                yield new Both(field + ":" + word, new TermQuery(new Term(field, word)));
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
        return anywhere(word, field -> new TermQuery(new Term(field, word)));
    }

    private static Query phrase(int slop, String field, List<String> words) {
        return new PhraseQuery(slop, field, words.toArray(String[]::new));
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
        Map<String, Both> queries = new HashMap<>();
        QueryIndex index = new QueryIndex();
        try (Analyzer analyzer = new Words();
                Monitor monitor = new Monitor(analyzer)) {
            List<MonitorQuery> stored = new ArrayList<>();
            for (int i = 0; i < QUERIES; i++) {
                Both query = query(i % 3);
                queries.put("q" + i, query);
                index.put("q" + i, org.tocsin.query.Query.parse(query.ours()));
                stored.add(new MonitorQuery("q" + i, query.theirs()));
            }
            monitor.register(stored);
            for (int i = 0; i < ARTICLES; i++) {
                List<String> texts = List.of(text(3), text(i % 4), text(12));
                org.apache.lucene.document.Document article = new org.apache.lucene.document.Document();
                for (int field = 0; field < 3; field++) {
                    article.add(new TextField(FIELDS.get(field), texts.get(field), Field.Store.NO));
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
            }
        }
    }
}
