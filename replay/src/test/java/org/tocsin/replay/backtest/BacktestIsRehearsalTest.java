package org.tocsin.replay.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.alerts.preview.Rehearsal;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Mention;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.Span;
import org.tocsin.model.Subscription;
import org.tocsin.model.TopicTag;
import org.tocsin.query.MatchResult;
import org.tocsin.query.Query;
import org.tocsin.replay.PastLog;
import org.tocsin.replay.Replay.By;

/**
 * Random subscriptions over random articles of a log: a backtest says alert for alert what a rehearsal of the same articles
 * says, which another test holds against the applications of live operation.
 */
final class BacktestIsRehearsalTest {
    private static final Instant START = Instant.parse("2025-03-29T20:00:00Z");
    private static final Instant END = START.plus(Duration.ofDays(30));
    private static final List<String> WORDS = List.of("captured", "soldiers", "kursk", "choir", "fighting", "prisoner");
    private static final List<String> OTHERS = List.of(
            "topic:kursk",
            "topic:sport",
            "entity:Q1",
            "entity:Q2",
            "place:Q3",
            "near:51.73,36.19,100km",
            "source:dw.example",
            "story.new",
            "story.sources >= 2",
            "burst >= 3",
            "origin:late",
            "NOT choir");

    @TempDir
    private Path directory;

    private PastLog log;

    @BeforeEach
    void start() throws IOException {
        log = PastLog.start(directory);
    }

