package org.tocsin.bench;

import io.javalin.Javalin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.stream.Event;
import org.tocsin.runtime.stream.Kind;
import org.tocsin.runtime.stream.Ring;
import org.tocsin.runtime.stream.Streams;

/**
 * A process that sends one message of {@link #article} at each full second to every reader: {@code tocsin} by its own
 * streams, {@code jetty} by the least that Jetty can do. Prints its port, and ends when its standard input does.
 */
final class StreamServer {
    /** Stands in each message once. */
    static final char MARK = '~';

    private StreamServer() {}

    public static void main(String[] arguments) throws Exception {
        LongConsumer publish = switch (arguments[0]) {
            case "tocsin" -> tocsin();
            case "jetty" -> jetty();
            default -> throw new IllegalArgumentException(arguments[0]);
        };
        Thread.ofPlatform().daemon().start(() -> {
            for (long number = 0; ; number++) {
                long now = System.currentTimeMillis();
                LockSupport.parkUntil(now - now % 1_000 + 1_000);
                publish.accept(number);
            }
        });
        while (System.in.read() >= 0) {
            // until the parent has gone
        }
        Runtime.getRuntime().halt(0);
    }

    private static EnrichedArticle article(long number) {
        return Articles.enriched("message " + number + MARK + " " + "text of an article ".repeat(60));
    }

    private static LongConsumer tocsin() {
        Ring ring = new Ring(5_000);
        Streams streams =
                new Streams(new KafkaSettings("127.0.0.1:1"), ring, Duration.ofSeconds(15), () -> true, Kind.ARTICLE);
        Javalin server = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.routes.get(
                            "/",
                            context -> streams.serve(
                                    context,
                                    new Streams.Wish(Set.of(Kind.ARTICLE), Event::data, null, 0, 0, () -> "")));
                })
                .start("127.0.0.1", 0);
        System.out.println(server.port());
        return number -> ring.add(new Event(Kind.ARTICLE, number, article(number)));
    }

    private static LongConsumer jetty() throws Exception {
        Set<Response> readers = ConcurrentHashMap.newKeySet();
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
                response.write(
                        false,
                        ByteBuffer.wrap(": open\n\n".getBytes(StandardCharsets.US_ASCII)),
                        Callback.from(() -> readers.add(response), callback::failed));
                return true;
            }
        });
        server.start();
        System.out.println(connector.getLocalPort());
        return number -> {
            byte[] message = "id: %d\nevent: article\ndata: %s\n\n"
                    .formatted(number + 1, Json.line(article(number)))
                    .getBytes(StandardCharsets.UTF_8);
            for (Response reader : readers) {
                reader.write(
                        false, ByteBuffer.wrap(message), Callback.from(() -> {}, failure -> readers.remove(reader)));
            }
        };
    }

    /** Starts one in a process of its own, with the class path of this one. */
    static Process start(String kind) throws IOException {
        return new ProcessBuilder(
                        java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StreamServer.class.getName(),
                        kind)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
