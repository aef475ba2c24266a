package org.tocsin.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BiFunction;
import org.tocsin.ingest.ArticleReader;
import org.tocsin.model.Article;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads NDJSON and writes one JSON object per input line, in input order; a broken line is answered by its error. */
final class OfflineArticles {
    private OfflineArticles() {}

    static int answer(String file, BiFunction<Object, Article, Object> answer) throws IOException {
        ArticleReader reader = new ArticleReader(InstantSource.system());
        boolean broken = false;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                file.equals("-") ? System.in : Files.newInputStream(Path.of(file)), StandardCharsets.UTF_8))) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                try {
                    JsonNode json = Json.mapper().readTree(line);
                    Article article = reader.read(json, Origin.LIVE, "");
                    Object id = json.has("id") ? json.get("id") : number;
                    System.out.println(Json.line(answer.apply(id, article)));
                } catch (JacksonException e) {
                    broken = true;
                    System.out.println(Json.line(Map.of("line", number, "error", e.getOriginalMessage())));
                } catch (ArticleReader.Rejected e) {
                    broken = true;
                    System.out.println(Json.line(Map.of("line", number, "error", String.valueOf(e.getMessage()))));
                }
            }
        }
        return broken ? Main.SOME_REJECTED : Main.OK;
    }
}
