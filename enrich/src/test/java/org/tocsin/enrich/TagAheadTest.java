package org.tocsin.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.Topic;

final class TagAheadTest {
    private static final TopicPartition ARTICLES = new TopicPartition(Topic.ARTICLES.name(), 0);

    private volatile String version = "1+0";

    /** By title, the thread that tagged it last. */
    private final Map<String, String> threads = new ConcurrentHashMap<>();

    private final TagAhead ahead = new TagAhead(this::tag, () -> version);

    private record Place(String topic, int partition, long offset) implements RecordMetadata {}

    private EnrichedArticle tag(Article article) {
        threads.put(article.title(), Thread.currentThread().getName());
        if (article.title().startsWith("bad")) {
            throw new IllegalStateException("cannot be tagged: " + article.title());
        }
        return EnrichedArticle.tagged(article, List.of(), List.of(), version);
    }

    private static Article article(String title) {
        return new Article(
                title,
                1,
                "",
                title,
                "",
                "",
                "en",
                List.of(),
                new Source("wire", "Wire", "wire.example", "", ""),
                Instant.EPOCH,
                Instant.EPOCH,
                Origin.LIVE,
                false,
                List.of(),
                "",
                "");
    }

    private void fetch(long from, String... titles) {
        TagAhead.Fetched fetched = new TagAhead.Fetched();
        fetched.configure(ahead.watching(new Properties()).entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().toString().replace("main.consumer.", ""), Map.Entry::getValue)));
        var records = LongStream.range(0, titles.length)
                .mapToObj(i -> new ConsumerRecord<>(
                        ARTICLES.topic(), 0, from + i, new byte[0], Json.bytes(article(titles[(int) i]))))
                .toList();
        ConsumerRecords<byte[], byte[]> batch = new ConsumerRecords<>(Map.of(ARTICLES, records), Map.of());
        assertThat(fetched.onConsume(batch)).isSameAs(batch);
    }

    private static Place at(long offset) {
        return new Place(ARTICLES.topic(), 0, offset);
    }

    private String thread(String title) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!threads.containsKey(title) && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        return threads.getOrDefault(title, "nobody");
    }

    @Test
    void tagsOnAnotherThreadWhatWasFetchedAndOnceOnly() {
        fetch(5, "one", "two");
        assertThat(thread("two")).startsWith("tag-ahead");
        threads.clear();
        assertThat(ahead.tagged(at(5), article("one")).article().title()).isEqualTo("one");
        assertThat(ahead.tagged(at(6), article("two")).article().title()).isEqualTo("two");
        assertThat(threads).isEmpty();
        assertThat(ahead.tagged(at(5), article("one")).article().title()).isEqualTo("one");
        assertThat(threads).as("it was handed out before").containsKey("one");
    }

    @Test
    void tagsHereWhatWasNotFetchedOrNotYetTakenUp() {
        assertThat(ahead.tagged(at(7), article("three")).article().title()).isEqualTo("three");
        assertThat(threads).containsEntry("three", Thread.currentThread().getName());
    }

    @Test
    void tagsAgainWhatWasTaggedByOlderKnowledge() {
        fetch(1, "old");
        assertThat(thread("old")).startsWith("tag-ahead");
        version = "1+1";
        assertThat(ahead.tagged(at(1), article("old")).knowledgeVersion()).isEqualTo("1+1");
    }

    @Test
    void throwsWhatTheTaggerThrowsAndGoesOn() {
        fetch(1, "bad", "good");
        assertThat(thread("good")).startsWith("tag-ahead");
        assertThatThrownBy(() -> ahead.tagged(at(1), article("bad")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("cannot be tagged: bad");
        assertThat(ahead.tagged(at(2), article("good")).article().title()).isEqualTo("good");
    }

    @Test
    void waitsForWhatIsBeingTagged() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        TagAhead slow = new TagAhead(
                article -> {
                    begun.countDown();
                    try {
                        assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return tag(article);
                },
                () -> version);
        TagAhead.Fetched fetched = new TagAhead.Fetched();
        fetched.configure(Map.of("tocsin.tag.ahead", slow));
        fetched.onConsume(new ConsumerRecords<>(
                Map.of(
                        ARTICLES,
                        List.of(new ConsumerRecord<>(
                                ARTICLES.topic(), 0, 1, new byte[0], Json.bytes(article("slow"))))),
                Map.of()));
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        Thread asking = Thread.ofPlatform().start(() -> slow.tagged(at(1), article("slow")));
        assertThat(asking.join(Duration.ofMillis(100))).isFalse();
        go.countDown();
        assertThat(asking.join(Duration.ofSeconds(20))).isTrue();
        assertThat(threads.get("slow")).startsWith("tag-ahead");
    }

    @Test
    void tagsNothingAheadWhileWhatComesWasThereBefore() {
        ahead.repeated(at(1));
        fetch(2, "again", "once more");
        ahead.repeated(at(2));
        ahead.repeated(at(3));
        assertThat(threads).isEmpty();
        ahead.tagged(at(4), article("new"));
        fetch(5, "newer");
        assertThat(thread("newer")).startsWith("tag-ahead");
    }
}
