package org.tocsin.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.tocsin.ingest.IngestStage;
import org.tocsin.model.Json;
import org.tocsin.runtime.Directories;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Node;
import org.tocsin.runtime.access.Access;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Articles pushed over HTTP until the broker has them; client, server and broker share the machine. */
@Command(
        name = "push",
        mixinStandardHelpOptions = true,
        description = "Articles a second through POST /api/v1/articles, one by one, in lists and as NDJSON.")
final class PushBench implements Callable<Integer> {
    private static final int WORDS = 600;

    @Option(names = "--articles", description = "Articles a round (default: ${DEFAULT-VALUE}).")
    private int articles = 40_000;

    @Option(names = "--rounds", description = "Rounds after one of warm-up (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(names = "--clients", description = "Connections that push at once (default: ${DEFAULT-VALUE}).")
    private int clients = 16;

    /** How many articles a request holds. */
    private enum Way {
        ONE_BY_ONE(1, "application/json"),
        LISTS_OF_100(100, "application/json"),
        NDJSON_OF_5000(5_000, "application/x-ndjson");

        private final int size;
        private final String type;

        Way(int size, String type) {
            this.size = size;
            this.type = type;
        }
    }

    @Override
    public Integer call() throws Exception {
        SampleArticles samples = new SampleArticles(7, WORDS, Instant.parse("2025-01-01T00:00:00Z"));
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < articles; i++) {
            var article = samples.next();
            texts.add(Json.line(Json.mapper()
                    .createObjectNode()
                    .put("title", article.title())
                    .put("url", "https://paper.example/news/report-" + (1_000_000 + i))
                    .put("published", "2025-01-11T09:30:00Z")
                    .put("body", article.body())));
        }
        Path directory = Files.createTempDirectory("tocsin-bench");
        EmbeddedBroker broker = EmbeddedBroker.start(directory);
        try {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrap());
            kafka.createTopics();
            try (Node node = new Node("127.0.0.1", 0, Access.local(directory), List.of(new IngestStage(kafka, "")));
                    HttpClient http = HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .build()) {
                URI address = URI.create("http://127.0.0.1:" + node.port() + "/api/v1/articles");
                for (int round = 0; round <= rounds; round++) {
                    for (Way way : Way.values()) {
                        measure(http, address, texts, way, round);
                    }
                }
            }
        } finally {
            broker.close();
            Directories.delete(directory);
        }
        return 0;
    }

    private void measure(HttpClient http, URI address, List<String> texts, Way way, int round) throws Exception {
        int count = way == Way.ONE_BY_ONE ? texts.size() / 2 : texts.size();
        List<byte[]> bodies = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < count; i += way.size) {
            List<String> some = texts.subList(i, Math.min(count, i + way.size));
            String body = switch (way) {
                case ONE_BY_ONE -> some.getFirst();
                case LISTS_OF_100 -> "[" + String.join(",", some) + "]";
                case NDJSON_OF_5000 -> String.join("\n", some);
            };
            bodies.add(body.getBytes(StandardCharsets.UTF_8));
            bytes += bodies.getLast().length;
        }
        long[] nanos = new long[bodies.size()];
        long start = System.nanoTime();
        try (ExecutorService pool = Executors.newFixedThreadPool(clients)) {
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                int first = client;
                running.add(pool.submit(() -> {
                    for (int i = first; i < nanos.length; i += clients) {
                        long sent = System.nanoTime();
                        push(http, address, way, bodies.get(i));
                        nanos[i] = System.nanoTime() - sent;
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%s %s: %,.0f articles a second, %.0f MB a second; a request takes %.1f ms at p50, %.1f ms at p99%n",
                round == 0 ? "warm-up:" : "round " + round + ":",
                way.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                count / seconds,
                bytes / seconds / 1e6,
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 99 / 100] / 1e6);
    }

    private static void push(HttpClient http, URI address, Way way, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", way.type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        while (true) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            switch (answer.statusCode()) {
                case 202 -> {
                    return;
                }
                case 429 -> Thread.onSpinWait();
                default -> throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
        }
    }
}
