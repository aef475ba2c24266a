package org.tocsin.runtime.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tocsin.runtime.http.Answer.Failed;
import org.tocsin.runtime.http.Answer.Reason;
import org.tocsin.runtime.http.Answer.Received;

/** What an answer may cost before it is given up. */
final class AnswerLimitsTest {
    private static final OutgoingSettings LOOPBACK =
            new OutgoingSettings(List.of("127.0.0.1/32"), Set.of(), "mailto:news@example.org");
    private static final Limits SHORT =
            new Limits(Duration.ofSeconds(1), Duration.ofMillis(700), 100_000, 4_000_000, 3, false);

    private final RawServer server = new RawServer();
    private final GuardedClient client = new GuardedClient(LOOPBACK);

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private Answer get(String path) {
        return client.send(Request.get(server.url(path), SHORT));
    }

    private static Reason reason(Answer answer) {
        return ((Failed) answer).reason();
    }

    @Test
    void limitsTheBodyOnTheWire() {
        server.on("/declared", "HTTP/1.1 200 OK\nContent-Length: 999999999999\n\nabc");
        server.on("/endless", out -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(UTF_8));
            while (true) {
                out.write(new byte[10_000]);
            }
        });
        assertThat(reason(get("/endless"))).isEqualTo(Reason.SIZE);
        assertThat(reason(get("/declared"))).isIn(Reason.CONNECTION, Reason.PROTOCOL);
    }

    @Test
    void cutsTheAnswerToAMessage() {
        server.on("/", out -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(UTF_8));
            while (true) {
                out.write(new byte[10_000]);
            }
        });
        Received answer =
                (Received) client.send(Request.post(server.url("/"), "text/plain", new byte[1], Limits.MESSAGE));
        assertThat(answer.cut()).isTrue();
        assertThat(answer.body()).hasSizeLessThanOrEqualTo(16 * 1024);
    }

    @Test
    void stopsGzipBombs() throws IOException {
        byte[] bomb = gzip(new byte[50_000_000]);
        assertThat(bomb).hasSizeLessThan(100_000);
        byte[] nested = gzip(gzip(new byte[50_000_000]));
        server.on("/bomb", gzipped("gzip", bomb));
        server.on("/nested", gzipped("gzip, gzip", nested));
        server.on("/thrice", gzipped("gzip, gzip, gzip", gzip(nested)));
        assertThat(reason(get("/bomb"))).isIn(Reason.RATIO, Reason.SIZE);
        assertThat(reason(get("/nested"))).isIn(Reason.RATIO, Reason.SIZE);
        assertThat(reason(get("/thrice"))).isEqualTo(Reason.ENCODING);
    }

    @Test
    void readsEveryCompressionThatItAskedFor() throws IOException {
        byte[] text = "<rss/>".repeat(100).getBytes(UTF_8);
        ByteArrayOutputStream zlib = new ByteArrayOutputStream();
        try (OutputStream out = new java.util.zip.DeflaterOutputStream(zlib)) {
            out.write(text);
        }
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        try (OutputStream out = new java.util.zip.DeflaterOutputStream(raw, new java.util.zip.Deflater(9, true))) {
            out.write(text);
        }
        server.on("/gzip", gzipped("gzip", gzip(text)));
        server.on("/zlib", gzipped("deflate", zlib.toByteArray()));
        server.on("/raw", gzipped("deflate", raw.toByteArray()));
        server.on("/plain", gzipped("gzip", text));
        server.on("/brotli", gzipped("br", text));
        for (String path : List.of("/gzip", "/zlib", "/raw", "/plain")) {
            assertThat(((Received) get(path)).body()).as(path).isEqualTo(text);
        }
        assertThat(reason(get("/brotli"))).isEqualTo(Reason.ENCODING);
    }

    @Test
    void endsSlowAnswersInTime() {
        server.on("/drip", out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".getBytes(UTF_8));
            for (int i = 0; i < 1000; i++) {
                out.write('x');
                server.linger(Duration.ofMillis(50));
            }
        });
        server.on("/dripping-headers", out -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes(UTF_8));
            for (int i = 0; i < 1000; i++) {
                out.write("X: y\r\n".getBytes(UTF_8));
                server.linger(Duration.ofMillis(50));
            }
        });
        server.on("/silent", out -> server.linger(Duration.ofSeconds(30)));
        long start = System.nanoTime();
        assertThat(reason(get("/drip"))).isEqualTo(Reason.TIME);
        assertThat(reason(get("/dripping-headers"))).isEqualTo(Reason.TIME);
        assertThat(reason(get("/silent"))).isEqualTo(Reason.TIME);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void limitsHeaders() {
        server.on("/long", "HTTP/1.1 200 OK\nX: " + "y".repeat(50_000) + "\n\n");
        server.on("/many", "HTTP/1.1 200 OK\n" + "X: y\n".repeat(5_000) + "\n");
        assertThat(reason(get("/long"))).isEqualTo(Reason.SIZE);
        assertThat(reason(get("/many"))).isEqualTo(Reason.SIZE);
    }

    @Test
    void tellsWhatIsNoHttpFromWhatIsNoConnection() {
        server.on("/ssh", "SSH-2.0-OpenSSH_9\n");
        server.on("/gone", "");
        assertThat(reason(get("/ssh"))).isIn(Reason.PROTOCOL, Reason.CONNECTION);
        assertThat(reason(get("/gone"))).isEqualTo(Reason.CONNECTION);
        Answer unknown = client.send(Request.get(WebUrl.parse("http://no-such-name.invalid/"), SHORT));
        assertThat(reason(unknown)).isEqualTo(Reason.NAME);
    }

    private static RawServer.Script gzipped(String encoding, byte[] body) {
        return out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n"
                    .formatted(encoding, body.length)
                    .getBytes(UTF_8));
            out.write(body);
        };
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }
}
