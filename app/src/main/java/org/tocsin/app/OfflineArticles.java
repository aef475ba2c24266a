package org.tocsin.app;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
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
import java.util.function.Function;
import java.util.function.Supplier;
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
    private final BiFunction<Object, Article, Supplier<Object>> answer;
    private final boolean hold;
    private final List<Supplier<Object>> held = new ArrayList<>();

    private record Line(String text, long number) {}

    private OfflineArticles(BiFunction<Object, Article, Supplier<Object>> answer, boolean hold) {
        this.answer = answer;
        this.hold = hold;
    }

    static int answer(String file, BiFunction<Object, Article, Object> answer) throws IOException {
        return answer(file, Runtime.getRuntime().availableProcessors(), answer);
    }

    static int answer(String file, int threads, BiFunction<Object, Article, Object> answer) throws IOException {
        BiFunction<Object, Article, Supplier<Object>> lines = (id, article) -> {
            String line = Json.line(answer.apply(id, article));
            return () -> line;
        };
        return new OfflineArticles(lines, false).run(file, threads);
    }

    /**
     * Answers in two steps: {@code prepare} by several threads, then one article after another in the order of the input.
     * What comes out is asked for its answer when it is written, which is at the end of the input with {@code hold}.
     */
    static <T> int answerInOrder(
            String file, Function<Article, T> prepare, BiFunction<Object, T, Supplier<Object>> inOrder, boolean hold)
            throws IOException {
        return new OfflineArticles(
                        (id, article) -> {
                            T prepared = prepare.apply(article);
                            return () -> inOrder.apply(id, prepared);
                        },
                        hold)
                .run(file, Runtime.getRuntime().availableProcessors());
    }

    private int run(String file, int threads) throws IOException {
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out, 1 << 16), false, StandardCharsets.UTF_8);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                        file.equals("-") ? System.in : Files.newInputStream(Path.of(file)), StandardCharsets.UTF_8));
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
            held.forEach(value -> out.println(value.get()));
            out.flush();
        }
        return Main.OK;
    }

    private void write(List<Line> batch, ForkJoinPool pool, PrintStream out) {
        List<Supplier<Object>> answers = pool.submit(
                        () -> batch.parallelStream().map(this::one).toList())
                .join();
        for (Supplier<Object> one : answers) {
            Object value = one.get();
            Supplier<Object> last = () -> value instanceof Supplier<?> late ? Json.line(late.get()) : value;
            if (hold) {
                held.add(last);
            } else {
                out.println(last.get());
            }
        }
        out.flush();
    }

    private Supplier<Object> one(Line line) {
        try {
            JsonNode json = Json.mapper().readTree(line.text());
            Article article = reader.read(json, Origin.LIVE, "");
            Object id = json.hasNonNull("id") ? json.get("id") : line.number();
            return answer.apply(id, article);
        } catch (JacksonException e) {
            return broken(line, "no JSON object: " + Json.fault(e));
        } catch (ArticleReader.Rejected e) {
            return broken(line, e.sentence());
        } catch (RuntimeException e) {
            return broken(line, "cannot be worked on, which is a mistake of the program: " + e);
        }
    }

    private static Supplier<Object> broken(Line line, String error) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("line", line.number());
        answer.put("error", error);
        String answered = Json.line(answer);
        return () -> answered;
    }
}
