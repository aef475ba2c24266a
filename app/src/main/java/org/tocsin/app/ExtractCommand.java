package org.tocsin.app;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.tocsin.ingest.page.Page;
import org.tocsin.ingest.page.PageExtractor;
import org.tocsin.model.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The article in web pages, without a broker. */
@Command(
        name = "extract",
        mixinStandardHelpOptions = true,
        description = "Print the article that each web page holds, one JSON object a page, without a broker.")
final class ExtractCommand implements Callable<Integer> {
    /** Pages that are read before the first of them is written. */
    private static final int BATCH = 64;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "HTML files and folders of them, - for standard input.")
    private List<String> files;

    @Option(
            names = "--url",
            paramLabel = "ADDRESS",
            description = "Where the pages come from, for their relative links.")
    private String url = "";

    private final PageExtractor extractor = new PageExtractor(InstantSource.system());

    @Override
    public Integer call() throws IOException {
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out, 1 << 16), false, StandardCharsets.UTF_8);
        try (ForkJoinPool pool = new ForkJoinPool(Runtime.getRuntime().availableProcessors())) {
            List<String> batch = new ArrayList<>();
            for (String file : files) {
                for (String page : pages(file)) {
                    batch.add(page);
                    if (batch.size() == BATCH) {
                        write(batch, pool, out);
                    }
                }
            }
            write(batch, pool, out);
        }
        return Main.OK;
    }

    private static List<String> pages(String file) throws IOException {
        if (file.equals("-") || !Files.isDirectory(Path.of(file))) {
            return List.of(file);
        }
        try (Stream<Path> below = Files.walk(Path.of(file))) {
            return below.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .filter(name -> name.matches("(?i).*\\.x?html?"))
                    .sorted()
                    .toList();
        }
    }

    private void write(List<String> batch, ForkJoinPool pool, PrintStream out) {
        pool.submit(() -> batch.parallelStream().map(this::one).toList())
                .join()
                .forEach(answer -> out.println(Json.line(answer)));
        out.flush();
        batch.clear();
    }

    private Map<String, Object> one(String file) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("file", file);
        try {
            byte[] bytes = file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
            Page page = extractor.extract(bytes, "", url);
            answer.put("url", page.url());
            answer.put("title", page.title());
            answer.put("byline", page.byline());
            answer.put("published", page.published());
            answer.put("language", page.language());
            answer.put("text", page.text());
        } catch (NoSuchFileException e) {
            answer.put("error", "there is no such file");
        } catch (IOException e) {
            answer.put("error", "the file cannot be read: " + e.getMessage());
        }
        return answer;
    }
}
