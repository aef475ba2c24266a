package org.tocsin.runtime.stream;

import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tocsin.model.Json;

/** Those who have a stream of server-sent events open. Thread-safe. */
public final class Readers {
    private final Set<SseClient> open = ConcurrentHashMap.newKeySet();

    /** Answers with a stream that stays open until either side closes it. */
    public SseClient open(Context context) {
        context.status(200)
                .contentType("text/event-stream; charset=utf-8")
                .header("Cache-Control", "no-cache")
                .header("X-Accel-Buffering", "no");
        SseClient client = new SseClient(context);
        client.keepAlive();
        open.add(client);
        client.onClose(() -> open.remove(client));
        return client;
    }

    /** Tells a reader why there is nothing more to come, and lets it go. */
    public static void end(SseClient client, String reason) {
        client.sendEvent("ended", Json.line(Map.of("reason", reason)));
        client.close();
    }

    public int count() {
        return open.size();
    }

    /** Ends every stream. */
    public void close() {
        open.forEach(SseClient::close);
    }
}
