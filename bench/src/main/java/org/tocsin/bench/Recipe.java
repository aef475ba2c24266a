package org.tocsin.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.apache.lucene.search.Query;
import org.apache.lucene.search.RegexpQuery;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;

/**
 * Queries from the words of real texts, in the spelling of both engines: terms that occur in 2 to 1,199 of them, those of
 * one query taken from one text.
 */
final class Recipe {
    /** The field of stemmed words in the rival's documents. */
    static final String STEMMED = "text";

    /** The field of unstemmed words, which prefixes are compared with. */
    static final String WRITTEN = "written";

    private static final int LEAST = 2;
    private static final int MOST = 1_199;
    private static final int PREFIX_LETTERS = 5;

    /** What the queries are like. */
    enum Kind {
        /** A quarter each of phrases, pairs, groups and exclusions. */
        recipe,
        /** A AND B. */
        pairs,
        /** "A B", two neighbours. */
        phrases,
        /** (A OR B) AND C. */
        groups,
        /** A AND B AND NOT C. */
        exclusions,
        /** Abcde* AND B. */
        prefixes,
        /** SCORE >= 5 (A^3, B^3, C^2), for the rival two of the three. */
        weighted,
        /** What people typed into a search engine, all words required. */
        web,
        /** All forms that both engines have, in turn and put together: the oracle. */
        mixed
    }

    /** One query in both spellings. */
    private record Both(String ours, Query rival) {}

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
        try (TokenStream stream = analyzer.tokenStream(STEMMED, text)) {
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

    List<Stored> queries(Kind kind, int count, Path directory) throws IOException {
        return kind == Kind.web ? web(count, directory) : drawn(kind, count);
    }

    private List<Stored> drawn(Kind kind, int count) {
        List<Stored> queries = new ArrayList<>(count);
        while (queries.size() < count) {
            Both query = draw(kind, queries.size());
            if (query != null) {
                queries.add(new Stored("query-" + queries.size(), query.ours(), query.rival()));
            }
        }
        return queries;
    }

    /** The typed queries, Latin-1 lines such as {@code 12:food stamp program}, as often as needed; words with signs are left out. */
    private List<Stored> web(int count, Path directory) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String file : List.of("topics.mq.1-10000.txt", "topics.mq.10001-20000.txt")) {
            lines.addAll(Files.readAllLines(directory.resolve(file), StandardCharsets.ISO_8859_1));
        }
        List<Stored> queries = new ArrayList<>(count);
        for (int i = 0; queries.size() < count; i++) {
            List<Both> words = new ArrayList<>();
            for (String word :
                    lines.get(i % lines.size()).replaceFirst("^[^:]*:", "").split("\\s+", -1)) {
                if (word.matches("[a-z]{2,}")) {
                    words.add(term(word));
                }
            }
            if (!words.isEmpty()) {
                Both query = words.size() == 1 ? words.getFirst() : all(words);
                queries.add(new Stored("query-" + queries.size(), query.ours(), query.rival()));
            }
        }
        return queries;
    }

    /** A query of that kind from a text by chance, null when the text has not the words for it. */
    private @Nullable Both draw(Kind kind, int number) {
        List<String> words = texts.get(random.nextInt(texts.size()));
        Kind used = switch (kind) {
            case recipe ->
                List.of(Kind.phrases, Kind.pairs, Kind.groups, Kind.exclusions).get(number % 4);
            case mixed ->
                List.of(Kind.phrases, Kind.pairs, Kind.groups, Kind.exclusions, Kind.prefixes, Kind.weighted)
                        .get(number % 6);
            default -> kind;
        };
        if (used == Kind.phrases) {
            return phrase(words, kind == Kind.mixed && number % 12 >= 6);
        }
        List<String> terms = words.stream().filter(this::usable).distinct().toList();
        if (terms.size() < 3) {
            return null;
        }
        String a = terms.get(random.nextInt(terms.size()));
        String b = terms.get(random.nextInt(terms.size()));
        String c = terms.get(random.nextInt(terms.size()));
        if (a.equals(b) || b.equals(c) || a.equals(c)) {
            return null;
        }
        Both simple = simple(used, a, b, c);
        if (kind != Kind.mixed || number % 12 < 6) {
            return simple;
        }
        Both other = draw(Kind.recipe, number);
        return other == null ? null : number % 4 == 0 ? any(List.of(simple, other)) : all(List.of(simple, other));
    }

    private Both simple(Kind kind, String a, String b, String c) {
        return switch (kind) {
            case pairs -> all(List.of(term(a), term(b)));
            case groups -> all(List.of(any(List.of(term(a), term(b))), term(c)));
            case exclusions -> {
                BooleanQuery.Builder query = new BooleanQuery.Builder();
                query.add(term(a).rival(), Occur.MUST)
                        .add(term(b).rival(), Occur.MUST)
                        .add(term(c).rival(), Occur.MUST_NOT);
                yield new Both("(%s AND %s AND NOT %s)".formatted(a, b, c), query.build());
            }
            case prefixes -> all(List.of(prefix(a), term(b)));
            case weighted -> {
                BooleanQuery.Builder query = new BooleanQuery.Builder().setMinimumNumberShouldMatch(2);
                for (String word : List.of(a, b, c)) {
                    query.add(term(word).rival(), Occur.SHOULD);
                }
                yield new Both("(SCORE >= 5 (%s^3, %s^3, %s^2))".formatted(a, b, c), query.build());
            }
            case recipe, phrases, web, mixed -> throw new IllegalArgumentException(kind + " is no form of a query");
        };
    }

    private @Nullable Both phrase(List<String> words, boolean sloppy) {
        if (words.size() < 3) {
            return null;
        }
        int at = random.nextInt(words.size() - 2);
        String a = words.get(at);
        String b = words.get(at + (sloppy ? 2 : 1));
        if (!usable(a) || !usable(b) || (sloppy && a.equals(b))) {
            return null;
        }
        int slop = sloppy ? random.nextInt(1, 4) : 0;
        return new Both(
                "\"" + a + " " + b + "\"" + (sloppy ? "~" + slop : ""),
                new PhraseQuery(slop, STEMMED, analysed(a), analysed(b)));
    }

    private boolean usable(String word) {
        int frequency = frequencies.getOrDefault(word, 0);
        return frequency >= LEAST
                && frequency <= MOST
                && word.chars().allMatch(c -> c >= 'a' && c <= 'z')
                && word.length() > 1
                && !word.equals("near");
    }

    private Both term(String word) {
        return new Both(word.equals("near") ? "\"near\"" : word, new TermQuery(new Term(STEMMED, analysed(word))));
    }

    private Both prefix(String word) {
        if (word.length() < PREFIX_LETTERS) {
            return term(word);
        }
        String start = word.substring(0, PREFIX_LETTERS);
        // the rival's presearcher knows beginnings as regular expressions only
        return new Both(start + "*", new RegexpQuery(new Term(WRITTEN, start + ".*")));
    }

    private static Both all(List<Both> parts) {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        parts.forEach(part -> query.add(part.rival(), Occur.MUST));
        return new Both(
                "(" + String.join(" AND ", parts.stream().map(Both::ours).toList()) + ")", query.build());
    }

    private static Both any(List<Both> parts) {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        parts.forEach(part -> query.add(part.rival(), Occur.SHOULD));
        return new Both("(" + String.join(" OR ", parts.stream().map(Both::ours).toList()) + ")", query.build());
    }

    private String analysed(String word) {
        return analysed.computeIfAbsent(word, key -> tokens(rival, key).getFirst());
    }
}
