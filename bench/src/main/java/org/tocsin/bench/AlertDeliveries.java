package org.tocsin.bench;

import static org.tocsin.bench.QueryBench.say;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.runtime.Stage;

/** Webhooks a second from enriched articles on: matched, decided, queued, posted to a local receiver, outcome taken up. */
final class AlertDeliveries {
    private static final int ENDPOINTS = 500;
    private static final int ARTICLES = 80;

    void run(int rounds) throws IOException {
        AtomicInteger came = new AtomicInteger();
        try (Ground ground = new Ground();
                WebhookPort port = new WebhookPort((path, body, out) -> {
                    came.incrementAndGet();
                    return true;
                })) {
            List<Subscription> subscriptions = new ArrayList<>();
            for (int i = 0; i < ENDPOINTS; i++) {
                subscriptions.add(Ground.subscription("s" + i, "alarm", port.address() + "/hooks/" + i));
            }
            ground.save(subscriptions);
            List<Stage> stages = ground.alerts();
            Ground.start(stages);
            try (Producer<String, EnrichedArticle> producer = ground.kafka().producer()) {
                for (int round = 0; round <= rounds; round++) {
                    int before = came.get();
                    long processor = ImportBench.processorNanos();
                    long start = System.nanoTime();
                    for (int i = 0; i < ARTICLES; i++) {
                        int number = round * ARTICLES + i;
                        var _ = producer.send(
                                new ProducerRecord<>(Topic.ENRICHED.name(), "a" + number, alarm(number, 1)));
                    }
                    producer.flush();
                    await(came, before + ARTICLES * ENDPOINTS);
                    say(
                            "%s: %,d webhooks to %d endpoints, %,.0f a second, %.0f µs of processor each",
                            round == 0 ? "warm-up" : "round " + round,
                            ARTICLES * ENDPOINTS,
                            ENDPOINTS,
                            ARTICLES * ENDPOINTS / QueryBench.seconds(start),
                            (ImportBench.processorNanos() - processor) / 1e3 / (ARTICLES * ENDPOINTS));
                }
            } finally {
                stages.reversed().forEach(Stage::close);
            }
        }
    }

    /** Waits until so many have come, up to two minutes. */
    static void await(AtomicInteger came, int count) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (came.get() < count) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("%d of %d webhooks have come".formatted(came.get(), count));
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** The first article of a story of its own. */
    static EnrichedArticle alarm(int number, int revision) {
        Instant now = Instant.now();
        Article article = new Article(
                "a" + number,
                revision,
                "https://wire.example/a" + number,
                "Alarm number " + number,
                "",
                "A siren was heard over the harbour at dawn, and the watch was called out.",
                "en",
                List.of(),
                new Source("wire", "Wire", "wire.example", "", ""),
                now,
                now,
                Origin.LIVE,
                false,
                List.of(),
                "",
                "");
        return new EnrichedArticle(
                article, List.of(), List.of(), "story-" + number, true, 1, List.of(), "", number + 1L, 0, "1+0");
    }
}
