package org.tocsin.alerts.inbox;

import io.javalin.http.sse.SseClient;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.tocsin.model.Alert;
import org.tocsin.model.Json;

/**
 * One reader of a stream, with a queue and a thread of its own, so that a slow one slows no other. One that falls too far
 * behind is let go; it comes back with the id of what it saw last.
 */
final class Reader {
    private static final int MOST = 1_000;

    private final SseClient client;
    private final BlockingQueue<Board.Post<Alert>> waiting = new ArrayBlockingQueue<>(MOST);
    private final Thread thread;

    Reader(SseClient client) {
        this.client = client;
        thread = Thread.ofVirtual().name("stream").start(this::run);
    }

    void offer(Board.Post<Alert> post) {
        if (!waiting.offer(post)) {
            thread.interrupt();
        }
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
        thread.interrupt();
    }
}
