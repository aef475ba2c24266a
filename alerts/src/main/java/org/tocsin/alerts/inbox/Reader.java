package org.tocsin.alerts.inbox;

import io.javalin.http.sse.SseClient;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.tocsin.model.Alert;
import org.tocsin.model.Json;

/**
 * One reader of a stream, with a queue and a thread of its own, so that a slow one slows no other. One that falls too far
 * behind is let go; it comes back with the id of what it saw last.
 */
final class Reader {
    static final int MOST = 1_000;

    private final SseClient client;
    private final BlockingQueue<Board.Post<Alert>> waiting = new ArrayBlockingQueue<>(MOST);
    private final Thread thread;
    private volatile boolean stopped;

    Reader(SseClient client) {
        this.client = client;
        thread = Thread.ofVirtual().name("stream").start(this::run);
    }

    void offer(Board.Post<Alert> post) {
        if (!waiting.offer(post)) {
            thread.interrupt();
        }
    }

    /** Waits for room, for a reader that catches up from the log; in vain when it has gone. */
    void put(Board.Post<Alert> post) {
        try {
            boolean taken = false;
            while (!stopped && !taken) {
                taken = waiting.offer(post, 1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        }
    }

    boolean stopped() {
        return stopped;
    }

    private void run() {
        try {
            while (true) {
                Board.Post<Alert> post = waiting.take();
                client.sendEvent("alert", Json.line(post.value()), String.valueOf(post.offset()));
            }
        } catch (InterruptedException e) {
            client.close();
        }
    }

    void stop() {
        stopped = true;
        thread.interrupt();
    }
}
