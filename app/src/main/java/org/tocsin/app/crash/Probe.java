package org.tocsin.app.crash;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.tocsin.ingest.article.ArticleSink;
import org.tocsin.runtime.KafkaSettings;

/** Sends articles that one subscription asks for, and hears the webhooks of it and of all others. */
public final class Probe implements AutoCloseable {
    /** The query of the subscription, and its id. */
    public static final String WORD = "restartprobe";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final AtomicInteger others = new AtomicInteger();
    private int number;

    public Probe() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (body.contains("\"subscription\":\"" + WORD + "\"")) {
                heard.add(body);
            } else {
                others.incrementAndGet();
            }
            exchange.sendResponseHeaders(204, -1);
        }
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Webhooks of the other subscriptions until now. */
    public int others() {
        return others.get();
    }

    /** Sends an article and waits until its alert has come; {@link IllegalStateException} when it does not within {@code seconds}. */
    public void await(KafkaSettings kafka, long seconds) throws InterruptedException {
        String id = WORD + ++number + "-" + Instant.now().toEpochMilli();
        try (ArticleSink sink = new ArticleSink(kafka)) {
            Instant now = Instant.now();
            var _ = sink.send(Week.article(id, WORD + " " + id.replace('-', ' '), "", now, now));
            sink.flush();
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        String body;
        do {
            body = heard.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (body == null) {
                throw new IllegalStateException("no alert came within %d s".formatted(seconds));
            }
        } while (!body.contains(id));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
