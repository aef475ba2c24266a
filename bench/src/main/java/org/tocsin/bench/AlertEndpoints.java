package org.tocsin.bench;

import static org.tocsin.bench.QueryBench.say;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.runtime.Stage;

/** How long a thousand good endpoints wait for their webhooks alone, and beside slow, hanging, lying and dead ones. */
final class AlertEndpoints {
    private static final int GOOD = 1_000;
    private static final int BAD_OF_EACH = 5;
    private static final int ARTICLES = 40;
    private static final int WARM_UP = 10;
    private static final long BETWEEN = 500_000_000;

    private final CountDownLatch end = new CountDownLatch(1);
    private final long[] sent = new long[ARTICLES];
    private final double[] waits = new double[ARTICLES * GOOD];
    private final AtomicInteger came = new AtomicInteger();
    private final AtomicInteger bad = new AtomicInteger();

    void run() throws IOException {
        double[] _ = measure(false); // the compiler's turn
        double[] alone = measure(false);
        double[] beside = measure(true);
        say(
                "%,d good endpoints beside %d bad ones: p50 %.2f, p99 %.2f times as long",
                GOOD, 4 * BAD_OF_EACH, at(beside, 0.5) / at(alone, 0.5), at(beside, 0.99) / at(alone, 0.99));
    }

    private double[] measure(boolean withBad) throws IOException {
        came.set(0);
        bad.set(0);
        try (Ground ground = new Ground();
                WebhookPort port = new WebhookPort(this::take)) {
            List<Subscription> subscriptions = new ArrayList<>();
            for (int i = 0; i < GOOD; i++) {
                subscriptions.add(Ground.subscription("good" + i, "alarm", port.address() + "/good/" + i));
            }
            for (int i = 0; withBad && i < BAD_OF_EACH; i++) {
                for (String kind : List.of("slow", "hanging", "lying")) {
                    subscriptions.add(Ground.subscription(kind + i, "alarm", port.address() + "/" + kind + "/" + i));
                }
                subscriptions.add(Ground.subscription("dead" + i, "alarm", "http://127.0.0.1:1/" + i));
            }
            ground.save(subscriptions);
            List<Stage> stages = ground.alerts();
            Ground.start(stages);
            try (Producer<String, EnrichedArticle> producer = ground.kafka().producer()) {
                for (int i = 0; i < ARTICLES; i++) {
                    sent[i] = System.nanoTime();
                    var _ = producer.send(
                            new ProducerRecord<>(Topic.ENRICHED.name(), "a" + i, AlertDeliveries.alarm(i, 1)));
                    LockSupport.parkNanos(BETWEEN);
                }
                AlertDeliveries.await(came, ARTICLES * GOOD);
            } finally {
                stages.reversed().forEach(Stage::close);
            }
        }
        double[] measured = Arrays.copyOf(waits, came.get() - WARM_UP * GOOD);
        Arrays.sort(measured);
        say(
                "%s: %,d webhooks, p50 %.0f ms, p99 %.0f ms; %,d requests to bad ones",
                withBad ? "beside bad ones" : "good ones alone",
                measured.length,
                at(measured, 0.5),
                at(measured, 0.99),
                bad.get());
        return measured;
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) (sorted.length * share)];
    }

    private boolean take(String path, String body, OutputStream out) throws IOException, InterruptedException {
        if (path.startsWith("/good/")) {
            int from = body.indexOf("\"article\":\"a") + 12;
            int article = Integer.parseInt(body, from, body.indexOf('"', from), 10);
            int count = came.getAndIncrement();
            if (article >= WARM_UP && count >= WARM_UP * GOOD) {
                waits[count - WARM_UP * GOOD] = (System.nanoTime() - sent[article]) / 1e6;
            }
            return true;
        }
        bad.incrementAndGet();
        if (path.startsWith("/slow/")) {
            // a byte of the answer, and no more
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n.".getBytes(StandardCharsets.US_ASCII));
            end.await();
        } else if (path.startsWith("/hanging/")) {
            end.await();
        } else {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nshort".getBytes(StandardCharsets.US_ASCII));
        }
        return false;
    }
}
