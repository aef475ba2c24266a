package org.tocsin.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.analysis.Analyzer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.tocsin.query.Document;
import org.tocsin.query.Hit;
import org.tocsin.query.Query;
import org.tocsin.query.QueryIndex;

/** One article against stored queries by both engines, its analysis alone, and the parsing of one query. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MatchBenchmark {
    @Param("10000")
    public int queries;

    @Param({"recipe", "prefixes", "weighted", "web"})
    public String kind = "recipe";

    @Param("../shared/data")
    public String data = "";

    private final QueryIndex index = new QueryIndex();
    private final Analyzer analyzer = new Rival.EnglishWords();
    private List<String> articles = List.of();
    private List<Stored> stored = List.of();
    private Rival rival;
    private int next;

    public MatchBenchmark() {
        try {
            rival = new Rival(analyzer, false);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Setup
    public void load() throws IOException {
        Path news = Path.of(data, "news");
        List<String> corpus = Texts.read(news, 60_000, "rss-world-2023-06_07.jsonl.gz");
        articles = Texts.read(news, 60_000, "fulltext-war-en-2022-2024.jsonl.gz");
        Recipe.Kind form = Recipe.Kind.valueOf(kind);
        stored = new Recipe(corpus, analyzer, 42).queries(form, queries, Path.of(data, "queries"));
        rival.close();
        rival = new Rival(analyzer, form == Recipe.Kind.prefixes);
        rival.register(stored);
        stored.forEach(query -> index.put(query.id(), Query.parse(query.ours())));
        for (int i = 0; i < 300; i++) {
            index.match(Articles.document(article()));
        }
        index.refile();
    }

    @TearDown
    public void close() throws IOException {
        rival.close();
    }

    private String article() {
        next = (next + 1) % articles.size();
        return articles.get(next);
    }

    @Benchmark
    public List<Hit> tocsin() {
        return index.match(Articles.document(article()));
    }

    @Benchmark
    public Set<String> luceneMonitor() throws IOException {
        return rival.match(article());
    }

    @Benchmark
    public Document analysis() {
        return Articles.document(article());
    }

    @Benchmark
    public Query parse() {
        next = (next + 1) % stored.size();
        return Query.parse(stored.get(next).ours());
    }
}
