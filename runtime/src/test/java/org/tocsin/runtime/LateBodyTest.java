package org.tocsin.runtime;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that answers without reading what it is sent. */
final class LateBodyTest {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final Socket socket = new Socket();

    /** Starts the server and sends the head of a request with a body of so many bytes. */
    private void ask(Duration patience, String header, long bytes) throws Exception {
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                Content.Sink.write(response, true, "done>", callback);
                return true;
            }
        });
        server.insertHandler(new LateBody(patience));
        server.start();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), connector.getLocalPort()));
        socket.setSoTimeout(15_000);
        send("POST / HTTP/1.1\r\nHost: here\r\n" + header + "Content-Length: " + bytes + "\r\n\r\n");
    }

    @AfterEach
    void stop() throws Exception {
        socket.close();
        server.stop();
    }

    private void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    /** What comes until the end of an answer, or of the connection. */
    private String answer() throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder text = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            text.append((char) next);
            if (text.toString().endsWith("done>")) {
                break;
            }
        }
        return text.toString();
    }

    @Test
    void isDroppedAfterTheAnswerAndTheConnectionGoesOn() throws Exception {
        ask(LateBody.PATIENCE, "", 200_000);
        assertThat(answer()).contains("200").doesNotContain("Connection: close");
        for (int part = 0; part < 20; part++) {
            send("x".repeat(10_000));
            Thread.sleep(5);
        }
        send("GET / HTTP/1.1\r\nHost: here\r\n\r\n");
        assertThat(answer()).contains("200");
    }

    /** What it is made of would be requests if anything of it were read as one. */
    @Test
    void isCutOffWhereThereIsTooMuchOfIt() throws Exception {
        ask(LateBody.PATIENCE, "", 1_000_000_000);
        assertThat(answer()).contains("200");
        String requests = "GET / HTTP/1.1\r\nHost: here\r\n\r\n".repeat(30_000);
        long sent = 0;
        try {
            for (; sent < 1_000_000_000; sent += requests.length()) {
                send(requests);
            }
        } catch (IOException e) {
            // as it should
        }
        assertThat(sent).isBetween(LateBody.MOST - requests.length(), 10 * LateBody.MOST);
        assertThat(answered()).isEmpty();
    }

    @Test
    void isCutOffWhereItComesForTooLong() throws Exception {
        ask(Duration.ofMillis(500), "", 100_000);
        assertThat(answer()).contains("200");
        int sent = 0;
        try {
            for (; sent < 100_000; sent += 50) {
                send("x".repeat(50));
                Thread.sleep(20);
            }
        } catch (IOException e) {
            // as it should
        }
        assertThat(sent).isLessThan(100_000);
        assertThat(answered()).isEmpty();
    }

    /** What was answered when the connection was reset. */
    private String answered() {
        try {
            return answer();
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void isNotWaitedForWhereNothingComes() throws Exception {
        connector.setIdleTimeout(300);
        ask(LateBody.PATIENCE, "", 200_000);
        send("x");
        assertThat(answer()).contains("200");
        assertThat(answer()).isEmpty();
    }

    @Test
    void isNotWaitedForWhereItWasNotCalledFor() throws Exception {
        ask(LateBody.PATIENCE, "Expect: 100-continue\r\n", 200_000);
        assertThat(answer()).startsWith("HTTP/1.1 200").contains("Connection: close");
        assertThat(answer()).isEmpty();
    }
}
