package org.tocsin.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.TermQuery;

/**
 * Queries from the words of real texts: terms that occur in 2 to 1,199 of them, those of one query taken from one text;
 * a quarter each a phrase of two neighbours, AND of two, (A OR B) AND C, A AND B AND NOT C.
 */
final class Recipe {
    private static final int LEAST = 2;
    private static final int MOST = 1_199;

    private final List<List<String>> texts = new ArrayList<>();
    private final Map<String, Integer> frequencies = new HashMap<>();
    private final Map<String, String> analysed = new HashMap<>();
    private final Analyzer rival;
    private final Random random;

    Recipe(List<String> corpus, Analyzer rival, long seed) {
        this.rival = rival;
        random = new Random(seed);
        try (Analyzer words = new StandardAnalyzer()) {
            for (String text : corpus) {
                List<String> tokens = tokens(words, text);
                texts.add(tokens);
                new HashSet<>(tokens).forEach(token -> frequencies.merge(token, 1, Integer::sum));
            }
        }
    }

    private static List<String> tokens(Analyzer analyzer, String text) {
        List<String> tokens = new ArrayList<>();
        try (TokenStream stream = analyzer.tokenStream("text", text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                tokens.add(term.toString());
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tokens;
    }

    List<Stored> queries(int count) {
        List<Stored> queries = new ArrayList<>(count);
        while (queries.size() < count) {
            List<String> words = texts.get(random.nextInt(texts.size()));
            int kind = queries.size() % 4;
            if (kind == 0) {
                phrase(words, queries);
                continue;
            }
            List<String> terms = words.stream().filter(this::usable).distinct().toList();
            if (terms.size() < 3) {
                continue;
            }
            String a = terms.get(random.nextInt(terms.size()));
            String b = terms.get(random.nextInt(terms.size()));
            String c = terms.get(random.nextInt(terms.size()));
            if (a.equals(b) || b.equals(c) || a.equals(c)) {
                continue;
            }
            String id = "query-" + queries.size();
            BooleanQuery.Builder both = new BooleanQuery.Builder();
            switch (kind) {
                case 1 -> {
                    both.add(term(a), Occur.MUST).add(term(b), Occur.MUST);
                    queries.add(new Stored(id, a + " AND " + b, both.build()));
                }
                case 2 -> {
                    BooleanQuery.Builder either = new BooleanQuery.Builder();
                    either.add(term(a), Occur.SHOULD).add(term(b), Occur.SHOULD);
                    both.add(either.build(), Occur.MUST).add(term(c), Occur.MUST);
                    queries.add(new Stored(id, "(%s OR %s) AND %s".formatted(a, b, c), both.build()));
                }
                default -> {
                    both.add(term(a), Occur.MUST).add(term(b), Occur.MUST).add(term(c), Occur.MUST_NOT);
                    queries.add(new Stored(id, "%s AND %s AND NOT %s".formatted(a, b, c), both.build()));
                }
            }
        }
        return queries;
    }

    private void phrase(List<String> words, List<Stored> queries) {
        if (words.size() < 2) {
            return;
        }
        int at = random.nextInt(words.size() - 1);
        String a = words.get(at);
        String b = words.get(at + 1);
        if (usable(a) && usable(b)) {
            queries.add(new Stored(
                    "query-" + queries.size(),
                    "\"" + a + " " + b + "\"",
                    new PhraseQuery("text", analysed(a), analysed(b))));
        }
    }

    private boolean usable(String word) {
        int frequency = frequencies.getOrDefault(word, 0);
        return frequency >= LEAST
                && frequency <= MOST
                && word.chars().allMatch(c -> c >= 'a' && c <= 'z')
                && word.length() > 1
                && !word.equals("near");
    }

    private TermQuery term(String word) {
        return new TermQuery(new Term("text", analysed(word)));
    }

    private String analysed(String word) {
        return analysed.computeIfAbsent(word, key -> tokens(rival, key).getFirst());
    }
}
