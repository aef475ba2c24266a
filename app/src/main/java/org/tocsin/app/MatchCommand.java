package org.tocsin.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.tocsin.enrich.Tagger;
import org.tocsin.model.Json;
import org.tocsin.query.Document;
import org.tocsin.query.MatchResult;
import org.tocsin.query.Query;
import org.tocsin.query.QueryException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Queries against articles, without a broker. */
@Command(
        name = "match",
        mixinStandardHelpOptions = true,
        description = "Match articles against queries, without a broker.")
final class MatchCommand implements Callable<Integer> {
    private record Named(String id, Query query) {}

    @Option(names = "--queries", required = true, paramLabel = "FILE", description = "NDJSON of {\"id\", \"query\"}.")
    private Path queries;

    @Option(names = "--explain", description = "Add the spans that matched.")
    private boolean explain;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "NDJSON; standard input without it.")
    private String file = "-";

    @Override
    public Integer call() throws Exception {
        List<Named> named = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(queries)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            JsonNode json = Json.mapper().readTree(line);
            try {
                named.add(new Named(
                        json.path("id").asString(String.valueOf(number)),
                        Query.parse(json.path("query").asString(""))));
            } catch (QueryException e) {
                throw new IllegalArgumentException("%s:%d: %s".formatted(queries, number, e.getMessage()), e);
            }
        }
        Tagger tagger = new Tagger();
        return OfflineArticles.answer(file, (id, article) -> {
            Document document = Document.of(tagger.tag(article));
            List<Map<String, Object>> matches = new ArrayList<>();
            for (Named one : named) {
                MatchResult result = one.query().match(document);
                if (result.matched()) {
                    Map<String, Object> match = new LinkedHashMap<>();
                    match.put("id", one.id());
                    match.put("score", result.score());
                    if (explain) {
                        match.put("spans", result.spans());
                    }
                    matches.add(match);
                }
            }
            return Map.of("id", id, "matches", matches);
        });
    }
}
