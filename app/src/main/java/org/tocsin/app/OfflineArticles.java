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
 * Several threads answer {@link #BATCH_LINES} lines at a time.
 */
final class OfflineArticles {
    private static final int BATCH_LINES = 256;

    private final ArticleReader reader = ArticleReader.verbatim(InstantSource.system());
    private final BiFunction<Object, Article, Supplier<Object>> answer;
    private final boolean hold;
    private final List<Supplier<Object>> held = new ArrayList<>();

    private record Answer(Supplier<Object> value, boolean broken) {}

    private record Line(String text, long number) {}

    private OfflineArticles(BiFunction<Object, Article, Supplier<Object>> answer, boolean hold) {
        this.answer = answer;
        this.hold = hold;
    }

    static int answer(String file, BiFunction<Object, Article, Object> answer) throws IOException {
        return answer(file, 1, answer);
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
        boolean broken = false;
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
                if (!line.isBlank()) {
                    batch.add(new Line(line, number));
                }
                if (batch.size() == BATCH_LINES || !lines.ready()) {
                    broken |= write(batch, pool, out);
                    batch.clear();
                }
            }
            broken |= write(batch, pool, out);
            held.forEach(value -> out.println(value.get()));
        }
        return broken ? Main.SOME_REJECTED : Main.OK;
    }

    private boolean write(List<Line> batch, ForkJoinPool pool, PrintStream out) {
        boolean broken = false;
        List<Answer> answers = pool.submit(
                        () -> batch.parallelStream().map(this::one).toList())
                .join();
        for (Answer one : answers) {
            Object value = one.value().get();
            Supplier<Object> last = () -> value instanceof Supplier<?> late ? Json.line(late.get()) : value;
            if (hold) {
                held.add(last);
            } else {
                out.println(last.get());
            }
            broken |= one.broken();
        }
        out.flush();
        return broken;
    }

    private Answer one(Line line) {
        try {
            JsonNode json = Json.mapper().readTree(line.text());
            Article article = reader.read(json, Origin.LIVE, "");
            Object id = json.has("id") ? json.get("id") : line.number();
            return new Answer(answer.apply(id, article), false);
        } catch (JacksonException e) {
            return broken(line, e.getOriginalMessage());
        } catch (ArticleReader.Rejected e) {
            return broken(line, e.sentence());
        }
    }

    private static Answer broken(Line line, String error) {
        String answered = Json.line(Map.of("line", line.number(), "error", error));
        return new Answer(() -> answered, true);
    }
}
