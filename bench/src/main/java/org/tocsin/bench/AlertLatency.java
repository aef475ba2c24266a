package org.tocsin.bench;

import static org.tocsin.bench.QueryBench.say;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import org.tocsin.enrich.EnrichStages;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.ingest.article.ArticleSink;
import org.tocsin.model.Topic;
import org.tocsin.runtime.Stage;

/**
 * From the moment an article is handed to the broker's client to the arrival of the webhook, through the whole pipeline and
 * through an empty one with the same hops, by turns in one run. Articles come at an even rate, like it or not; each makes at
 * most two alerts.
 */
final class AlertLatency {
    private static final int CHARACTERS = 1_200;
    private static final int MOST_ALERTS = News.MOST_ALERTS;
    private static final int WARM_UP_SECONDS = 20;
    private static final int QUIET_SECONDS = 3;

    private final News news;
    private final int rate;
    private final int seconds;
    private final Knowledge knowledge = new Knowledge();

    AlertLatency(Path data, int subscriptions, int rate, int seconds) throws IOException {
        this.rate = rate;
        this.seconds = seconds;
        news = new News(data, CHARACTERS, 0, rate * (WARM_UP_SECONDS + 2 * seconds), subscriptions);
    }

    void run(int rounds) throws IOException {
        Figures last = new Figures(0, 0);
        for (int round = 1; round <= rounds; round++) {
            Figures empty = measure("empty", round);
            last = measure("whole", round);
            say(
                    "round %d  whole beside empty: p50 %.2f, p99 %.2f times",
                    round, last.median() / empty.median(), last.high() / empty.high());
        }
        say("aims     p50 1.50 times at most, p99 500 ms at most: %.0f ms", last.high());
    }

    /** Of one pipeline in one round, in milliseconds. */
    private record Figures(double median, double high) {}

    private Figures measure(String which, int round) throws IOException {
        long[] sent = new long[news.size()];
        long[][] came = new long[MOST_ALERTS][news.size()];
        AtomicIntegerArray counts = new AtomicIntegerArray(news.size());
        AtomicInteger arrived = new AtomicInteger();
        try (Ground ground = new Ground();
                WebhookPort port = new WebhookPort((path, body, out) -> {
                    long now = System.nanoTime();
                    arrived.incrementAndGet();
                    int article = News.number(body);
                    int count = counts.getAndIncrement(article);
                    if (count < MOST_ALERTS) {
                        came[count][article] = now;
                    }
                    return true;
                })) {
            List<Stage> stages = new ArrayList<>();
            if (which.equals("empty")) {
                stages.addAll(EmptyPipeline.stages(ground.kafka(), ground.state(), port.address()));
            } else {
                ground.save(news.subscriptions(port.address() + "/"));
                stages.addAll(EnrichStages.create(ground.kafka(), ground.state(), "bench", knowledge));
                stages.addAll(ground.alerts());
            }
            Ground.start(stages);
            int warm = rate * WARM_UP_SECONDS;
            int plain = warm + rate * seconds;
            try (ArticleSink sink = new ArticleSink(ground.kafka())) {
                push(sink, sent, 0, warm);
                drain(arrived);
                push(sink, sent, warm, plain);
                drain(arrived);
                Figures figures = tell(which, round, sent, came, warm, plain);
                try (Tap tap = new Tap(ground.kafka(), news.size())) {
                    push(sink, sent, plain, news.size());
                    drain(arrived);
                    hops(which, tap, sent, came[0], plain);
                }
                return figures;
            } finally {
                stages.reversed().forEach(Stage::close);
            }
        }
    }

    /** Sends the articles of these numbers at the rate. */
    private void push(ArticleSink sink, long[] sent, int from, int to) {
        long start = System.nanoTime();
        for (int i = from; i < to; i++) {
            long due = start + (i - from) * 1_000_000_000L / rate;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            // by the time when it was due: a sender that is held up makes nothing look faster
            sent[i] = due;
            var _ = sink.send(news.article(i));
        }
        sink.flush();
    }

    /** Waits until no webhook has come for a while, so that what is measured next does not stand behind what was before. */
    private static void drain(AtomicInteger arrived) {
        int before;
        do {
            before = arrived.get();
            LockSupport.parkNanos(QUIET_SECONDS * 1_000_000_000L);
        } while (arrived.get() != before);
    }

    private Figures tell(String which, int round, long[] sent, long[][] came, int from, int to) {
        double[] times = new double[MOST_ALERTS * (to - from)];
        int count = 0;
        for (long[] each : came) {
            for (int i = from; i < to; i++) {
                if (each[i] != 0) {
                    times[count++] = (each[i] - sent[i]) / 1e6;
                }
            }
        }
        double[] sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        Figures figures = new Figures(at(sorted, 0.5), at(sorted, 0.99));
        say(
                "round %d  %s: %,d webhooks of %,d articles, p50 %.0f ms, p90 %.0f ms, p99 %.0f ms, most %.0f ms",
                round, which, count, to - from, figures.median(), at(sorted, 0.9), figures.high(), at(sorted, 1));
        return figures;
    }

    private static double at(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))];
    }

    /** When the articles that made an alert came to each topic, and how long each hop took, in the middle. */
    private static void hops(String which, Tap tap, long[] sent, long[] came, int from) {
        IntPredicate through = i -> came[i] != 0 && Tap.TOPICS.stream().allMatch(topic -> tap.seen(topic)[i] != 0);
        StringBuilder line = new StringBuilder();
        long[] before = sent;
        List<long[]> stops = new ArrayList<>(Tap.TOPICS.stream().map(tap::seen).toList());
        List<String> names = new ArrayList<>(Tap.TOPICS.stream()
                .map(Topic::name)
                .map(name -> name.replace("tocsin.", ""))
                .toList());
        stops.add(came);
        names.add("webhook");
        for (int stop = 0; stop < stops.size(); stop++) {
            long[] earlier = before;
            long[] now = stops.get(stop);
            double[] took = java.util.stream.IntStream.range(from, sent.length)
                    .filter(through)
                    .mapToDouble(i -> (now[i] - earlier[i]) / 1e6)
                    .sorted()
                    .toArray();
            line.append("%s +%.0f (p99 %.0f)  ".formatted(names.get(stop), at(took, 0.5), at(took, 0.99)));
            before = now;
        }
        say("         %s by hop, ms, with a reader at each topic: %s", which, line);
    }
}
