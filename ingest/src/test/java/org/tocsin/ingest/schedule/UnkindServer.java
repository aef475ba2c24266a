package org.tocsin.ingest.schedule;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Many hosts on one loopback port, told apart by the header Host; each writes what a test says, be it HTTP or not. */
final class UnkindServer implements AutoCloseable {
    /** Writes the whole answer; an {@link IOException} closes the connection in the middle of it. */
    interface Script {
        void answer(Map<String, String> headers, OutputStream out) throws IOException;
    }

    private final ServerSocket socket;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Map<String, Integer> requests = new ConcurrentHashMap<>();

    UnkindServer() {
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

    int port() {
        return socket.getLocalPort();
    }

    String url(String host, String path) {
        return "http://" + host + ":" + port() + path;
    }

    void on(String host, String path, Script script) {
        scripts.put(host + path, script);
    }

    /** How many requests have come for a host, redirected ones among them. */
    int requests(String host) {
        return requests.getOrDefault(host, 0);
    }

    /** A whole answer in one piece. */
    static byte[] http(int status, Map<String, String> headers, byte[] body) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " So\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body);
        return out.toByteArray();
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(connection.getInputStream());
            for (List<String> head = head(in); !head.isEmpty(); head = head(in)) {
                Map<String, String> headers = new LinkedHashMap<>();
                for (String line : head.subList(1, head.size())) {
                    int colon = line.indexOf(':');
                    headers.put(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip());
                }
                String host = headers.getOrDefault("host", "").replaceFirst(":\\d+$", "");
                requests.merge(host, 1, Integer::sum);
                Script script = scripts.get(host + head.getFirst().split(" ", -1)[1]);
                if (script == null) {
                    connection.getOutputStream().write(http(404, Map.of(), new byte[0]));
                } else {
                    script.answer(headers, connection.getOutputStream());
                }
            }
        } catch (IOException e) {
            // the client has gone, or a script has ended the answer
        }
    }

    /** The lines of the next request's head; none at the end of the connection. */
    private static List<String> head(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next != '\n') {
                line.append((char) next);
                continue;
            }
            String whole = line.toString().strip();
            if (whole.isEmpty()) {
                return lines;
            }
            lines.add(whole);
            line.setLength(0);
        }
        return List.of();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
