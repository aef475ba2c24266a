package org.tocsin.app;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BiFunction;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.model.Article;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads NDJSON and writes one JSON object per input line, in input order; a broken line is answered by its error.
 * Several threads answer {@link #BATCH_LINES} lines at a time. Empty lines are passed over.
 */
final class OfflineArticles {
    private static final int BATCH_LINES = 256;
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final ArticleReader reader = ArticleReader.verbatim(InstantSource.system());
    private final BiFunction<Object, Article, Object> answer;

    private record Line(String text, long number) {}

    private OfflineArticles(BiFunction<Object, Article, Object> answer) {
        this.answer = answer;
    }

    static int answer(String file, BiFunction<Object, Article, Object> answer) throws IOException {
        return answer(file, 1, answer);
    }

    static int answer(String file, int threads, BiFunction<Object, Article, Object> answer) throws IOException {
        return new OfflineArticles(answer).run(file, threads);
    }

    private int run(String file, int threads) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                        file.equals("-") ? System.in : Files.newInputStream(Path.of(file)), StandardCharsets.UTF_8));
                PrintStream out = new PrintStream(
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
                        false,
                        StandardCharsets.UTF_8);
                ForkJoinPool pool = new ForkJoinPool(threads)) {
            long number = 0;
            List<Line> batch = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String text = number == 1 && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
                if (!text.isBlank()) {
                    batch.add(new Line(text, number));
                }
                if (batch.size() == BATCH_LINES || !lines.ready()) {
                    write(batch, pool, out);
                    batch.clear();
                }
            }
            write(batch, pool, out);
        }
        return Main.OK;
    }

    private void write(List<Line> batch, ForkJoinPool pool, PrintStream out) {
        pool.submit(() -> batch.parallelStream().map(this::one).toList()).join().forEach(out::println);
        out.flush();
    }

    private String one(Line line) {
        try {
            JsonNode json = Json.mapper().readTree(line.text());
            Article article = reader.read(json, Origin.LIVE, "");
            Object id = json.hasNonNull("id") ? json.get("id") : line.number();
            return Json.line(answer.apply(id, article));
        } catch (JacksonException e) {
            return broken(line, "no JSON object: " + e.getOriginalMessage());
        } catch (ArticleReader.Rejected e) {
            return broken(line, e.sentence());
        }
    }

    private static String broken(Line line, String error) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("line", line.number());
        answer.put("error", error);
        return Json.line(answer);
    }
}
