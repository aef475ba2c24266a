package org.tocsin.bench;

import static org.tocsin.bench.QueryBench.say;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.lucene.analysis.Analyzer;
import org.tocsin.model.Article;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.Subscription;
import org.tocsin.query.Hit;
import org.tocsin.query.Query;
import org.tocsin.query.QueryIndex;

/**
 * Articles of real texts, by number, and subscriptions of which at most two match any of them. The first are to warm up: items
 * in an order drawn by lot, so that they are articles of their own; the others are of neighbouring items.
 */
final class News {
    /** Most subscriptions that an article matches. */
    static final int MOST_ALERTS = 2;

    private static final String PREFIX = "bench-";
    private static final int SEED = 42;

    private final List<String> texts;
    private final List<String> queries;

    /**
     * Reads the feeds of {@code data} and draws queries from their words.
     *
     * @param characters length of an article, of items put together
     * @param warmUp articles to warm up, before the others
     */
    News(Path data, int characters, int warmUp, int articles, int subscriptions) throws IOException {
        List<String> corpus = Texts.read(
                data.resolve("news"),
                Integer.MAX_VALUE,
                "rss-world-2023-06_07.jsonl.gz",
                "rss-war-2022-01_2023-10.jsonl.gz",
                "reuters21578-first14k.jsonl.gz");
        List<String> measured = Texts.joined(corpus, characters);
        if (measured.size() < articles) {
            throw new IllegalArgumentException(
                    "there are texts for %d articles, not for %d; give fewer articles or seconds, or a lower rate"
                            .formatted(measured.size(), articles));
        }
        texts = new ArrayList<>(warmUp + articles);
        Random order = new Random(SEED);
        while (texts.size() < warmUp) {
            List<String> shuffled = new ArrayList<>(corpus);
            Collections.shuffle(shuffled, order);
            List<String> more = Texts.joined(shuffled, characters);
            texts.addAll(more.subList(0, Math.min(more.size(), warmUp - texts.size())));
        }
        texts.addAll(measured.subList(0, articles));
        queries = queries(corpus, data, subscriptions);
    }

    int size() {
        return texts.size();
    }

    List<String> queries() {
        return queries;
    }

    List<Subscription> subscriptions(String webhook) {
        return IntStream.range(0, queries.size())
                .mapToObj(i -> Ground.subscription("s" + i, queries.get(i), webhook))
                .toList();
    }

    /** The number of the article that is named first in {@code text}; -1 when none is. */
    static int number(String text) {
        int at = text.indexOf(PREFIX);
        if (at < 0) {
            return -1;
        }
        int from = at + PREFIX.length();
        int end = from;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return Integer.parseInt(text, from, end, 10);
    }

    /** One of the articles, published now. */
    Article article(int number) {
        return article(number, texts.get(number));
    }

    /** An article of that number, published now, with a text of its own. */
    static Article article(int number, String text) {
        int end = text.indexOf(' ', Math.min(60, text.length() - 1));
        int cut = end < 0 ? text.length() : end;
        Instant now = Instant.now();
        String source = "outlet" + number % 400;
        return new Article(
                PREFIX + number,
                0,
                "https://%s.example/%d".formatted(source, number),
                text.substring(0, cut),
                "",
                text.substring(cut),
                "en",
                List.of(),
                new Source(source, source, source + ".example", "", ""),
                now,
                now,
                Origin.LIVE,
                false,
                List.of(),
                "hash" + number,
                "");
    }

    /** Four words each; those that would give an article a third alert are left out. */
    private List<String> queries(List<String> corpus, Path data, int count) throws IOException {
        List<String> drawn = new ArrayList<>();
        try (Analyzer analyzer = new Rival.EnglishWords()) {
            List<Stored> pairs =
                    new Recipe(corpus, analyzer, SEED).queries(Recipe.Kind.pairs, count * 4, data.resolve("queries"));
            for (int i = 0; i < count * 2; i++) {
                drawn.add(
                        pairs.get(i).ours() + " AND " + pairs.get(i + count * 2).ours());
            }
        }
        QueryIndex index = new QueryIndex();
        for (int i = 0; i < drawn.size(); i++) {
            index.put(String.valueOf(i), Query.parse(drawn.get(i)));
        }
        Set<Integer> dropped = new HashSet<>();
        long matches = 0;
        for (String text : texts) {
            List<Hit> hits = index.match(Articles.document(text));
            for (int i = MOST_ALERTS; i < hits.size(); i++) {
                index.remove(hits.get(i).id());
                dropped.add(Integer.parseInt(hits.get(i).id()));
            }
        }
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < drawn.size() && kept.size() < count; i++) {
            if (!dropped.contains(i)) {
                kept.add(drawn.get(i));
            }
        }
        QueryIndex last = new QueryIndex();
        for (String query : kept) {
            last.put(query, Query.parse(query));
        }
        for (String text : texts) {
            matches += last.match(Articles.document(text)).size();
        }
        say(
                "%,d articles of %,.0f characters, %,d subscriptions, %.2f matches an article, %d at most",
                texts.size(),
                texts.stream().mapToInt(String::length).average().orElse(0),
                kept.size(),
                (double) matches / texts.size(),
                MOST_ALERTS);
        return kept;
    }
}
