package org.tocsin.runtime.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.runtime.http.Answer.Failed;
import org.tocsin.runtime.http.Answer.Reason;
import org.tocsin.runtime.http.Answer.Received;

final class GuardedClientTest {
    private static final OutgoingSettings LOOPBACK =
            new OutgoingSettings(List.of("127.0.0.1/32"), Set.of(), "mailto:news@example.org");
    private static final Limits SHORT =
            new Limits(Duration.ofSeconds(1), Duration.ofMillis(700), 100_000, 4_000_000, 3, false);

    private final RawServer server = new RawServer();
    private final GuardedClient client = new GuardedClient(LOOPBACK);
    private final GuardedClient strict = new GuardedClient(OutgoingSettings.NONE);

    @AfterEach
    void close() {
        client.close();
        strict.close();
        server.close();
    }

    private Answer get(String path) {
        return client.send(Request.get(server.url(path), SHORT));
    }

    private static Reason reason(Answer answer) {
        return ((Failed) answer).reason();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://localhost/",
                "http://0.0.0.0/",
                "http://10.1.2.3/",
                "http://100.64.0.1/",
                "http://169.254.169.254/latest/meta-data/",
                "http://172.31.255.255/",
                "http://192.168.0.1/",
                "http://198.18.0.1/",
                "http://224.0.0.1/",
                "http://255.255.255.255/",
                "http://2130706433/",
                "http://127.1/",
                "http://[::1]/",
                "http://[::]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:169.254.169.254]/",
                "http://[::127.0.0.1]/",
                "http://[64:ff9b::7f00:1]/",
                "http://[64:ff9b:1::a00:1]/",
                "http://[2002:7f00:1::]/",
                "http://[2001:0:7f00:1::]/",
                "http://[fc00::1]/",
                "http://[fd12:3456::1]/",
                "http://[fe80::1]/",
                "http://[fec0::1]/",
                "http://[ff02::1]/",
                "http://[2001:db8::1]/",
            })
    void refusesAddressesThatAreNotPublic(String url) {
        Answer answer = strict.send(Request.get(WebUrl.parse(url), SHORT));
        assertThat(reason(answer)).as(url).isEqualTo(Reason.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "100.128.0.1", "172.32.0.1", "192.169.0.1", "2606:4700::1111", "2a00:1450::1"})
    void takesPublicAddressesForPublic(String address) throws UnknownHostException {
        assertThat(Network.special(InetAddress.getByName(address))).isEmpty();
    }

    @Test
    void namesTheSettingThatWouldAllowARefusedAddress() {
        Answer answer = strict.send(Request.get(server.url("/"), SHORT));
        assertThat(((Failed) answer).message()).contains("127.0.0.1 is a loopback address", "allow-private");
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"http://8.8.8.8:22/, port 22", "https://8.8.8.8:6379/, port 6379"})
    void refusesPortsThatAreNotForTheWeb(String url, String message) {
        Answer answer = strict.send(Request.get(WebUrl.parse(url), SHORT));
        assertThat(reason(answer)).isEqualTo(Reason.REFUSED);
        assertThat(((Failed) answer).message()).contains(message, "allow-ports");
    }

    @Test
    void connectsToNothingButTheAddressThatWasJudged() {
        AtomicInteger lookups = new AtomicInteger();
        NameLookup rebinding = host -> new InetAddress[] {
            lookups.getAndIncrement() == 0
                    ? InetAddress.getByAddress(host, new byte[] {8, 8, 8, 8})
                    : InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1})
        };
        try (GuardedClient rebound =
                new GuardedClient(new OutgoingSettings(List.of(), Set.of(server.port()), ""), rebinding)) {
            WebUrl url = WebUrl.parse("http://rebinding.example:" + server.port() + "/");
            Answer first = rebound.send(Request.get(url, SHORT));
            Answer second = rebound.send(Request.get(url, SHORT));
            assertThat(reason(first)).isNotEqualTo(Reason.REFUSED);
            assertThat(reason(second)).isEqualTo(Reason.REFUSED);
        }
        assertThat(lookups).hasValue(2);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void leavesOutThePrivateOnesAmongTheAddressesOfAName() {
        server.on("/", "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi");
        NameLookup mixed = host -> new InetAddress[] {
            InetAddress.getByAddress(host, new byte[] {10, 0, 0, 1}),
            InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1})
        };
        try (GuardedClient some = new GuardedClient(LOOPBACK, mixed)) {
            Answer answer = some.send(Request.get(WebUrl.parse("http://mixed.example:" + server.port() + "/"), SHORT));
            assertThat(((Received) answer).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/",
                "http://[::1]:1/",
                "file:///etc/passwd",
                "gopher://127.0.0.1:70/_x"
            })
    void refusesRedirectsToWhereItMayNotGo(String location) {
        server.on("/", "HTTP/1.1 302 Found\nLocation: " + location + "\nContent-Length: 0\n\n");
        assertThat(reason(get("/"))).isEqualTo(Reason.REFUSED);
    }

    @Test
    void endsRedirectLoopsAndChains() {
        server.on("/a", "HTTP/1.1 302 Found\nLocation: /b\nContent-Length: 0\n\n");
        server.on("/b", "HTTP/1.1 302 Found\nLocation: a\nContent-Length: 0\n\n");
        for (int i = 1; i < 9; i++) {
            server.on("/" + i, "HTTP/1.1 302 Found\nLocation: /" + (i + 1) + "\nContent-Length: 0\n\n");
        }
        assertThat(reason(get("/a"))).isEqualTo(Reason.REDIRECT);
        assertThat(reason(get("/1"))).isEqualTo(Reason.REDIRECT);
        assertThat(server.requests()).hasSize(2 + 4);
    }

    @Test
    void remembersWherePermanentRedirectsLeadAndNoFurther() {
        server.on("/old", "HTTP/1.1 301 Moved\nLocation: /new\nContent-Length: 0\n\n");
        server.on("/new", "HTTP/1.1 307 Away\nLocation: /now\nContent-Length: 0\n\n");
        server.on("/now", "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi");
        Received answer = (Received) get("/old");
        assertThat(answer.url()).isEqualTo(server.url("/now"));
        assertThat(answer.moved()).isEqualTo(server.url("/new"));
        assertThat(((Received) get("/new")).moved()).isNull();
    }

    @Test
    void sendsCredentialsToNoOtherHost() {
        try (RawServer other = new RawServer()) {
            other.on("/", "HTTP/1.1 200 OK\nContent-Length: 0\n\n");
            server.on("/", "HTTP/1.1 302 Found\nLocation: http://" + other.host() + "/\nContent-Length: 0\n\n");
            client.send(Request.get(WebUrl.parse("http://user:secret@" + server.host() + "/"), SHORT)
                    .with("Cookie", "a=b")
                    .with("X-Api-Key", "k")
                    .with("Accept", "text/xml"));
            assertThat(server.requests().getFirst())
                    .contains("Authorization: Basic dXNlcjpzZWNyZXQ=", "cookie: a=b", "x-api-key: k")
                    .contains("User-Agent: Tocsin/0.1 (+mailto:news@example.org)");
            assertThat(other.requests().getFirst().toLowerCase(java.util.Locale.ROOT))
                    .contains("accept: text/xml")
                    .doesNotContain("authorization", "cookie", "api-key", "secret");
        }
    }

    @Test
    void keepsNoCookies() {
        server.on("/", "HTTP/1.1 302 Found\nSet-Cookie: id=tracked; Path=/\nLocation: /next\nContent-Length: 0\n\n");
        server.on("/next", "HTTP/1.1 200 OK\nContent-Length: 0\n\n");
        get("/");
        get("/next");
        assertThat(server.requests()).hasSize(3).noneMatch(request -> request.contains("tracked"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/x\r\nX-Injected: yes", "/x\nX-Injected: yes", "/x HTTP/1.1\r\nX-Injected: yes\r\n\r\n"})
    void sendsNoHeaderThatAnAddressSmugglesIn(String path) {
        WebUrl url;
        try {
            url = WebUrl.parse("http://" + server.host() + path);
        } catch (IllegalArgumentException e) {
            return;
        }
        client.send(Request.get(url, SHORT));
        assertThat(server.requests()).noneMatch(request -> request.contains("\nX-Injected"));
    }

    @Test
    void sendsNoHeaderThatAValidatorSmugglesIn() {
        server.on("/", "HTTP/1.1 304 Not Modified\n\n");
        try {
            client.send(Request.get(server.url("/"), SHORT).with("if-none-match", "\"1\"\r\nX-Injected: yes"));
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("if-none-match");
        }
        assertThat(server.requests()).noneMatch(request -> request.contains("\nX-Injected"));
    }

    @Test
    void givesARedirectToWhoeverPosts() {
        server.on("/hook", "HTTP/1.1 302 Found\nLocation: /other\nContent-Length: 0\n\n");
        Answer answer = client.send(
                Request.post(server.url("/hook"), "application/json", "{}".getBytes(UTF_8), Limits.MESSAGE));
        assertThat(((Received) answer).status()).isEqualTo(302);
        assertThat(server.requests()).hasSize(1);
        assertThat(server.requests().getFirst()).contains("POST /hook", "Content-Type: application/json");
    }

    @Test
    void sendsAgainOnAClosedConnectionWhatAReceiverKnowsAgain() {
        AtomicInteger asked = new AtomicInteger();
        server.on("/hook", out -> {
            if (asked.incrementAndGet() == 3) {
                out.write("HTTP/1.1 204 None\r\n\r\n".getBytes(UTF_8));
            }
        });
        Request post = Request.post(server.url("/hook"), "application/json", "{}".getBytes(UTF_8), Limits.MESSAGE);

        assertThat(reason(client.send(post))).isEqualTo(Reason.CONNECTION);
        assertThat(asked.get()).isEqualTo(1);
        assertThat(((Received) client.send(post.with("webhook-id", "1"))).status())
                .isEqualTo(204);
    }

    @Test
    void letsPoliteRequestsTakeTurnsOnAHost() throws Exception {
        ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        server.on("/", out -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            log.add("asked");
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8));
            running.decrementAndGet();
        });
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 5; i++) {
                var _ = threads.submit(() ->
                        client.send(Request.get(server.url("/"), Limits.FEED).politely(Duration.ofMillis(100))));
            }
        }
        assertThat(log).hasSize(5);
        assertThat(most).hasValue(1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    }

    @Test
    void countsNoPauseThatIsOwedToAHostAsSlowness() {
        server.on("/", "HTTP/1.1 302 Found\nLocation: /there\nContent-Length: 0\n\n");
        server.on("/there", "HTTP/1.1 200 OK\nContent-Length: 0\n\n");
        Duration time = Duration.ofSeconds(5);

        Answer answer = client.send(
                Request.get(server.url("/"), Limits.FEED.within(time)).politely(time.plusSeconds(1)));

        assertThat(answer).isInstanceOf(Received.class);
    }
}
