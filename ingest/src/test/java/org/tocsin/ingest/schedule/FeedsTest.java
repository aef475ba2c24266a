package org.tocsin.ingest.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Feed;
import org.tocsin.model.FeedStatus;
import org.tocsin.model.Topic;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.TopicFollower;

/** The list of feeds on a broker. */
final class FeedsTest {
    private static final Instant NOW = Instant.parse("2025-06-01T00:00:00Z");
    private static final String URL = "https://paper.example/feed";

    @TempDir
    private Path directory;

    @Test
    void keepsWhatAFeedWasGivenWhenItIsAddedAgain() {
        EmbeddedBroker broker = EmbeddedBroker.start(directory);
        try {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrap());
            kafka.createTopics();
            try (Feeds feeds = new Feeds(kafka).start()) {
                feeds.add(Feeds.define(URL, "Paper", "war", List.of("uk"), 600, true, NOW));
                feeds.add(Feeds.define(URL, "", "", List.of(), 0, false, NOW.plusSeconds(60)));
                Feed again = feeds.add(Feeds.define(URL, "", "peace", List.of(), 0, false, NOW));
                assertThat(again)
                        .isEqualTo(Feeds.define(URL, "Paper", "peace", List.of("uk"), 600, true, NOW))
                        .isEqualTo(feeds.list().getFirst());
                assertThat(feeds.opml(NOW)).contains("text=\"peace\"", "title=\"Paper\"");

                assertThat(feeds.shown(new FeedFilter("peace", "uk", "new"), NOW))
                        .hasSize(1);
                assertThat(feeds.shown(new FeedFilter("war", null, null), NOW)).isEmpty();
                assertThat(feeds.shown(new FeedFilter(null, "ru", null), NOW)).isEmpty();
                assertThat(feeds.shown(new FeedFilter(null, null, "ok"), NOW)).isEmpty();

                Feed next = feeds.add(Feeds.define(URL + "2", "Quay", "peace", List.of(), 0, false, NOW));
                assertThat(feeds.after("")).containsExactly(again, next);
                assertThat(feeds.after(again.id())).containsExactly(next);
                var _ = feeds.save(again.withdrawn());
                assertThat(feeds.after(again.id())).as("one that is gone").containsExactly(next);
            }
        } finally {
            broker.close();
        }
    }

    @Test
    void showsNoPasswordOfAFeedAndKeepsItWhereItIsShown() {
        String shown = "https://reader:(kept)@paper.example/feed";
        EmbeddedBroker broker = EmbeddedBroker.start(directory);
        try {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrap());
            kafka.createTopics();
            try (Feeds feeds = new Feeds(kafka).start();
                    Feeds others = new Feeds(kafka)) {
                Feed feed = feeds.add(
                        Feeds.define("https://reader:SECRET8@paper.example/feed", "", "", List.of(), 0, false, NOW));

                assertThat(feed.url()).as("what is asked").contains("SECRET8");
                assertThat(feeds.json(feed, NOW).toString()).contains(shown).doesNotContain("SECRET8");
                assertThat(Feeds.shown(feed).url()).isEqualTo(shown);
                assertThat(feeds.opml(NOW)).contains("xmlUrl=\"" + shown).doesNotContain("SECRET8");

                assertThat(feeds.find(shown)).contains(feed);
                assertThat(feeds.revealed(shown)).isEqualTo(feed.url());
                byte[] list = feeds.opml(NOW).getBytes(StandardCharsets.UTF_8);
                assertThat(feeds.read(list, NOW).feeds()).containsExactly(feed);
                assertThat(others.read(list, NOW).rejected())
                        .as("where no password is known")
                        .singleElement(STRING)
                        .contains(shown, "no feed is listed whose password this could be");
            }
        } finally {
            broker.close();
        }
    }

    @Test
    void findsAFeedSilentThatHasNeverSaidAnything() {
        EmbeddedBroker broker = EmbeddedBroker.start(directory);
        try {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrap());
            kafka.createTopics();
            try (Feeds feeds = new Feeds(kafka).start();
                    Producer<String, FeedStatus> producer = kafka.producer()) {
                Feed feed = feeds.save(Feeds.define(URL, "", "", List.of(), 0, false, NOW));
                FeedStatus empty = FeedStatus.unknown(feed.id()).good("", "", NOW, NOW, 600, Instant.EPOCH, 0, null);
                var _ = producer.send(new ProducerRecord<>(Topic.FEED_STATUS.name(), feed.id(), empty));
                long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
                while (feeds.status(feed.id()).lastGood() == null) {
                    assertThat(System.nanoTime()).as("the status is read").isLessThan(end);
                    LockSupport.parkNanos(5_000_000);
                }

                assertThat(feeds.health(feed, NOW.plus(Duration.ofDays(6)))).isEqualTo("ok");
                assertThat(feeds.health(feed, NOW.plus(Duration.ofDays(8)))).isEqualTo("silent");
                assertThat(feeds.notices(NOW.plus(Duration.ofDays(8)))).containsKey("feeds.silent");
                assertThat(feeds.health(feed.paused(true), NOW)).isEqualTo("paused");
            }
        } finally {
            broker.close();
        }
    }

    @Test
    void keepsTheFeedsOfAHostTogetherAndEachWhereItWas() {
        EmbeddedBroker broker = EmbeddedBroker.start(directory);
        try {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrap());
            kafka.createTopics();
            Feed old = Feeds.define("https://old.example/feed", "", "", List.of(), 0, false, NOW);
            int elsewhere = Math.floorMod("old.example".hashCode() + 1, Topic.FEEDS.partitions());
            try (Producer<String, Feed> producer = kafka.producer()) {
                var _ = producer.send(new ProducerRecord<>(Topic.FEEDS.name(), elsewhere, old.id(), old));
            }
            Map<String, Set<Integer>> partitions = new ConcurrentHashMap<>();
            try (Feeds feeds = new Feeds(kafka).start();
                    TopicFollower<Feed> log = new TopicFollower<>(
                            kafka,
                            Topic.FEEDS,
                            -1,
                            item -> partitions
                                    .computeIfAbsent(item.value().url(), _ -> ConcurrentHashMap.newKeySet())
                                    .add(item.partition()))) {
                List<Feed> some = IntStream.range(0, 20)
                        .mapToObj(i -> Feeds.define("https://paper.example/" + i, "", "", List.of(), 0, false, NOW))
                        .toList();
                feeds.saveAll(some);
                feeds.save(old.paused(true));
                var _ = log.start();

                assertThat(some)
                        .allSatisfy(feed -> assertThat(partitions.get(feed.url()))
                                .isEqualTo(partitions.get(some.getFirst().url()))
                                .hasSize(1));
                assertThat(partitions.get(old.url())).containsExactly(elsewhere);
            }
        } finally {
            broker.close();
        }
    }

    @Test
    void changesWhatIsNamedAndNothingElse() {
        Feed feed = Feeds.define(URL, "Paper", "war", List.of("uk"), 600, true, NOW);

        assertThat(new FeedChange(null, null, null, null, null, null).of(feed)).isEqualTo(feed);
        assertThat(new FeedChange("", "", List.of(""), true, false, 0).of(feed))
                .isEqualTo(Feeds.define(URL, "", "", List.of(), 0, false, NOW).paused(true));
        assertThatThrownBy(() -> new FeedChange(null, null, null, null, null, 5).of(feed))
                .hasMessageContaining("60 to 86400 seconds, not 5");
    }

    @Test
    void refusesAHealthThatNoFeedCanHave() {
        assertThat(new FeedFilter(null, null, "failing").health()).isEqualTo("failing");
        assertThatThrownBy(() -> new FeedFilter(null, null, "ill"))
                .hasMessageContaining("new, ok, silent, failing, ended, paused");
    }
}