    @AfterEach
    void stop() {
        log.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void saysAlertForAlertWhatARehearsalSays(long seed) {
        Random random = new Random(seed);
        List<EnrichedArticle> articles = articles(random);
        articles.forEach(log::put);
        log.written();
        // apart by what they look at, since only that is read
        Map<List<Boolean>, List<Subscription>> groups = new HashMap<>();
        for (int i = 0; i < 240; i++) {
            Subscription draft = draft(random, i);
            Query query = Query.parse(draft.query());
            groups.computeIfAbsent(
                            List.of(query.asksForWords(), query.asksForTags(), query.asksForMentions()),
                            key -> new ArrayList<>())
                    .add(draft);
        }

        assertThat(groups)
                .containsKeys(
                        List.of(false, true, true),
                        List.of(false, true, false),
                        List.of(false, false, false),
                        List.of(true, true, true),
                        List.of(true, true, false),
                        List.of(true, false, false));
        int sent = 0;
        for (List<Subscription> group : groups.values()) {
            List<Subscription> drafts = group.subList(0, Math.min(group.size(), Backtest.MAX_DRAFTS));
            List<String> told = backtest(drafts);
            assertThat(told).isEqualTo(rehearsal(drafts, articles));
            sent += told.size();
        }
        assertThat(sent).isGreaterThan(100);
    }

    private List<String> backtest(List<Subscription> drafts) {
        Backtest.Report report = new Backtest(log.kafka())
                .run(
                        new Backtest.Request(drafts, START, END, By.ingested, Limits.DEFAULT, null),
                        Query::parse,
                        (done, all) -> {});
        List<String> told = new ArrayList<>();
        report.drafts().forEach(draft -> draft.alerts().forEach(alert -> told.add(Json.line(alert))));
        return told;
    }

    private static List<String> rehearsal(List<Subscription> drafts, List<EnrichedArticle> articles) {
        List<List<String>> told = new ArrayList<>();
        drafts.forEach(draft -> told.add(new ArrayList<>()));
        Rehearsal rehearsal = new Rehearsal(drafts, Limits.DEFAULT, Query::parse, new Rehearsal.Listener() {
            @Override
            public void matched(int draft, EnrichedArticle article, MatchResult result, Instant at) {}

            @Override
            public void alert(int draft, Alert alert) {
                told.get(draft).add(Json.line(alert));
            }
        });
        for (int i = 0; i < articles.size(); i++) {
            rehearsal.take(rehearsal.prepare(articles.get(i), i));
        }
        rehearsal.end();
        return told.stream().flatMap(List::stream).toList();
    }

    private static Subscription draft(Random random, int number) {
        List<String> timings = List.of(
                "\"perHour\": %d".formatted(random.nextInt(4)),
                "\"schedule\": {\"kind\": \"daily\", \"at\": \"02:30\", \"zone\": \"Europe/Kyiv\"}",
                "\"schedule\": {\"kind\": \"every\", \"minutes\": %d}".formatted(5 + random.nextInt(60)),
                "\"quietHours\": {\"zone\": \"Europe/Kyiv\", \"from\": \"22:00\", \"to\": \"07:00\"}");
        List<String> sends = List.of("[]", "[\"updates\"]", "[\"sources\", \"updates\"]", "[\"everything\"]");
        List<String> mutes = List.of("[]", "[]", "[{\"kind\": \"topic\", \"value\": \"sport\"}]");
        return Json.mapper()
                .readValue(
                        "{\"id\": \"s%d\", \"query\": %s, \"version\": 1, \"send\": %s, \"mutes\": %s, %s}"
                                .formatted(
                                        number,
                                        Json.line(query(random, number % 2 == 0)),
                                        one(random, sends),
                                        one(random, mutes),
                                        one(random, timings)),
                        Subscription.class);
    }

    private static String query(Random random, boolean tags) {
        if (tags && random.nextInt(3) == 0) {
            return one(random, OTHERS.subList(0, OTHERS.size() - 1))
                    + (random.nextBoolean() ? " OR " : " AND NOT ")
                    + one(random, OTHERS);
        }
        String one = part(random, tags);
        String other = part(random, tags);
        return switch (random.nextInt(6)) {
            case 0 -> one + " OR " + other;
            case 1 -> "(" + one + " OR " + other + ") AND NOT title:" + word(random);
            case 2 -> "2 OF (" + one + ", " + other + ", " + word(random) + ")";
            case 3 -> "SCORE >= 3 (" + word(random) + "^2, " + other + "^3, " + one + "^1, choir^-1)";
            case 4 -> word(random) + " NEAR/4 " + word(random) + " OR " + one;
            default -> "\"" + word(random) + " " + word(random) + "\"~3 OR " + other;
        };
    }

    private static String part(Random random, boolean tags) {
        return tags && random.nextBoolean() ? one(random, OTHERS) : word(random) + (random.nextInt(4) == 0 ? "*" : "");
    }

    private static String word(Random random) {
        return one(random, WORDS);
    }

    private static String one(Random random, List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Some days of articles over a change of the clocks: new, edited, withdrawn, copied, late, of merging stories. */
    private static List<EnrichedArticle> articles(Random random) {
        List<EnrichedArticle> articles = new ArrayList<>();
        Instant now = START;
        int[] revisions = new int[80];
        for (int i = 0; i < 300; i++) {
            now = now.plusSeconds(60L * random.nextInt(25));
            int number = random.nextInt(revisions.length);
            int revision = ++revisions[number];
            boolean withdrawn = revision > 1 && random.nextInt(8) == 0;
            String source = random.nextBoolean() ? "dw" : "bbc";
            Article article = new Article(
                    "a" + number,
                    revision,
                    "https://" + source + ".example/" + number,
                    withdrawn ? "" : sentence(random, 5),
                    "",
                    withdrawn ? "" : sentence(random, 20),
                    "en",
                    List.of(),
                    new Source(source, source, source + ".example", "", ""),
                    now,
                    now,
                    random.nextInt(9) == 0 ? Origin.LATE : Origin.LIVE,
                    withdrawn,
                    List.of(),
                    "",
                    "");
            int story = random.nextInt(30);
            articles.add(new EnrichedArticle(
                    article,
                    mentions(random),
                    random.nextInt(3) == 0
                            ? List.of(new TopicTag(
                                    random.nextBoolean() ? "sport" : "kursk",
                                    1,
                                    9,
                                    8,
                                    List.of(new Span("body", 0, 4, "word", "clause"))))
                            : List.of(),
                    "x" + story,
                    random.nextBoolean(),
                    1 + random.nextInt(3),
                    story > 24 ? List.of("x" + (story - 10)) : List.of(),
                    random.nextInt(10) == 0 ? "a0" : "",
                    i + 1L,
                    random.nextInt(6),
                    "1+0"));
        }
        return articles;
    }

    private static List<Mention> mentions(Random random) {
        List<Mention> mentions = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            if (random.nextInt(4) == 0) {
                mentions.add(new Mention("Q" + i, "Name " + i, "place", "body", 0, 4, "word", 51.7, 36.2));
            }
        }
        return mentions;
    }

    private static String sentence(Random random, int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(random.nextInt(3) == 0 ? word(random) : "w" + random.nextInt(1_000))
                    .append(' ');
        }
        return text.append('.').toString();
    }
}
