package org.tocsin.app.crash;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.tocsin.ingest.article.ArticleSink;
import org.tocsin.model.Article;
import org.tocsin.model.Destination;
import org.tocsin.model.Origin;
import org.tocsin.model.Send;
import org.tocsin.model.Source;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;

/**
 * The news of a week, all of it live or late: articles at an even pace with sentences of real ones, which bring entities and
 * topics, among invented words, which make stories of them and matches of the subscriptions, some three each.
 */
public final class Week {
    private static final Duration LENGTH = Duration.ofDays(7);
    private static final Duration LATE = Duration.ofHours(6);
    private static final int WORDS = 40;
    private static final int OUTLETS = 400;

    /** One article in so many tells the story of the one before. */
    private static final int ALIKE = 4;

    private final List<String> sentences;
    private final Random random;
    private final InventedWords words;
    private String story = "";

    /** @param sentences that bring entities and topics */
    public Week(List<String> sentences, long seed) {
        this.sentences = List.copyOf(sentences);
        random = new Random(seed);
        words = new InventedWords(random);
    }

    /** Writes {@code count} articles; returns when the broker has them. */
    public void articles(KafkaSettings kafka, int count) {
        Instant now = Instant.now();
        String id = "week-" + Long.toString(now.toEpochMilli(), Character.MAX_RADIX) + "-";
        try (ArticleSink sink = ArticleSink.bulk(kafka)) {
            for (int i = 0; i < count; i++) {
                Instant published =
                        now.minus(LENGTH).plus(LENGTH.multipliedBy(i).dividedBy(count));
                if (i % ALIKE == 0) {
                    story = words.sentence(WORDS);
                }
                String text = story + " " + sentences.get(random.nextInt(sentences.size())) + " "
                        + sentences.get(random.nextInt(sentences.size()));
                var _ = sink.send(article(id + i, words.sentence(6), text, published, now));
            }
            sink.flush();
        }
    }

    /** An article of an outlet that is made from its id. */
    static Article article(String id, String title, String text, Instant published, Instant now) {
        String outlet = "outlet" + Math.floorMod(id.hashCode(), OUTLETS);
        return new Article(
                id,
                0,
                "https://" + outlet + ".example/" + id,
                title,
                "",
                text,
                "en",
                List.of(),
                new Source(outlet, outlet, outlet + ".example", "", ""),
                published,
                now,
                published.isBefore(now.minus(LATE)) ? Origin.LATE : Origin.LIVE,
                false,
                List.of(),
                id,
                "");
    }

    /**
     * Writes {@code count} subscriptions to one invented word each, and one to every article with {@code probe}, all to the
     * webhook, over those of a run before.
     */
    public void subscriptions(KafkaSettings kafka, int count, String probe, String webhook) {
        List<Subscription> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(Subscription.of("week-" + i, "", words.word()));
        }
        all.add(Subscription.of(probe, "", probe).withSend(List.of(Send.EVERYTHING)));
        int version = Math.toIntExact(Instant.now().getEpochSecond());
        Queue<Exception> failed = new ConcurrentLinkedQueue<>();
        try (Producer<String, Subscription> producer = kafka.producer()) {
            for (Subscription one : all) {
                Subscription hooked = one.withDestinations(List.of(Destination.of("webhook", webhook)))
                        .withVersion(version);
                var _ = producer.send(
                        new ProducerRecord<>(Topic.SUBSCRIPTIONS.name(), one.id(), hooked), (place, error) -> {
                            if (error != null) {
                                failed.add(error);
                            }
                        });
            }
        }
        if (!failed.isEmpty()) {
            throw new IllegalStateException("subscriptions were not written", failed.peek());
        }
    }
}
