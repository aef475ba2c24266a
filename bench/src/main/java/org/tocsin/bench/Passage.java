package org.tocsin.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.tocsin.enrich.EnrichStages;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.ingest.article.ArticleSink;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.runtime.Stage;

/** Articles on their way through one pipeline on a broker of its own, from the broker's client to the webhook. */
final class Passage implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 600;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);
    private static final String LAST = "benchmarksend";

    /** Runs that end with an article that makes an alert. */
    private static final int ENDS = 2;

    private final News news;
    private final Ground ground;
    private final WebhookPort port;
    private final ArticleSink bulk;
    private final List<Stage> stages = new ArrayList<>();
    private final Map<String, Long> held = new LinkedHashMap<>();
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicIntegerArray counts;
    private final long[][] came;
    private int ends;

    private Passage(News news, Ground ground) throws IOException {
        this.news = news;
        this.ground = ground;
        counts = new AtomicIntegerArray(news.size());
        came = new long[News.MOST_ALERTS][news.size()];
        port = new WebhookPort((path, body, out) -> {
            long now = System.nanoTime();
            arrived.incrementAndGet();
            int article = News.number(body);
            if (article >= news.size()) {
                ended.incrementAndGet();
            } else if (article >= 0) {
                int count = counts.getAndIncrement(article);
                if (count < News.MOST_ALERTS) {
                    came[count][article] = now;
                }
            }
            return true;
        });
        bulk = ArticleSink.bulk(ground.kafka());
    }

    /** The whole pipeline, with its subscriptions. */
    static Passage whole(News news, Ground ground, Knowledge knowledge) throws IOException {
        Passage passage = new Passage(news, ground);
        List<Subscription> all = new ArrayList<>(news.subscriptions(passage.port.address() + "/"));
        for (int i = 0; i < ENDS; i++) {
            all.add(Ground.subscription("end" + i, LAST + i, passage.port.address() + "/"));
        }
        ground.save(all);
        passage.start(EnrichStages.create(ground.kafka(), ground.state(), "bench", knowledge));
        passage.start(ground.alerts());
        return passage;
    }

    /** The same hops without work, each article posted once. */
    static Passage empty(News news, Ground ground) throws IOException {
        Passage passage = new Passage(news, ground);
        passage.start(EmptyPipeline.stages(ground.kafka(), ground.state(), passage.port.address()));
        return passage;
    }

    /** The same hops as far as the outbox. */
    static Passage hops(News news, Ground ground) throws IOException {
        Passage passage = new Passage(news, ground);
        passage.start(EmptyPipeline.hops(ground.kafka(), ground.state()));
        return passage;
    }

    private void start(List<Stage> more) {
        for (Stage stage : more) {
            long before = Steps.held();
            Ground.start(List.of(stage));
            stages.add(stage);
            held.put(stage.name(), Steps.held() - before);
        }
    }

    /** Bytes of heap that each stage held once it had started. */
    Map<String, Long> held() {
        return held;
    }

    /**
     * Sends articles as fast as the broker takes them; how many a second came through {@code last}, and where alerts are
     * made, through the match and to a webhook too.
     */
    double rate(int from, int to, Topic<?> last) {
        try (Arrivals arrivals = new Arrivals(ground.kafka(), last)) {
            long start = System.nanoTime();
            for (int i = from; i < to; i++) {
                var _ = bulk.send(news.article(i));
            }
            bulk.flush();
            await(last.name() + " has all", () -> arrivals.count() >= to - from);
            if (last.equals(Topic.ENRICHED)) {
                int before = ended.get();
                var _ = bulk.send(
                        News.article(news.size() + ends, "The end of it is told by the word " + LAST + ends++));
                bulk.flush();
                await("the last alert arrives", () -> ended.get() > before);
            }
            return (to - from) / ((System.nanoTime() - start) / 1e9);
        }
    }

    private void await(String what, BooleanSupplier done) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!done.getAsBoolean()) {
            stages.forEach(stage -> {
                if (!stage.trouble().isEmpty()) {
                    throw new IllegalStateException(stage.name() + ": " + stage.trouble());
                }
            });
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "after %d s it does not hold that %s".formatted(PATIENCE_SECONDS, what));
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Waits until no webhook has come for a while, so that what is measured next does not stand behind what was before. */
    void drain() {
        int before;
        do {
            before = arrived.get();
            LockSupport.parkNanos(QUIET_NANOS);
        } while (arrived.get() != before);
    }

    /**
     * Sends articles at an even rate, like it or not, and measures each from the time at which it was due, so that a sender or
     * a receiver that is held up leaves nothing out and makes nothing look faster: microseconds by hop, with a reader at each
     * topic, and {@code webhook} from end to end.
     */
    Map<String, Histogram> latencies(int from, int to, int rate) {
        long[] due = new long[news.size()];
        Map<String, Histogram> all = new LinkedHashMap<>();
        try (Tap tap = new Tap(ground.kafka(), news.size());
                ArticleSink live = new ArticleSink(ground.kafka())) {
            long start = System.nanoTime();
            for (int i = from; i < to; i++) {
                due[i] = start + (i - from) * 1_000_000_000L / rate;
                while (System.nanoTime() < due[i]) {
                    LockSupport.parkNanos(due[i] - System.nanoTime());
                }
                var _ = live.send(news.article(i));
            }
            drain();
            long[] before = due;
            for (Topic<?> topic : Tap.TOPICS) {
                all.put(topic.name().replace("tocsin.", ""), between(before, tap.seen(topic), from, to));
                before = tap.seen(topic);
            }
            all.put("courier", between(before, came[0], from, to));
        }
        Histogram whole = between(due, came[0], from, to);
        whole.add(between(due, came[1], from, to));
        all.put("webhook", whole);
        return all;
    }

    private static Histogram between(long[] before, long[] after, int from, int to) {
        Histogram histogram = new Histogram(HOUR_MICROS, 3);
        IntStream.range(from, to)
                .filter(i -> before[i] != 0 && after[i] != 0)
                .forEach(i -> histogram.recordValue(Math.max(0, (after[i] - before[i]) / 1_000)));
        return histogram;
    }

    @Override
    public void close() throws IOException {
        bulk.close();
        stages.reversed().forEach(Stage::close);
        port.close();
        ground.close();
    }
}
