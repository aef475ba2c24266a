package org.tocsin.app;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;

/** The outside world on the loopback address: an endpoint that takes every webhook, and feeds. */
final class Hook implements AutoCloseable {
    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<String> taken = new ConcurrentLinkedQueue<>();

    Hook() throws IOException {
        server.setExecutor(threads);
        server.createContext("/hook", exchange -> {
            try (exchange) {
                JsonNode data =
                        Json.mapper().readTree(exchange.getRequestBody()).path("data");
                taken.add(data.path("kind").asString("") + ": "
                        + data.path("title").asString(""));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
    }

    /** Serves a feed of Atom. */
    void serve(String path, String atom) {
        byte[] bytes = atom.getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Content-Type", "application/atom+xml");
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
    }

    String address(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Kind and title of each message, in the order in which they came. */
    List<String> taken() {
        return List.copyOf(taken);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
