package org.tocsin.ingest.schedule;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tocsin.ingest.feed.FeedItem;
import org.tocsin.model.Feed;
import org.tocsin.model.FeedStatus;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.Answer.Failed;
import org.tocsin.runtime.http.Answer.Reason;
import org.tocsin.runtime.http.Answer.Received;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;

/**
 * Two weeks with a server that misbehaves in thirty ways, played through in simulated time. Every request is written down
 * and held against what politeness asks for.
 */
final class SimulationTest {
    private static final Instant START = Instant.parse("2025-06-02T00:00:00Z");
    private static final Duration LENGTH = Duration.ofDays(14);
    private static final Duration HOST_DELAY = Duration.ofSeconds(2);
    private static final Duration FLOOR = Duration.ofMinutes(1);
    private static final Duration CEILING = Duration.ofHours(24);
    private static final int ITEMS = 5;
    private static final Duration INITIAL = Duration.ofMinutes(5);

    /** One request: when it came, and with which validators. */
    private record Asked(Instant at, Request request) {
        String header(String name) {
            return request.headers().getOrDefault(name, "");
        }
    }

    private Instant now = START;
    private final Map<String, BiFunction<Instant, Request, Answer>> servers = new HashMap<>();
    private final Map<String, List<Asked>> asked = new HashMap<>();
    private final Map<String, Duration> slow = new HashMap<>();
    private final Map<String, Feed> feeds = new HashMap<>();
    private final Map<String, FeedStatus> statuses = new HashMap<>();
    private final Map<String, Integer> published = new HashMap<>();

    private void feed(String name, BiFunction<Instant, Request, Answer> server) {
        feed(name, "http://" + name + ".example/feed", server);
    }

    private void feed(String name, String url, BiFunction<Instant, Request, Answer> server) {
        servers.put(url, server);
        feeds.put(name, new Feed(name, url, name, "", List.of(), false, false, 0, START, false));
    }

    private static Answer answer(Request request, int status, Map<String, List<String>> headers, String body) {
        return new Received(status, request.url(), null, headers, body.getBytes(StandardCharsets.UTF_8), false);
    }

    private static Answer status(Request request, int status, String... header) {
        return answer(request, status, header.length == 0 ? Map.of() : Map.of(header[0], List.of(header[1])), "");
    }

