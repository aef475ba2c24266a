package org.tocsin.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.alerts.decide.DecideTopology;
import org.tocsin.alerts.decide.DecisionCounts;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.alerts.match.MatchTopology;
import org.tocsin.alerts.preview.Preview;
import org.tocsin.alerts.preview.Rehearsal;
import org.tocsin.alerts.subscription.Subscriptions;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.Decision;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Match;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.model.TopicTag;
import org.tocsin.query.Document;
import org.tocsin.query.MatchResult;
import org.tocsin.query.Query;
import org.tocsin.query.QueryIndex;
import org.tocsin.runtime.JsonSerde;
import org.tocsin.runtime.KafkaSettings;

/** What a preview says of articles, and a rehearsal is what the applications do with them. */
final class PreviewIsLiveTest {
    private static final Instant START = Instant.parse("2025-03-29T20:00:00Z");
    private static final Limits LIMITS = new Limits(10, 1_000, 9, 20, 1);
    private static final List<String> SUBSCRIPTIONS = List.of(
            "\"send\": []",
            "\"send\": [\"updates\", \"sources\"]",
            "\"send\": [\"everything\"], \"perHour\": 3",
            "\"send\": [\"everything\"], \"owner\": \"ann\"",
            "\"schedule\": {\"kind\": \"daily\", \"at\": \"02:30\", \"zone\": \"Europe/Kyiv\"}",
            "\"schedule\": {\"kind\": \"every\", \"minutes\": 13}, \"send\": [\"everything\"]",
            "\"quietHours\": {\"zone\": \"Europe/Kyiv\", \"from\": \"22:00\", \"to\": \"07:00\"}",
            "\"mutes\": [{\"kind\": \"topic\", \"value\": \"sport\"}]");

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void countsTheSameMatchesAlertsAndDigests(long seed) {
        List<EnrichedArticle> articles = articles(new Random(seed));
        for (int i = 0; i < SUBSCRIPTIONS.size(); i++) {
            Subscription subscription = Json.mapper()
                    .readValue(
                            "{\"id\": \"s%d\", \"query\": \"captured OR kursk\", \"version\": 1, %s}"
                                    .formatted(i, SUBSCRIPTIONS.get(i)),
                            Subscription.class);
            Live live = live(subscription, articles, directory.resolve("s" + i));
            Preview preview = Preview.of(subscription, LIMITS, articles::forEach);
            assertThat(preview.alerts()).as(SUBSCRIPTIONS.get(i)).isEqualTo(live.alerts.size());
            assertThat(preview.digests())
                    .isEqualTo(live.alerts.stream()
                            .filter(alert -> alert.kind().equals("digest"))
                            .count());
            assertThat(preview.matches()).isEqualTo(live.matches);
            assertThat(live.alerts).extracting(Alert::id).doesNotHaveDuplicates();
            assertThat(live.decisions).as("each match is decided on once").hasSize(live.matches + live.withdrawals());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {3, 4, 5})
    void rehearsesRandomSubscriptionsAlertForAlert(long seed) {
        Random random = new Random(seed);
        List<EnrichedArticle> articles = articles(random);
        List<Subscription> subscriptions = new ArrayList<>();
        List<List<String>> rehearsed = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            subscriptions.add(random(random, i));
            rehearsed.add(new ArrayList<>());
        }
        Rehearsal rehearsal = new Rehearsal(subscriptions, LIMITS, Query::parse, new Rehearsal.Listener() {
            @Override
            public void matched(int draft, EnrichedArticle article, MatchResult result, Instant at) {}

            @Override
            public void alert(int draft, Alert alert) {
                rehearsed.get(draft).add(told(alert));
            }
        });
        for (int i = 0; i < articles.size(); i++) {
            rehearsal.take(rehearsal.prepare(articles.get(i), i));
        }
        rehearsal.end();

        for (int i = 0; i < subscriptions.size(); i++) {
            Live live = live(subscriptions.get(i), articles, directory.resolve("r" + i));
            assertThat(rehearsed.get(i))
                    .as(Json.line(subscriptions.get(i)))
                    .isEqualTo(live.alerts.stream().map(PreviewIsLiveTest::told).toList());
        }
        assertThat(rehearsed).as("alerts in all").anyMatch(list -> list.size() > 5);
    }

    /** All of an alert but when a digest was made, since a clock ticks when it ticks. */
    private static String told(Alert alert) {
        List<String> told = new ArrayList<>(List.of(alert.id(), alert.kind(), alert.title()));
        alert.told()
                .forEach(one -> told.add(
                        one.kind().equals("digest")
                                ? ""
                                : one.id() + " " + one.offset() + " " + one.created() + " " + one.why() + " "
                                        + one.score()));
        return told.toString();
    }

    private static Subscription random(Random random, int number) {
        List<String> queries = List.of(
                "captured OR kursk",
                "captured AND NOT topic:sport",
                "title:kursk OR topic:kursk",
                "SCORE >= 4 (captured^3, soldiers^1, kursk^5)",
                "source:dw AND (choir OR fighting)",
                "topic:sport OR NOT choir");
        List<String> sends = List.of("[]", "[\"updates\"]", "[\"sources\", \"updates\"]", "[\"everything\"]");
        String timing = random.nextInt(3) == 0
                ? SUBSCRIPTIONS.get(4 + random.nextInt(3)).replaceAll(", \"send\".*", "")
                : "\"perHour\": " + random.nextInt(4);
        String mutes = random.nextInt(3) == 0 ? ", " + SUBSCRIPTIONS.get(7) : "";
        String ends = random.nextInt(4) == 0 ? ", \"expires\": \"2025-03-30T12:00:00Z\"" : "";
        return Json.mapper()
                .readValue(
                        "{\"id\": \"r%d\", \"query\": \"%s\", \"version\": 1, \"send\": %s, %s%s%s}"
                                .formatted(
                                        number,
                                        queries.get(random.nextInt(queries.size())),
                                        sends.get(random.nextInt(sends.size())),
                                        timing,
                                        mutes,
                                        ends),
                        Subscription.class);
    }

