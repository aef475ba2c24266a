package org.tocsin.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
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
import org.tocsin.enrich.entity.EntityTagger;
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
        description = "Match articles against queries, without a broker.",
        footer = {
            "",
            "Queries are lines of {\"id\": \"q1\", \"query\": \"soldiers AND Kursk\"}. One that cannot be read is named on"
                    + " standard error with its line and column, and the rest run; of two with one id the later counts.",
            "The answer to each article is {\"id\", \"matches\": [{\"id\", \"score\"}]}, in the order of the articles and of"
                    + " the queries; to a line that is no article {\"line\", \"error\"}."
        })
final class MatchCommand implements Callable<Integer> {
    @Option(names = "--queries", required = true, paramLabel = "FILE", description = "NDJSON of {\"id\", \"query\"}.")
    private Path queries;

    @Option(names = "--explain", description = "Add the spans that matched: UTF-16 offsets in the field as given.")
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
        int code = OfflineArticles.answer(file, threads, (id, article) -> {
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
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("id", id);
            answer.put("matches", matches);
            return answer;
        });
        index.problems().forEach((id, problem) -> System.err.printf("%s: query %s: %s%n", queries, id, problem));
        return code;
    }

    /** Stores every query that can be read; of the others it says where and why. */
    private void load() throws IOException {
        int number = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(queries), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String text = number == 1 && line.startsWith("\ufeff") ? line.substring(1) : line;
                if (!text.isBlank()) {
                    store(text, number);
                }
            }
        }
        if (order.isEmpty()) {
            System.err.printf("%s: no query in it, so nothing will match%n", queries);
        }
    }

    private void store(String line, int number) {
        try {
            JsonNode json = Json.mapper().readTree(line);
            if (!json.path("query").isString()) {
                throw new IllegalArgumentException(
                        "a query must look like {\"id\": \"q1\", \"query\": \"soldiers AND Kursk\"}");
            }
            if (json.hasNonNull("id")
                    && !json.get("id").isString()
                    && !json.get("id").isNumber()) {
                throw new IllegalArgumentException("an id is a text or a number, not " + json.get("id"));
            }
            String id = json.hasNonNull("id") ? json.get("id").asString() : String.valueOf(number);
            Query query = Query.parse(
                    json.path("query").asString(),
                    name -> EntityTagger.shipped().named(name));
            index.put(id, query);
            Integer before = order.put(id, number);
            if (before != null) {
                System.err.printf(
                        "%s:%d: takes the place of line %d, which has the same id%n", queries, number, before);
            }
            tags |= query.asksForTags();
        } catch (JacksonException e) {
            System.err.printf("%s:%d: left out: no JSON object: %s%n", queries, number, Json.fault(e));
        } catch (IllegalArgumentException e) {
            System.err.printf("%s:%d: left out: %s%n", queries, number, e.getMessage());
        }
    }
}
