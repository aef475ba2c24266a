package org.tocsin.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Takes webhooks on the loopback address, and answers as it is told to. */
final class Webhook implements AutoCloseable {
    /** What it was sent and has taken; {@code signature} is empty when there is none. */
    record Got(String id, String timestamp, String signature, String body) {
        /** The signature that it has when it was signed with {@code secret}, which begins with {@code whsec_}. */
        String signature(String secret) throws Exception {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
            byte[] sum = mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(sum);
        }
    }

    private final HttpServer server;
    private final BlockingQueue<Got> got = new LinkedBlockingQueue<>();
    private volatile int status = 204;

    Webhook() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int answer = status;
        if (answer < 300) {
            got.add(new Got(
                    header(exchange, "webhook-id"),
                    header(exchange, "webhook-timestamp"),
                    header(exchange, "webhook-signature"),
                    body));
        }
        exchange.sendResponseHeaders(answer, -1);
        exchange.close();
    }

    private static String header(HttpExchange exchange, String name) {
        return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
    }

    String address(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Answers so from now on; what it does not take with 2xx is not kept. */
    void answers(int other) {
        status = other;
    }

    /** The next that it took, in the order in which they came. */
    Got next() throws InterruptedException {
        Got next = got.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came within a minute");
        }
        return next;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