    /** A feed that has published one item every {@code gap} since before the start. */
    private static String rss(Instant now, Duration gap, String extra) {
        StringBuilder out = new StringBuilder("<rss version='2.0'><channel><title>t</title>" + extra);
        long last = now.getEpochSecond() / gap.toSeconds();
        for (long i = last; i > last - ITEMS; i--) {
            Instant at = Instant.ofEpochSecond(i * gap.toSeconds());
            out.append("<item><guid>%d</guid><title>Item %d</title><pubDate>%s</pubDate></item>"
                    .formatted(i, i, DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atOffset(ZoneOffset.UTC))));
        }
        return out.append("</channel></rss>").toString();
    }

    private static BiFunction<Instant, Request, Answer> hourly(Map<String, List<String>> headers, String extra) {
        return (at, request) -> answer(request, 200, headers, rss(at, Duration.ofHours(1), extra));
    }

    private Answer send(Request request) {
        String url = request.url().toString();
        asked.computeIfAbsent(request.url().host(), _ -> new ArrayList<>()).add(new Asked(now, request));
        return servers.getOrDefault(url, (_, one) -> status(one, 404)).apply(now, request);
    }

    private void play() {
        Agenda agenda = new Agenda(HOST_DELAY);
        FeedPoll poll = new FeedPoll(
                this::send,
                (feed, first, parsed, fresh) -> published.merge(feed.id(), fresh.size(), Integer::sum),
                FeedPoll.Hubs.NONE,
                new Pacing(FLOOR, CEILING, INITIAL, new Random(7)),
                () -> now,
                HOST_DELAY);
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
                        ? status(request, 410)
                        : answer(request, 200, Map.of(), rss(at, Duration.ofMinutes(1), "")));
        feed("weekly", (at, request) -> answer(request, 200, Map.of(), rss(at, Duration.ofDays(7), "")));
        feed("silent", (at, request) -> answer(request, 200, Map.of(), rss(START, Duration.ofHours(1), "")));
        // 5-7: validators
        feed(
                "etag",
                (at, request) -> "\"1\"".equals(request.headers().get("if-none-match"))
                        ? status(request, 304)
                        : answer(request, 200, Map.of("etag", List.of("\"1\"")), rss(START, Duration.ofHours(1), "")));
        feed(
                "modified",
                (at, request) -> request.headers().containsKey("if-modified-since")
                        ? status(request, 304)
                        : answer(
                                request,
                                200,
                                Map.of("last-modified", List.of("Mon, 02 Jun 2025 00:00:00 GMT")),
                                rss(START, Duration.ofHours(1), "")));
        feed(
                "newetag",
                (at, request) -> answer(
                        request, 200, Map.of("etag", List.of("\"" + at + "\"")), rss(START, Duration.ofHours(1), "")));
        // 8-13: what the publisher asks for
        feed("maxage", hourly(Map.of("cache-control", List.of("public, max-age=7200")), ""));
        feed("ttl", hourly(Map.of(), "<ttl>180</ttl>"));
        feed("hugettl", hourly(Map.of(), "<ttl>100000</ttl>"));
        feed("nocache", hourly(Map.of("cache-control", List.of("no-cache, no-store")), ""));
        feed(
                "skiphours",
                hourly(Map.of(), "<skipHours><hour>0</hour><hour>1</hour><hour>2</hour><hour>3</hour></skipHours>"));
        feed("skipdays", hourly(Map.of(), "<skipDays><day>Saturday</day><day>Sunday</day></skipDays>"));
        // 14-19: statuses
        feed("gone", (at, request) -> status(request, 410));
        feed("missing", (at, request) -> status(request, 404));
        feed("forbidden", (at, request) -> status(request, 403));
        feed("broken", (at, request) -> status(request, 500));
        feed("busy", (at, request) -> status(request, 429, "retry-after", "172800"));
        feed(
                "dated",
                (at, request) -> status(
                        request,
                        503,
                        "retry-after",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                at.plus(Duration.ofDays(3)).atOffset(ZoneOffset.UTC))));
        // 20-22: redirects
        feed(
                "moved",
                (at, request) -> new Received(
                        200,
                        WebUrl.parse("http://newhome.example/feed"),
                        WebUrl.parse("http://newhome.example/feed"),
                        Map.of(),
                        rss(at, Duration.ofHours(1), "").getBytes(StandardCharsets.UTF_8),
                        false));
        servers.put("http://newhome.example/feed", hourly(Map.of(), ""));
        feed(
                "lostmove",
                (at, request) -> new Received(
                        200,
                        WebUrl.parse("http://lost.example/feed"),
                        WebUrl.parse("http://lost.example/feed"),
                        Map.of(),
                        rss(at, Duration.ofHours(1), "").getBytes(StandardCharsets.UTF_8),
                        false));
        feed("loop", (at, request) -> new Failed(Reason.REDIRECT, "redirected in a loop"));
        // 23-27: no answer
        feed("refused", (at, request) -> new Failed(Reason.CONNECTION, "connection refused"));
        feed("slowloris", (at, request) -> new Failed(Reason.TIME, "no full answer within 30.0 s"));
        slow.put("slowloris", Duration.ofSeconds(30));
        feed("bomb", (at, request) -> new Failed(Reason.RATIO, "decompresses to more than 100 times as many"));
        feed("endless", (at, request) -> new Failed(Reason.SIZE, "more than 8,388,608 bytes"));
        feed("nxdomain", (at, request) -> new Failed(Reason.NAME, "no address is known"));
        // 28-30: answers that are no feed, sometimes
        feed("page", (at, request) -> answer(request, 200, Map.of(), "<html><body>parked</body></html>"));
        feed("empty", (at, request) -> answer(request, 200, Map.of(), ""));
        feed(
                "flaky",
                (at, request) -> (at.getEpochSecond() / 3600) % 24 < 12
                        ? status(request, 502)
                        : answer(request, 200, Map.of(), rss(at, Duration.ofHours(1), "")));
        // and three feeds of one host
        for (int i = 0; i < 3; i++) {
            feed("shared" + i, "http://shared.example/" + i, hourly(Map.of(), ""));
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
                "missing", "forbidden", "broken", "loop", "refused", "bomb", "endless", "nxdomain", "page", "empty")) {
            backsOff(name);
            assertThat(status(name).health(now)).isEqualTo("failing");
            assertThat(status(name).reason()).isNotBlank();
        }
        assertThat(to("slowloris")).hasSizeBetween(19, 32);
        assertThat(gaps("busy")).allMatch(gap -> gap.compareTo(Duration.ofDays(2)) >= 0);
        assertThat(gaps("dated"))
                .allMatch(gap -> gap.compareTo(Duration.ofDays(3).minusSeconds(1)) >= 0);

        assertThat(to("moved")).as("a permanent redirect is remembered").hasSize(1);
        assertThat(to("newhome")).hasSizeBetween(450, 850);
        assertThat(to("lostmove").size())
                .as("and forgotten when it leads nowhere")
                .isGreaterThan(1);
        assertThat(to("lost").size()).isGreaterThanOrEqualTo(3);

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
                        request,
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
                HOST_DELAY);
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
        feed("once", hourly(Map.of("etag", List.of("\"1\"")), ""));
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
                HOST_DELAY);
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
