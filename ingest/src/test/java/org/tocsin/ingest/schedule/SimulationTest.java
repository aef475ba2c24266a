package org.tocsin.ingest.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tocsin.ingest.feed.FeedItem;
import org.tocsin.model.Feed;
import org.tocsin.model.FeedStatus;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.OutgoingSettings;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;

/**
 * Two weeks with a local server that misbehaves in forty ways, polled by the client that goes out, in simulated time. Every
 * request is written down and held against what politeness asks for.
 */
final class SimulationTest {
    private static final Instant START = Instant.parse("2025-06-02T00:00:00Z");
    private static final Duration LENGTH = Duration.ofDays(14);
    private static final Duration HOST_DELAY = Duration.ofSeconds(2);
    private static final Duration FLOOR = Duration.ofMinutes(1);
    private static final Duration CEILING = Duration.ofHours(24);
    private static final int ITEMS = 5;
    private static final Duration INITIAL = Duration.ofMinutes(5);

    /** How long a request that takes thirty seconds takes here. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    /** One request of the poller: when it came, and with which validators. */
    private record Asked(Instant at, Request request) {
        String header(String name) {
            return request.headers().getOrDefault(name, "");
        }
    }

    private final UnkindServer server = new UnkindServer();
    private final GuardedClient client =
            new GuardedClient(new OutgoingSettings(List.of("127.0.0.0/8"), Set.of(), ""), host -> {
                if (host.equals("nxdomain.example")) {
                    throw new UnknownHostException(host);
                }
                return new InetAddress[] {InetAddress.getLoopbackAddress()};
            });
    private volatile Instant now = START;
    private final Map<String, List<Asked>> asked = new HashMap<>();
    private final Map<String, Duration> slow = new HashMap<>();
    private final Map<String, Feed> feeds = new HashMap<>();
    private final Map<String, FeedStatus> statuses = new HashMap<>();
    private final Map<String, Integer> published = new HashMap<>();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    /** A feed on a host of its own; {@code script} gives the whole answer. */
    private void feed(String name, BiFunction<Instant, Map<String, String>, byte[]> script) {
        raw(name, (headers, out) -> out.write(script.apply(now, headers)));
    }

    private void raw(String name, UnkindServer.Script script) {
        server.on(name + ".example", "/feed", script);
        listed(name, server.url(name + ".example", "/feed"));
    }

    private void listed(String name, String url) {
        feeds.put(name, new Feed(name, url, name, "", List.of(), false, false, 0, START, false));
    }

    private static byte[] answer(int status, Map<String, String> headers, String body) {
        return UnkindServer.http(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] status(int status, String... header) {
        return answer(status, header.length == 0 ? Map.of() : Map.of(header[0], header[1]), "");
    }

    /** A feed that has published one item every {@code gap} since before the start. */
    private static String rss(Instant now, Duration gap, String extra) {
        StringBuilder out = new StringBuilder("<rss version='2.0'><channel><title>Новини</title>" + extra);
        long last = now.getEpochSecond() / gap.toSeconds();
        for (long i = last; i > last - ITEMS; i--) {
            Instant at = Instant.ofEpochSecond(i * gap.toSeconds());
            out.append("<item><guid>%d</guid><title>Item %d</title><pubDate>%s</pubDate></item>"
                    .formatted(i, i, DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atOffset(ZoneOffset.UTC))));
        }
        return out.append("</channel></rss>").toString();
    }

    private static String hourly(Instant now) {
        return rss(now, Duration.ofHours(1), "");
    }

