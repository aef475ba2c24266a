package org.tocsin.replay.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.alerts.AlertStages;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.enrich.EnrichStages;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.query.EntityNames;
import org.tocsin.query.Query;
import org.tocsin.replay.PastLog;
import org.tocsin.replay.Replay.By;
import org.tocsin.runtime.Lag;
import org.tocsin.runtime.Log;
import org.tocsin.runtime.Settings;
import org.tocsin.runtime.Stage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Real articles, some of them edited later, through the applications of live operation with random subscriptions; then the
 * same subscriptions on the log that this left.
 */
final class BacktestIsLiveTest {
    private static final Path NEWS = Path.of("../../shared/data/news/rss-war-2022-01_2023-10.jsonl.gz");
    private static final int ARTICLES = 1_200;
    private static final int SUBSCRIPTIONS = 40;
    private static final int EDITED = 12;
    private static final long SEED = 1;
    private static final List<String> TAGS = List.of(
            "topic:sanctions",
            "topic:military-aid",
            "topic:drone-strikes",
            "topic:casualties",
            "entity:Q212",
            "entity:Q159",
            "story.new",
            "story.sources >= 2");
    private static final List<String> SENDS =
            List.of("[]", "[\"updates\"]", "[\"sources\", \"updates\"]", "[\"everything\"]");

    @TempDir
    private Path directory;

    private PastLog log;
    private final List<Stage> stages = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Files.exists(NEWS), "the real articles are not there: " + NEWS.toAbsolutePath());
        log = PastLog.start(directory);
        Settings settings = Settings.load(Path.of("/nonexistent"), Map.of(), Map.of("data", directory.toString()));
        Path state = Files.createDirectory(directory.resolve("state"));
        stages.addAll(EnrichStages.create(log.kafka(), state, "test", new Knowledge()));
        stages.addAll(AlertStages.create(log.kafka(), settings, state, "test", EntityNames.of(List.of())));
    }

    @AfterEach
    void stop() {
        stages.reversed().forEach(Stage::close);
        if (log != null) {
            log.close();
        }
    }

    @Test
    void saysAlertForAlertWhatWasSent() throws Exception {
        Random random = new Random(SEED);
        List<Article> articles = articles();
        List<Subscription> subscriptions = subscriptions(random, articles);
        subscriptions.forEach(one -> log.put(Topic.SUBSCRIPTIONS, one.id(), one));
        log.written();
        stages.forEach(Stage::start);
        stages.forEach(Stage::awaitReady);

        Instant begin = Instant.now();
        articles.forEach(article -> log.put(Topic.ARTICLES, article.id(), article));
        log.written();
        awaitDecisions(articles.size());

        Map<String, List<String>> sent = new TreeMap<>();
        Log.read(log.kafka(), Topic.ALERTS, 0, item -> add(sent, item.value()));
        assertThat(sent).hasSizeGreaterThan(SUBSCRIPTIONS / 4);
        assertThat(backtest(subscriptions, begin.minus(Duration.ofDays(1)))).isEqualTo(sent);
    }

    /** Articles that came live one after the other, and then some of them again with other words. */
    private static List<Article> articles() throws IOException {
        List<Article> articles = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(NEWS)), StandardCharsets.UTF_8))) {
            for (int i = 0; i < ARTICLES; i++) {
                JsonNode json = Json.mapper().readTree(lines.readLine());
                String source = json.path("source").asString("");
                Instant now = Instant.now().minusSeconds(ARTICLES).plusSeconds(i);
                articles.add(new Article(
                        "article-" + i,
                        1,
                        json.path("url").asString(""),
                        json.path("title").asString(""),
                        json.path("summary").asString(""),
                        "",
                        "",
                        List.of(),
                        new Source(source, source, source, "", ""),
                        now,
                        now,
                        Origin.LIVE,
                        false,
                        List.of(),
                        "",
                        ""));
            }
        }
        for (int i = 0; i < ARTICLES; i += EDITED) {
            JsonNode edited = Json.mapper().valueToTree(articles.get(i));
            ((ObjectNode) edited).put("title", articles.get(i).title() + ", officials say");
            ((ObjectNode) edited)
                    .put("summary", articles.get((i + 1) % ARTICLES).summary());
            articles.add(Json.mapper().treeToValue(edited, Article.class));
        }
        return articles;
    }

    private static List<Subscription> subscriptions(Random random, List<Article> articles) {
        List<Subscription> subscriptions = new ArrayList<>();
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            String one = part(random, articles);
            String other = part(random, articles);
            String query = switch (random.nextInt(5)) {
                case 0 -> one + " OR " + other;
                case 1 -> one + " AND NOT " + other;
                case 2 -> "(" + word(random, articles) + " OR " + one + ") AND (" + other + " OR Ukraine)";
                case 3 -> "SCORE >= 3 (" + one + "^2, " + other + "^1, Ukraine^1, Russia^1)";
                default -> one;
            };
            subscriptions.add(Json.mapper()
                    .readValue(
                            "{\"id\": \"s%d\", \"query\": %s, \"version\": 1, \"enabled\": true, \"send\": %s}"
                                    .formatted(i, Json.line(query), SENDS.get(random.nextInt(SENDS.size()))),
                            Subscription.class));
        }
        return subscriptions;
    }

    private static String part(Random random, List<Article> articles) {
        return random.nextBoolean() ? word(random, articles) : TAGS.get(random.nextInt(TAGS.size()));
    }

    private static String word(Random random, List<Article> articles) {
        while (true) {
            String[] words =
                    articles.get(random.nextInt(articles.size())).title().split("\\s+", -1);
            String word = words[random.nextInt(words.length)];
            if (word.matches("[A-Za-z]{4,}")) {
                return word;
            }
        }
    }

    private void awaitDecisions(int articles) throws Exception {
        try (Admin admin = Admin.create(log.kafka().client())) {
            await(() -> {
                int[] enriched = {0};
                Log.read(log.kafka(), Topic.ENRICHED, 0, item -> enriched[0]++);
                return enriched[0] == articles;
            });
            await(() -> waiting(admin) == 0);
        }
    }

    private static long waiting(Admin admin) {
        try {
            return Lag.of(admin, List.of("tocsin-match", "tocsin-decide"), Duration.ofSeconds(30)).values().stream()
                    .flatMap(topics -> topics.values().stream())
                    .mapToLong(Long::longValue)
                    .sum();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within three minutes").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private Map<String, List<String>> backtest(List<Subscription> subscriptions, Instant from) {
        Map<String, List<String>> told = new TreeMap<>();
        Backtest.Report report = new Backtest(log.kafka())
                .run(
                        new Backtest.Request(
                                subscriptions,
                                from,
                                Instant.now().plus(Duration.ofDays(1)),
                                By.ingested,
                                Limits.DEFAULT,
                                null),
                        Query::parse,
                        (done, all) -> {});
        report.drafts().forEach(draft -> draft.alerts().forEach(alert -> add(told, alert)));
        return told;
    }

    /** All of it but when it was decided. */
    private static void add(Map<String, List<String>> told, Alert alert) {
        ObjectNode json = Json.mapper().valueToTree(alert);
        json.remove("created");
        told.computeIfAbsent(alert.subscription(), id -> new ArrayList<>()).add(json.toString());
    }
}
