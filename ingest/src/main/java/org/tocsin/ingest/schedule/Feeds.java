package org.tocsin.ingest.schedule;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.tocsin.ingest.article.Fingerprint;
import org.tocsin.model.Feed;
import org.tocsin.model.FeedStatus;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.TopicFollower;
import org.tocsin.runtime.http.WebUrl;
import tools.jackson.databind.node.ObjectNode;

/** All feeds and how each goes, as the log has them. Thread-safe. */
public final class Feeds implements AutoCloseable {
    /** Feeds that a notice names. */
    private static final int MAX_NAMED = 10;

    private static final Comparator<Feed> BY_NAME = Comparator.comparing(Feed::group)
            .thenComparing(feed -> feed.name().isEmpty() ? feed.url() : feed.name())
            .thenComparing(Feed::id);

    /** A feed that has never had an item is silent after this time. */
    private static final Duration MUTE = Duration.ofDays(7);

    private static final Duration READ_BACK = Duration.ofSeconds(10);

    private final Producer<String, Feed> producer;
    private final Map<String, Feed> feeds = new ConcurrentHashMap<>();
    private final Map<String, Integer> partitions = new ConcurrentHashMap<>();
    private final Map<String, FeedStatus> statuses = new ConcurrentHashMap<>();
    private final TopicFollower<Feed> definitions;
    private final TopicFollower<FeedStatus> results;

    public Feeds(KafkaSettings kafka) {
        producer = kafka.producer();
        definitions = new TopicFollower<>(kafka, Topic.FEEDS, -1, item -> {
            partitions.put(item.key(), item.partition());
            feeds.put(item.key(), item.value());
        });
        // the marks of items are for whoever polls
        results = new TopicFollower<>(
                kafka,
                Topic.FEED_STATUS,
                -1,
                item -> statuses.put(
                        item.key(),
                        item.value().withSeen(List.of(), item.value().items())));
    }

    /** Starts and waits until what was there has been read. */
    public Feeds start() {
        var _ = definitions.start();
        var _ = results.start();
        return this;
    }

    /** The id that a feed at {@code url} has; {@link IllegalArgumentException} when that is no address. */
    public static String id(String url) {
        return Fingerprint.id(WebUrl.parse(url).toString());
    }

    /** A feed as it is added. */
    public static Feed define(
            String url, String name, String group, List<String> tags, int interval, boolean fullText, Instant now) {
        String clean =
                url.strip().replaceFirst("(?i)^feed:(?://)?(?=https?:)", "").replaceFirst("(?i)^feed://", "http://");
        WebUrl address = WebUrl.parse(clean);
        if (address.isShown()) {
            throw new IllegalArgumentException(address + ": no feed is listed whose password this could be; give it");
        }
        return new Feed(
                id(clean),
                address.toString(),
                line(name),
                line(group),
                tags(tags),
                false,
                fullText,
                interval(interval),
                now,
                false);
    }

    /** Names stand on one line, without signs of control, which no list in XML could hold. */
    static String line(String text) {
        return text.replaceAll("[\\s\\p{Cntrl}\\x{fffe}\\x{ffff}]+", " ").strip();
    }

    /** No tag has a comma, at which lists of tags are split elsewhere: one that has is several. */
    static List<String> tags(List<String> given) {
        return given.stream()
                .flatMap(tag -> Stream.of(tag.split(",", -1)))
                .map(Feeds::line)
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .toList();
    }

    static int interval(int seconds) {
        if (seconds != 0 && (seconds < 60 || seconds > 86_400)) {
            throw new IllegalArgumentException(
                    "an interval must be 0, to adapt, or 60 to 86400 seconds, not " + seconds);
        }
        return seconds;
    }

    /** Feeds that were not removed, by group and name. */
    public List<Feed> list() {
        return listed().toList();
    }

    private Stream<Feed> listed() {
        return feeds.values().stream().filter(feed -> !feed.removed()).sorted(BY_NAME);
    }