    private static BiFunction<Instant, Map<String, String>, byte[]> hourly(Map<String, String> headers, String extra) {
        return (at, request) -> answer(200, headers, rss(at, Duration.ofHours(1), extra));
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static byte[] deflated(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(out)) {
            deflate.write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    /** Sends it now, since the pauses that it owes are kept in simulated time by the agenda. */
    private Answer send(Request request) {
        String host = request.url().host();
        asked.computeIfAbsent(host, _ -> new ArrayList<>()).add(new Asked(now, request));
        return client.send(new Request(
                request.method(),
                request.url(),
                request.headers(),
                request.body(),
                slow.containsKey(host.replace(".example", ""))
                        ? request.limits().within(PATIENCE)
                        : request.limits(),
                null));
    }

    private void play() {
        Agenda agenda = new Agenda(HOST_DELAY);
        FeedPoll poll = new FeedPoll(
                this::send,
                (feed, first, parsed, fresh) -> published.merge(feed.id(), fresh.size(), Integer::sum),
                FeedPoll.Hubs.NONE,
                new Pacing(FLOOR, CEILING, INITIAL, new Random(7)),
                () -> now,
                _ -> HOST_DELAY);
        feeds.values().forEach(feed -> {
            statuses.put(feed.id(), FeedStatus.unknown(feed.id()));
            agenda.put(feed.id(), WebUrl.parse(feed.url()).host(), START);
        });
        Instant end = START.plus(LENGTH);
        for (@Nullable Instant next = agenda.next(); next != null && next.isBefore(end); next = agenda.next()) {
            now = next.isAfter(now) ? next : now;
            for (Agenda.Turn turn : agenda.take(now, 1)) {
                String id = turn.feed();
                Feed feed = feedNamed(id);
                FeedStatus before = status(id);
                FeedStatus after = poll.poll(feed, before);
                now = now.plus(slow.getOrDefault(id, Duration.ZERO));
                statuses.put(id, after);
                agenda.done(turn, now);
                if (!after.ended()) {
                    agenda.put(id, FeedPoll.address(feed, after).host(), after.due());
                }
            }
        }
    }

    private Feed feedNamed(String name) {
        return Objects.requireNonNull(feeds.get(name));
    }

    private FeedStatus status(String name) {
        return Objects.requireNonNull(statuses.get(name));
    }

    private List<Asked> to(String name) {
        return asked.getOrDefault(name + ".example", List.of());
    }

    private List<Duration> gaps(String name) {
        List<Asked> all = to(name);
        List<Duration> gaps = new ArrayList<>();
        for (int i = 1; i < all.size(); i++) {
            gaps.add(Duration.between(all.get(i - 1).at(), all.get(i).at()));
        }
        return gaps;
    }

    /** Fails ever more rarely: no gap shorter than three quarters of the doubled one, the last ones about a day. */
    private void backsOff(String name) {
        Duration doubled = INITIAL;
        for (Duration gap : gaps(name)) {
            doubled = doubled.multipliedBy(2).compareTo(CEILING) > 0 ? CEILING : doubled.multipliedBy(2);
            assertThat(gap).as(name).isBetween(doubled.multipliedBy(3).dividedBy(4), doubled.plusSeconds(31));
        }
        assertThat(to(name)).as(name).hasSizeBetween(19, 32);
    }

    @Test
    void makesExactlyThePoliteRequests() {
        // 1-4: how often a feed publishes
        feed("hourly", hourly(Map.of(), ""));
        feed(
                "minutely",
                (at, request) -> at.isAfter(START.plus(Duration.ofHours(6)))
                        ? status(410)
                        : answer(200, Map.of(), rss(at, Duration.ofMinutes(1), "")));
        feed("weekly", (at, request) -> answer(200, Map.of(), rss(at, Duration.ofDays(7), "")));
        feed("silent", (at, request) -> answer(200, Map.of(), hourly(START)));
        // 5-7: validators
        feed(
                "etag",
                (at, request) -> "\"1\"".equals(request.get("if-none-match"))
                        ? status(304)
                        : answer(200, Map.of("ETag", "\"1\""), hourly(START)));
        feed(
                "modified",
                (at, request) -> request.containsKey("if-modified-since")
                        ? status(304)
                        : answer(200, Map.of("Last-Modified", "Mon, 02 Jun 2025 00:00:00 GMT"), hourly(START)));
        feed("newetag", (at, request) -> answer(200, Map.of("ETag", "\"" + at + "\""), hourly(START)));
        // 8-13: what the publisher asks for
        feed("maxage", hourly(Map.of("Cache-Control", "public, max-age=7200"), ""));
        feed("ttl", hourly(Map.of(), "<ttl>180</ttl>"));
        feed("hugettl", hourly(Map.of(), "<ttl>100000</ttl>"));
        feed("nocache", hourly(Map.of("Cache-Control", "no-cache, no-store"), ""));
        feed(
                "skiphours",
                hourly(Map.of(), "<skipHours><hour>0</hour><hour>1</hour><hour>2</hour><hour>3</hour></skipHours>"));
        feed("skipdays", hourly(Map.of(), "<skipDays><day>Saturday</day><day>Sunday</day></skipDays>"));
        // 14-19: statuses
        feed("gone", (at, request) -> status(410));
        feed("missing", (at, request) -> status(404));
        feed("forbidden", (at, request) -> status(403));
        feed("broken", (at, request) -> status(500));
        feed("busy", (at, request) -> status(429, "Retry-After", "172800"));
        feed(
                "dated",
                (at, request) -> status(
                        503,
                        "Retry-After",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                at.plus(Duration.ofDays(3)).atOffset(ZoneOffset.UTC))));
        // 20-26: redirects
        feed("moved", (at, request) -> status(301, "Location", server.url("newhome.example", "/feed")));
        server.on("newhome.example", "/feed", (headers, out) -> out.write(answer(200, Map.of(), hourly(now))));
        feed("lostmove", (at, request) -> status(308, "Location", server.url("lost.example", "/feed")));
        boolean[] there = {true};
        server.on("lost.example", "/feed", (headers, out) -> {
            out.write(there[0] ? answer(200, Map.of(), hourly(now)) : status(404));
            there[0] = false;
        });
        feed("lent", (at, request) -> status(302, "Location", server.url("guest.example", "/feed")));
        server.on("guest.example", "/feed", (headers, out) -> out.write(answer(200, Map.of(), hourly(now))));
        feed("loop", (at, request) -> status(302, "Location", "/feed"));
        feed("chain", (at, request) -> status(302, "Location", "/1"));
        for (int i = 1; i <= 8; i++) {
            byte[] next = status(302, "Location", "/" + (i + 1));
            server.on("chain.example", "/" + i, (headers, out) -> out.write(next));
        }
        feed("inward", (at, request) -> status(302, "Location", "http://169.254.169.254/latest/meta-data"));
        feed("filed", (at, request) -> status(301, "Location", "file:///etc/passwd"));
        // 27-33: no answer, or one without end
        listed("refused", "http://refused.example:1/feed");
        listed("nxdomain", server.url("nxdomain.example", "/feed"));
        raw("slowloris", (headers, out) -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(' ');
                LockSupport.parkNanos(20_000_000);
            }
        });
        slow.put("slowloris", Duration.ofSeconds(30));
        byte[] bomb = UnkindServer.http(200, Map.of("Content-Encoding", "gzip"), gzip(new byte[40 << 20]));
        feed("bomb", (at, request) -> bomb);
        raw("endless", (headers, out) -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(new byte[1 << 16]);
            }
        });
        byte[] headers =
                UnkindServer.http(200, Map.of("X-Long", "x".repeat(100_000)), "".getBytes(StandardCharsets.UTF_8));
        feed("headers", (at, request) -> headers);
        raw("cut", (given, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<rss>".getBytes(StandardCharsets.US_ASCII));
            throw new IOException("the server closes");
        });
        // 34-37: answers that are no feed, always or sometimes
        raw("noise", (given, out) -> {
            out.write("220 mail.example ready\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            throw new IOException("the server closes");
        });
        feed("page", (at, request) -> answer(200, Map.of(), "<html><body>parked</body></html>"));
        feed("empty", (at, request) -> answer(200, Map.of(), ""));
        feed(
                "flaky",
                (at, request) ->
                        (at.getEpochSecond() / 3600) % 24 < 12 ? status(502) : answer(200, Map.of(), hourly(at)));
        // 38-41: encodings
        feed(
                "lying",
                (at, request) -> UnkindServer.http(
                        200,
                        Map.of("Content-Type", "text/xml; charset=utf-8"),
                        ("<?xml version='1.0' encoding='windows-1251'?>" + hourly(at))
                                .getBytes(Charset.forName("windows-1251"))));
        feed(
                "gzipped",
                (at, request) -> UnkindServer.http(
                        200, Map.of("Content-Encoding", "gzip"), gzip(hourly(at).getBytes(StandardCharsets.UTF_8))));
        feed(
                "deflated",
                (at, request) -> UnkindServer.http(
                        200,
                        Map.of("Content-Encoding", "deflate"),
                        deflated(hourly(at).getBytes(StandardCharsets.UTF_8))));
        feed("brotli", (at, request) -> answer(200, Map.of("Content-Encoding", "br"), hourly(at)));
        // and three feeds of one host
        for (int i = 0; i < 3; i++) {
            server.on("shared.example", "/" + i, (given, out) -> out.write(answer(200, Map.of(), hourly(now))));
            listed("shared" + i, server.url("shared.example", "/" + i));
        }

        play();

        assertThat(to("hourly")).hasSizeBetween(450, 850);
        assertThat(gaps("hourly")).allMatch(gap -> gap.toMinutes() >= 20 && gap.toMinutes() <= 40);
        assertThat(gaps("minutely")).allMatch(gap -> gap.compareTo(FLOOR) >= 0 && gap.toSeconds() <= 70 + 31);
        assertThat(gaps("weekly"))
                .allMatch(gap -> gap.compareTo(CEILING.multipliedBy(9).dividedBy(10)) >= 0);
        assertThat(gaps("silent").getLast()).as("asks a silent feed ever less").isGreaterThan(Duration.ofHours(10));
        assertThat(to("silent")).hasSizeLessThan(250);
        assertThat(published.get("hourly")).isBetween(ITEMS + 14 * 24 - 2, ITEMS + 14 * 24 + 1);
        assertThat(published.get("silent")).isEqualTo(ITEMS);

        assertThat(to("etag").stream().skip(1))
                .allMatch(one -> one.header("if-none-match").equals("\"1\""));
        assertThat(to("modified").stream().skip(1))
                .allMatch(one -> one.header("if-modified-since").startsWith("Mon, 02 Jun"));
        assertThat(published.get("newetag"))
                .as("the same body under new validators is no news")
                .isEqualTo(ITEMS);

        assertThat(gaps("maxage")).allMatch(gap -> gap.toMinutes() >= 120);
        assertThat(gaps("ttl")).allMatch(gap -> gap.toMinutes() >= 180);
        assertThat(gaps("hugettl"))
                .allMatch(gap -> gap.compareTo(CEILING) >= 0 && gap.compareTo(CEILING.plusHours(1)) < 0);
        assertThat(gaps("nocache")).allMatch(gap -> gap.toMinutes() <= 40);
        assertThat(to("skiphours").stream().skip(1))
                .noneMatch(one -> one.at().atOffset(ZoneOffset.UTC).getHour() < 4);
        assertThat(to("skipdays"))
                .noneMatch(
                        one -> one.at().atOffset(ZoneOffset.UTC).getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0);

        assertThat(to("gone")).as("410 ends it").hasSize(1);
        assertThat(status("gone").health(now)).isEqualTo("ended");
        for (String name : List.of(
                "missing",
                "forbidden",
                "broken",
                "loop",
                "chain",
                "inward",
                "filed",
                "refused",
                "nxdomain",
                "bomb",
                "endless",
                "headers",
                "cut",
                "noise",
                "page",
                "empty",
                "brotli")) {
            backsOff(name);
            assertThat(status(name).health(now)).isEqualTo("failing");
            assertThat(status(name).reason()).isNotBlank();
        }
        assertThat(to("slowloris")).hasSizeBetween(19, 32);
        assertThat(gaps("busy")).allMatch(gap -> gap.compareTo(Duration.ofDays(2)) >= 0);
        assertThat(gaps("dated"))
                .allMatch(gap -> gap.compareTo(Duration.ofDays(3).minusSeconds(1)) >= 0);

        assertThat(to("moved")).as("a permanent redirect is remembered").hasSize(1);
        assertThat(server.requests("moved.example")).isEqualTo(1);
        assertThat(to("newhome")).hasSizeBetween(450, 850);
        assertThat(to("lent")).as("a redirect for now is not").hasSizeBetween(450, 850);
        assertThat(server.requests("guest.example")).isEqualTo(to("lent").size());
        assertThat(to("lostmove").size())
                .as("and forgotten when it leads nowhere")
                .isGreaterThan(1);
        assertThat(to("lost").size()).isGreaterThanOrEqualTo(3);

        for (String name : List.of("lying", "gzipped", "deflated")) {
            assertThat(published.get(name)).as(name).isBetween(ITEMS + 14 * 24 - 2, ITEMS + 14 * 24 + 1);
            assertThat(status(name).title()).as(name).isEqualTo("Новини");
        }
        assertThat(server.requests("loop.example"))
                .as("what leads to itself is not followed")
                .isEqualTo(to("loop").size());
        assertThat(server.requests("chain.example"))
                .as("a chain is followed five times")
                .isEqualTo(6 * to("chain").size());
        assertThat(published.get("flaky"))
                .as("a feed that fails half the day loses nothing")
                .isGreaterThan(14 * 12);
        assertThat(status("flaky").items()).isEqualTo((long) published.getOrDefault("flaky", 0));

        asked.forEach((host, all) -> {
            for (int i = 1; i < all.size(); i++) {
                assertThat(Duration.between(all.get(i - 1).at(), all.get(i).at()))
                        .as("pause at " + host.toUpperCase(Locale.ROOT))
                        .isGreaterThanOrEqualTo(HOST_DELAY);
            }
            assertThat(all)
                    .allMatch(one ->
                            one.request().hostDelay() != null && one.request().method() == Request.Method.GET);
        });
        assertThat(asked.get("shared.example")).hasSizeBetween(1_350, 2_550);
        assertThat(published.get("shared2")).isBetween(ITEMS + 14 * 24 - 2, ITEMS + 14 * 24 + 1);
    }

    @Test
    void sendsAnItemAgainOnlyWhenItSaysSomethingElse() {
        String[] title = {"One"};
        feed(
                "edits",
                (at, request) -> answer(
                        200,
                        Map.of(),
                        "<rss><channel><lastBuildDate>%s</lastBuildDate><item><guid>1</guid><title>%s</title></item></channel></rss>"
                                .formatted(at, title[0])));
        List<String> taken = new ArrayList<>();
        FeedPoll poll = new FeedPoll(
                this::send,
                (feed, first, parsed, fresh) ->
                        fresh.stream().map(FeedItem::title).forEach(taken::add),
                FeedPoll.Hubs.NONE,
                new Pacing(FLOOR, CEILING, INITIAL, new Random(1)),
                () -> now,
                _ -> HOST_DELAY);
        FeedStatus status = FeedStatus.unknown("edits");
        for (int i = 0; i < 6; i++) {
            now = now.plus(Duration.ofHours(1));
            title[0] = i < 3 ? "One" : "Two";
            status = poll.poll(feedNamed("edits"), status);
        }
        assertThat(taken).containsExactly("One", "Two");
    }

    @Test
    void asksForItemsAgainThatTheBrokerDidNotTake() {
        feed("once", hourly(Map.of("ETag", "\"1\""), ""));
        boolean[] down = {true};
        List<Integer> taken = new ArrayList<>();
        FeedPoll poll = new FeedPoll(
                this::send,
                (feed, first, parsed, fresh) -> {
                    if (down[0]) {
                        throw new java.io.IOException("the broker is away");
                    }
                    taken.add(fresh.size());
                },
                FeedPoll.Hubs.NONE,
                new Pacing(FLOOR, CEILING, INITIAL, new Random(1)),
                () -> now,
                _ -> HOST_DELAY);
        FeedStatus failed = poll.poll(feedNamed("once"), FeedStatus.unknown("once"));
        assertThat(failed.etag())
                .as("nothing was read, so nothing is unchanged")
                .isEmpty();
        assertThat(failed.health(now)).isEqualTo("failing");
        down[0] = false;
        FeedStatus good = poll.poll(feedNamed("once"), failed);
        assertThat(taken).containsExactly(ITEMS);
        assertThat(good.health(now)).isEqualTo("ok");
    }
}
