package org.tocsin.bench;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.tocsin.dashboard.DashboardStage;
import org.tocsin.enrich.EnrichStages;
import org.tocsin.enrich.Tagger;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.ingest.IngestStage;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.model.Topic;
import org.tocsin.query.EntityNames;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Node;
import org.tocsin.runtime.Stage;
import org.tocsin.runtime.TopicFollower;
import org.tocsin.runtime.access.Access;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One open page in the system's Chromium: how soon it stands over a long log, and then, while the busiest day of a file of
 * articles comes at many times its pace and the page is scrolled, its heap, its frames, and whether it was told of every article
 * that the log has.
 */
@Command(
        name = "page",
        mixinStandardHelpOptions = true,
        description = "Start, memory, frames and completeness of one page that stays open.")
final class PageBench implements Callable<Integer> {
    private static final int CHARACTERS = 600;
    private static final int STARTS = 5;

    @Option(names = "--data", description = "Directory of the news dumps (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("../shared/data");

    @Option(
            names = "--articles",
            description = "NDJSON of the articles that come, within --data (default: ${DEFAULT-VALUE}).")
    private String articles = "news/rss-world-2023-06_07.jsonl.gz";

    @Option(names = "--log", description = "Articles that the log holds before (default: ${DEFAULT-VALUE}).")
    private int log = 1_000_000;

    @Option(names = "--speed", description = "Times the pace of that day (default: ${DEFAULT-VALUE}).")
    private int speed = 100;

    @Option(names = "--minutes", description = "How long the page is watched (default: ${DEFAULT-VALUE}).")
    private int minutes = 15;

    /** Of what came while the page was open, by article and revision. */
    private final Map<String, Long> written = new ConcurrentHashMap<>();

    @Override
    public Integer call() throws Exception {
        List<ObjectNode> day = day();
        try (Ground ground = new Ground()) {
            Knowledge knowledge = new Knowledge();
            KafkaSettings kafka = ground.kafka();
            long began = System.nanoTime();
            if (log > 0) {
                long _ = new Past(data, CHARACTERS, Origin.BACKFILL).fill(kafka, new Tagger(knowledge), log);
            }
            Path directory = Files.createDirectories(ground.state());
            List<Stage> stages = new ArrayList<>(EnrichStages.create(kafka, directory, "bench", knowledge));
            stages.add(new DashboardStage(
                    kafka, directory.resolve("history"), Math.max(1, log) * 2, EntityNames.of(List.of())));
            stages.add(new IngestStage(kafka, ""));
            try (Node node = new Node("127.0.0.1", 0, Access.local(directory), stages);
                    HttpClient http = HttpClient.newHttpClient()) {
                URI server = URI.create("http://127.0.0.1:" + node.port());
                awaitSearchable(http, server);
                System.out.printf(
                        Locale.ROOT,
                        "%d articles in the log, searchable after %d s%n",
                        log,
                        Duration.ofNanos(System.nanoTime() - began).toSeconds());
                return watch(kafka, http, server, day);
            }
        }
    }

    private int watch(KafkaSettings kafka, HttpClient http, URI server, List<ObjectNode> day) throws Exception {
        Path chromium = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IOException("no Chromium is installed (on Debian: apt-get install chromium)"));
        try (Playwright playwright = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(chromium)
                                .setArgs(List.of(
                                        "--no-sandbox", "--js-flags=--expose-gc", "--enable-precise-memory-info")))) {
            if (log > 0) {
                System.out.println("start of the page, ms: " + OpenPage.starts(browser, server, STARTS));
            }
            try (OpenPage page = new OpenPage(browser, server);
                    TopicFollower<EnrichedArticle> _ = new TopicFollower<EnrichedArticle>(
                                    kafka,
                                    Topic.ENRICHED,
                                    0,
                                    item -> written.put(
                                            item.value().article().id() + " "
                                                    + item.value().article().revision(),
                                            item.offset()))
                            .start()) {
                AtomicReference<String> failure = new AtomicReference<>("");
                Thread sender = Thread.ofVirtual().start(() -> send(http, server, day, failure));
                page.scroll(Duration.ofMinutes(minutes), () -> written.size());
                sender.interrupt();
                sender.join();
                if (!failure.get().isEmpty()) {
                    throw new IOException(failure.get());
                }
                return page.missed(written.keySet()) ? 1 : 0;
            }
        }
    }

    /** Pushes the articles of the day one by one, each published at the moment at which it comes. */
    private void send(HttpClient http, URI server, List<ObjectNode> day, AtomicReference<String> failure) {
        Instant first = Instant.parse(day.getFirst().path("published").asString());
        long began = System.nanoTime();
        try {
            for (ObjectNode article : day) {
                Instant published = Instant.parse(article.path("published").asString());
                long due = Duration.between(first, published).toNanos() / speed;
                while (System.nanoTime() - began < due) {
                    LockSupport.parkNanos(Math.min(50_000_000, due - (System.nanoTime() - began)));
                    if (Thread.interrupted()) {
                        return;
                    }
                }
                String body = Json.line(
                        article.deepCopy().put("published", Instant.now().toString()));
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(server.resolve("/api/v1/articles"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 202) {
                    failure.set("an article was not taken: " + answer.body());
                    return;
                }
            }
        } catch (IOException e) {
            failure.set("an article was not sent: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The articles of the 24 hours with the most of them, in order. */
    private List<ObjectNode> day() throws IOException {
        List<ObjectNode> all = new ArrayList<>();
        Path file = data.resolve(articles);
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = articles.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (Json.mapper().readTree(line) instanceof ObjectNode article && article.has("published")) {
                    all.add(article);
                }
            }
        }
        if (all.isEmpty()) {
            throw new IOException(file + " holds no article with a time at which it was published");
        }
        all.sort(Comparator.comparing(article -> time(article)));
        int from = 0;
        int best = 0;
        int most = 0;
        for (int to = 0; to < all.size(); to++) {
            while (Duration.between(time(all.get(from)), time(all.get(to))).toHours() >= 24) {
                from++;
            }
            if (to - from + 1 > most) {
                most = to - from + 1;
                best = from;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%d articles within 24 hours from %s, at %d times their pace%n",
                most,
                time(all.get(best)),
                speed);
        return all.subList(best, best + most);
    }

    private static Instant time(JsonNode article) {
        return Instant.parse(article.path("published").asString());
    }

    private void awaitSearchable(HttpClient http, URI server) throws IOException, InterruptedException {
        while (true) {
            JsonNode answer = Json.mapper()
                    .readTree(http.send(
                                    HttpRequest.newBuilder(server.resolve("/api/v1/articles?limit=0"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body());
            if (answer.path("count").asLong() >= log) {
                return;
            }
            LockSupport.parkNanos(200_000_000);
        }
    }
}