    /** Those of {@link #list} that come after the one with an id, which may have been removed; all after the empty id. */
    Stream<Feed> after(String id) {
        if (id.isEmpty()) {
            return listed();
        }
        Feed last = feeds.get(id);
        if (last == null) {
            throw new IllegalArgumentException("parameter cursor must be the id of a feed, not " + id);
        }
        return listed().filter(feed -> BY_NAME.compare(feed, last) > 0);
    }

    /** The feeds of a list in OPML, whose addresses may be as {@link #opml} shows them. */
    public Opml.Imported read(byte[] list, Instant now) {
        return Opml.read(list, now, this::revealed);
    }

    /** The list as others are to have it: no passwords, and a feed without a name of its own under its title. */
    public String opml(Instant now) {
        return Opml.write(list(), feed -> status(feed.id()).title(), now);
    }

    /** The feeds that {@code filter} shows, as {@link #json} has them. */
    public List<ObjectNode> shown(FeedFilter filter, Instant now) {
        return list().stream()
                .filter(feed -> filter.shows(feed, health(feed, now)))
                .map(feed -> json(feed, now))
                .toList();
    }

    /** One of {@link FeedFilter#HEALTH}. */
    String health(Feed feed, Instant now) {
        FeedStatus status = status(feed.id());
        String health = feed.paused() ? "paused" : status.health(now);
        boolean mute = status.published() == null && feed.added().isBefore(now.minus(MUTE));
        return health.equals("ok") && mute ? "silent" : health;
    }

    /** By id or address. */
    public Optional<Feed> find(String idOrUrl) {
        Feed direct = feeds.get(idOrUrl);
        if (direct == null) {
            try {
                direct = feeds.get(id(revealed(idOrUrl)));
            } catch (IllegalArgumentException e) {
                // no address either
            }
        }
        return Optional.ofNullable(direct).filter(feed -> !feed.removed());
    }

    /** The address of the listed feed that is shown as {@code url}, without its password; {@code url} where it is no such. */
    public String revealed(String url) {
        try {
            if (!WebUrl.parse(url).isShown()) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            return url;
        }
        List<String> meant = listed().map(Feed::url)
                .filter(address -> WebUrl.shown(address).equals(WebUrl.shown(url)))
                .toList();
        return meant.size() == 1 ? meant.getFirst() : url;
    }

    /** The feed as people and other programs are shown it, without its password. */
    public static Feed shown(Feed feed) {
        return new Feed(
                feed.id(),
                WebUrl.shown(feed.url()),
                feed.name(),
                feed.group(),
                feed.tags(),
                feed.paused(),
                feed.fullText(),
                feed.interval(),
                feed.added(),
                feed.removed());
    }

    public FeedStatus status(String id) {
        return statuses.getOrDefault(id, FeedStatus.unknown(id));
    }

    /** Saves {@code given}; of a feed that is listed already what is not given now stays as it was. */
    public Feed add(Feed given) {
        return save(find(given.id())
                .map(known -> new Feed(
                        given.id(),
                        given.url(),
                        given.name().isEmpty() ? known.name() : given.name(),
                        given.group().isEmpty() ? known.group() : given.group(),
                        given.tags().isEmpty() ? known.tags() : given.tags(),
                        known.paused(),
                        given.fullText() || known.fullText(),
                        given.interval() == 0 ? known.interval() : given.interval(),
                        known.added(),
                        false))
                .orElse(given));
    }

    /** Writes {@code feed} and returns when it has been read back; one that is listed already keeps since when it was. */
    public Feed save(Feed feed) {
        Feed known = feeds.get(feed.id());
        Feed saved = known == null || known.removed() || feed.removed()
                ? feed
                : new Feed(
                        feed.id(),
                        feed.url(),
                        feed.name(),
                        feed.group(),
                        feed.tags(),
                        feed.paused(),
                        feed.fullText(),
                        feed.interval(),
                        known.added(),
                        false);
        saveAll(List.of(saved));
        return saved;
    }

