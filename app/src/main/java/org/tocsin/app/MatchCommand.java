package org.tocsin.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.tocsin.enrich.Tagger;
import org.tocsin.model.Json;
import org.tocsin.query.Document;
import org.tocsin.query.Hit;
import org.tocsin.query.Query;
import org.tocsin.query.QueryIndex;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Queries against articles, without a broker. */
@Command(
        name = "match",
        mixinStandardHelpOptions = true,
        description = "Match articles against queries, without a broker.")
final class MatchCommand implements Callable<Integer> {
    @Option(names = "--queries", required = true, paramLabel = "FILE", description = "NDJSON of {\"id\", \"query\"}.")
    private Path queries;

    @Option(names = "--explain", description = "Add the spans that matched.")
    private boolean explain;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "NDJSON; standard input without it.")
    private String file = "-";

    @Option(names = "--threads", paramLabel = "N", description = "Threads that match, 1 to 256 (default: 1).")
    private int threads = 1;

    private final QueryIndex index = new QueryIndex();
    private final Map<String, Integer> order = new HashMap<>();
    private boolean tags;

    @Override
    public Integer call() throws Exception {
        if (threads < 1 || threads > 256) {
            throw new IllegalArgumentException("--threads " + threads + " is refused; it must be from 1 to 256");
        }
        load();
        Tagger tagger = new Tagger();
        return OfflineArticles.answer(file, threads, (id, article) -> {
            Document document = Document.of(tags ? tagger.tag(article) : tagger.recognise(article));
            List<Hit> hits = new ArrayList<>(index.match(document));
            hits.sort(Comparator.comparing(hit -> order.getOrDefault(hit.id(), 0)));
            List<Map<String, Object>> matches = new ArrayList<>();
            for (Hit hit : hits) {
                Map<String, Object> match = new LinkedHashMap<>();
                match.put("id", hit.id());
                match.put("score", hit.score());
                if (explain) {
                    match.put(
                            "spans",
                            Objects.requireNonNull(index.explain(hit.id(), document))
                                    .spans());
                }
                matches.add(match);
            }
            return Map.of("id", id, "matches", matches);
        });
    }

    /** Stores every query that can be read; of the others it says where and why. */
    private void load() throws IOException {
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(queries)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    store(line, number);
                }
            }
        }
    }

    private void store(String line, int number) {
        try {
            JsonNode json = Json.mapper().readTree(line);
            String id = json.path("id").asString(String.valueOf(number));
            Query query = Query.parse(json.path("query").asString(""));
            index.put(id, query);
            order.putIfAbsent(id, number);
            tags |= query.asksForTags();
        } catch (JacksonException e) {
            System.err.printf("%s:%d: left out: no JSON object: %s%n", queries, number, e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            System.err.printf("%s:%d: left out: %s%n", queries, number, e.getMessage());
        }
    }
}