    private record Live(int matches, List<Alert> alerts, List<Decision> decisions) {
        /** Withdrawals count as matches of no version. */
        int withdrawals() {
            return (int) decisions.stream()
                    .filter(one -> one.subscriptionVersion() == 0)
                    .count();
        }
    }

    private static Live live(Subscription subscription, List<EnrichedArticle> articles, Path state) {
        QueryIndex index = new QueryIndex();
        index.put(subscription.id(), Query.parse(subscription.query()));
        Instant[] now = {START};
        KafkaSettings kafka = new KafkaSettings("127.0.0.1:1");
        Properties matching = kafka.streams("tocsin-match", state, false, "m");
        Properties deciding = kafka.streams("tocsin-decide", state, false, "d");
        int matches = 0;
        try (TopologyTestDriver match = new TopologyTestDriver(
                        MatchTopology.build(article -> matched(index, subscription, article)), matching);
                TopologyTestDriver decide = new TopologyTestDriver(
                        DecideTopology.build(id -> subscription, LIMITS, new DecisionCounts(), () -> now[0]),
                        deciding,
                        START)) {
            TestInputTopic<String, EnrichedArticle> enriched = match.createInputTopic(
                    Topic.ENRICHED.name(), Serdes.String().serializer(), JsonSerde.serializer());
            TestOutputTopic<String, Match> matched = match.createOutputTopic(
                    Topic.MATCHES.name(), Serdes.String().deserializer(), JsonSerde.deserializer(Match.class));
            TestInputTopic<String, Match> toDecide = decide.createInputTopic(
                    Topic.MATCHES.name(), Serdes.String().serializer(), JsonSerde.serializer());
            for (EnrichedArticle article : articles) {
                pass(decide, now, article.article().ingested());
                enriched.pipeInput(article.article().id(), article);
                for (var record : matched.readKeyValuesToList()) {
                    matches += record.value.subscription().isEmpty() ? 0 : 1;
                    toDecide.pipeInput(record.key, record.value);
                }
            }
            pass(decide, now, now[0].plus(Duration.ofHours(30)));
            return new Live(
                    matches,
                    decide.createOutputTopic(
                                    Topic.ALERTS.name(),
                                    Serdes.String().deserializer(),
                                    JsonSerde.deserializer(Alert.class))
                            .readValuesToList(),
                    decide.createOutputTopic(
                                    Topic.DECISIONS.name(),
                                    Serdes.String().deserializer(),
                                    JsonSerde.deserializer(Decision.class))
                            .readValuesToList());
        }
    }

    /** Lets the time pass in steps that end with every tenth minute, as the clock of a running instance does in seconds. */
    private static void pass(TopologyTestDriver decide, Instant[] now, Instant to) {
        while (now[0].isBefore(to)) {
            Instant next = Instant.ofEpochSecond((now[0].getEpochSecond() / 600 + 1) * 600);
            Duration step = Duration.between(now[0], next.isAfter(to) ? to : next);
            now[0] = now[0].plus(step);
            decide.advanceWallClockTime(step);
        }
    }

    private static List<Subscriptions.Matched> matched(
            QueryIndex index, Subscription subscription, EnrichedArticle article) {
        Document document = Document.of(article);
        MatchResult result = index.match(document).isEmpty() ? null : index.explain(subscription.id(), document);
        return result == null ? List.of() : List.of(new Subscriptions.Matched(subscription, result));
    }

    /** A day and a half of articles over a change of the clocks: new, edited, copied, withdrawn, of merging stories. */
    private static List<EnrichedArticle> articles(Random random) {
        List<EnrichedArticle> articles = new ArrayList<>();
        Instant now = START;
        int[] revisions = new int[60];
        for (int i = 0; i < 150; i++) {
            now = now.plusSeconds(60L * random.nextInt(15));
            int number = random.nextInt(revisions.length);
            int revision = ++revisions[number];
            boolean withdrawn = revision > 1 && random.nextInt(8) == 0;
            String source = random.nextBoolean() ? "dw" : "bbc";
            String title = random.nextInt(3) == 0
                    ? "A choir sings"
                    : random.nextBoolean() ? "Soldiers captured" : "Fighting near Kursk";
            Article article = new Article(
                    "a" + number,
                    revision,
                    "https://example.org/" + number,
                    withdrawn ? "" : title,
                    "",
                    "",
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
            List<TopicTag> topics = random.nextInt(4) == 0
                    ? List.of(new TopicTag(random.nextBoolean() ? "sport" : "kursk", 1, 9, 8, List.of()))
                    : List.of();
            int story = random.nextInt(20);
            List<String> merged = story > 15 ? List.of("x" + (story - 10)) : List.of();
            articles.add(new EnrichedArticle(
                    article,
                    List.of(),
                    topics,
                    "x" + story,
                    false,
                    1,
                    merged,
                    random.nextInt(10) == 0 ? "a0" : "",
                    i,
                    0,
                    "1+0"));
        }
        return articles;
    }
}