    /** Writes all and returns when all have been read back; {@link IllegalStateException} when the log does not take them. */
    public void saveAll(List<Feed> given) {
        try {
            List<java.util.concurrent.Future<?>> sent = new java.util.ArrayList<>();
            int count = given.isEmpty()
                    ? 1
                    : producer.partitionsFor(Topic.FEEDS.name()).size();
            for (Feed feed : given) {
                sent.add(producer.send(
                        new ProducerRecord<>(Topic.FEEDS.name(), partition(feed, count), feed.id(), feed)));
            }
            producer.flush();
            for (var one : sent) {
                one.get(30, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the log has not taken the feed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long end = System.nanoTime() + READ_BACK.toNanos();
        for (Feed feed : given) {
            while (!feed.equals(feeds.get(feed.id())) && System.nanoTime() < end) {
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    /** The feeds of a host lie together, so that one instance asks it; a feed stays where it was written first. */
    private int partition(Feed feed, int count) {
        return partitions.computeIfAbsent(
                feed.id(), _ -> Math.floorMod(WebUrl.parse(feed.url()).host().hashCode(), count));
    }

    /** Definition and status of a feed as the API and the command line show them. */
    public ObjectNode json(Feed feed, Instant now) {
        FeedStatus status = status(feed.id());
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", feed.id());
        shown.put("url", WebUrl.shown(feed.url()));
        shown.put("name", feed.name().isEmpty() ? status.title() : feed.name());
        shown.put("group", feed.group());
        shown.put("tags", feed.tags());
        shown.put("paused", feed.paused());
        shown.put("fullText", feed.fullText());
        shown.put("interval", feed.interval());
        shown.put("added", feed.added());
        shown.put("health", health(feed, now));
        shown.put("reason", status.reason());
        shown.put("failures", status.failures());
        shown.put("lastGood", status.lastGood());
        shown.put("lastItem", status.published());
        shown.put("polled", status.polled().equals(Instant.EPOCH) ? null : status.polled());
        shown.put("due", status.due().equals(Instant.EPOCH) || status.ended() ? null : status.due());
        shown.put("currentInterval", status.interval());
        shown.put("movedTo", WebUrl.shown(status.url()));
        shown.put("items", status.items());
        shown.put("perDay", status.perDay(now));
        return Json.mapper().valueToTree(shown);
    }

    /** Feeds by state. */
    MeterBinder meter(InstantSource clock) {
        return registry -> FeedFilter.HEALTH.forEach(state -> Gauge.builder(
                        "tocsin.feeds.state", this, feeds -> feeds.count(state, clock.instant()))
                .description("Feeds by how polling them goes")
                .tag("state", state)
                .register(registry));
    }

    private long count(String state, Instant now) {
        return list().stream().filter(feed -> state.equals(health(feed, now))).count();
    }

    /** {@code feeds.failing} and {@code feeds.silent} with number, addresses, reasons and last good times; absent where none is. */
    Map<String, String> notices(Instant now) {
        Map<String, String> notices = new LinkedHashMap<>();
        for (String health : List.of("failing", "silent")) {
            List<Feed> ill = list().stream()
                    .filter(feed -> health(feed, now).equals(health))
                    .toList();
            if (!ill.isEmpty()) {
                String named = ill.stream().limit(MAX_NAMED).map(this::notice).collect(Collectors.joining("; "));
                notices.put("feeds." + health, ill.size() + ": " + named + (ill.size() > MAX_NAMED ? "; …" : ""));
            }
        }
        return notices;
    }

    private String notice(Feed feed) {
        FeedStatus status = status(feed.id());
        Instant good = status.lastGood();
        Instant news = status.published();
        return WebUrl.shown(feed.url()) + " (" + (status.reason().isEmpty() ? "" : status.reason() + ", ")
                + (good == null ? "never good" : "last good " + good)
                + (news == null ? ")" : ", last news " + news + ")");
    }

    @Override
    public void close() {
        definitions.close();
        results.close();
        producer.close(Duration.ofSeconds(5));
    }
}
