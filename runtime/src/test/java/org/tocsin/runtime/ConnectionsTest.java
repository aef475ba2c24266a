package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConnectionsTest {
    private static final int MOST = 6;
    private static final Duration PATIENCE = Duration.ofMillis(900);

    private final Server server = new Server();
    private final ServerConnector connector;
    private final List<Socket> open = new ArrayList<>();

    ConnectionsTest() {
        HttpConfiguration http = new HttpConfiguration();
        Connections connections = new Connections(MOST, PATIENCE);
        http.addCustomizer(connections);
        connector = new ServerConnector(server, new HttpConnectionFactory(http));
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                if (Request.getPathInContext(request).equals("/slow")) {
                    response.write(false, ByteBuffer.wrap(new byte[] {'<'}), Callback.NOOP);
                    Thread.sleep(PATIENCE.multipliedBy(3));
                }
                if (Request.getPathInContext(request).equals("/body")) {
                    Content.Source.asString(request);
                }
                Content.Sink.write(response, true, "done>", callback);
                return true;
            }
        });
        connections.bind(server);
    }

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : open) {
            socket.close();
        }
        server.stop();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
        socket.setSoTimeout(15_000);
        open.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** What comes until {@code end} or the end of the connection. */
    private static String read(Socket socket, String end) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder text = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            text.append((char) next);
            if (text.toString().endsWith(end)) {
                break;
            }
        }
        return text.toString();
    }

    @Test
    void closesConnectionsOnWhichARequestTricklesIn() throws Exception {
        Socket socket = connect();
        send(socket, "GET / HTTP/1.1\r\nHost: here\r\n");
        long start = System.nanoTime();
        long most = start + Duration.ofSeconds(20).toNanos();
        boolean closed = false;
        while (!closed && System.nanoTime() < most) {
            socket.setSoTimeout(100);
            try {
                send(socket, "X");
                closed = socket.getInputStream().read() < 0;
            } catch (SocketTimeoutException e) {
                // it is still open
            } catch (IOException e) {
                closed = true;
            }
        }
        assertThat(closed).isTrue();
        assertThat(System.nanoTime() - start).isGreaterThan(PATIENCE.toNanos() / 2);
    }

    @Test
    void refusesBodiesThatTrickleIn() throws Exception {
        Socket socket = connect();
        send(socket, "POST /body HTTP/1.1\r\nHost: here\r\nContent-Length: 100000\r\n\r\n");
        StringBuilder answer = new StringBuilder();
        socket.setSoTimeout(100);
        long most = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        boolean over = false;
        while (!over && System.nanoTime() < most) {
            try {
                send(socket, "x");
                int next = socket.getInputStream().read();
                over = next < 0;
                answer.append((char) next);
            } catch (SocketTimeoutException e) {
                // no answer yet
            } catch (IOException e) {
                over = true;
            }
        }
        assertThat(over).as("ended, with the answer " + answer).isTrue();
    }

    @Test
    void closesConnectionsThatAskForNothingMoreButNoneThatIsAnswered() throws Exception {
        Socket idle = connect();
        Socket busy = connect();
        send(idle, "GET / HTTP/1.1\r\nHost: here\r\n\r\n");
        send(busy, "GET /slow HTTP/1.1\r\nHost: here\r\n\r\n");
        assertThat(read(idle, "done>")).contains("200");
        assertThat(read(idle, "never")).isEmpty();
        assertThat(read(busy, "done>")).contains("<").endsWith("done>");
    }

    @Test
    void letsMoreConnectionsWaitUntilThereIsRoom() throws Exception {
        for (int i = 0; i < MOST; i++) {
            Socket taken = connect();
            send(taken, "GET /slow HTTP/1.1\r\nHost: here\r\n\r\n");
            assertThat(read(taken, "<")).contains("200");
        }
        Socket waiting = connect();
        send(waiting, "GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
        waiting.setSoTimeout(500);
        String before;
        try {
            before = read(waiting, "done>");
        } catch (SocketTimeoutException e) {
            before = "";
        }
        assertThat(before).isEmpty();
        open.getFirst().close();
        waiting.setSoTimeout(15_000);
        assertThat(read(waiting, "done>")).contains("200").contains("done>");
    }

    @ParameterizedTest
    @CsvSource({"20, 16", "1024, 512", "12000, 6000", "65536, 57344", "1000000, 100000"})
    void leavesFilesToTheBroker(long files, int connections) {
        assertThat(Connections.most(files)).isEqualTo(connections);
    }
}
