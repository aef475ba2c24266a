package org.tocsin.runtime.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server on the loopback address that writes what a test says, be it HTTP or not. */
final class RawServer implements AutoCloseable {
    /** Writes the whole answer. */
    interface Script {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket socket;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    RawServer() {
        try {
            socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket connection = socket.accept();
                    Thread.ofVirtual().start(() -> serve(connection));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    RawServer on(String path, Script script) {
        scripts.put(path, script);
        return this;
    }

    RawServer on(String path, String answer) {
        return on(path, out -> out.write(answer.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1)));
    }

    String host() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    WebUrl url(String path) {
        return WebUrl.parse("http://" + host() + path);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Request line and headers of each request so far. */
    List<String> requests() {
        return requests;
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            requests.add(head.toString());
            Script script = scripts.get(head.toString().split(" ", -1)[1]);
            if (script == null) {
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } else {
                script.answer(connection.getOutputStream());
            }
            connection.shutdownOutput();
            in.readAllBytes();
        } catch (IOException e) {
            // the client has gone, as some tests want
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Keeps the client waiting that long, or until the server is closed. */
    void linger(Duration time) throws InterruptedException {
        var _ = closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
