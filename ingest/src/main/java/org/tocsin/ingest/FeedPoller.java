package org.tocsin.ingest;

import com.rometools.rome.feed.synd.SyndContent;
import com.rometools.rome.feed.synd.SyndEntry;
import com.rometools.rome.feed.synd.SyndFeed;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.SyndFeedInput;
import com.rometools.rome.io.XmlReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.article.ArticleSink;
import org.tocsin.ingest.text.PlainText;
import org.tocsin.model.FeedStatus;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.TopicFollower;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Limits;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;
import tools.jackson.databind.node.ObjectNode;

/**
 * Polls the feeds that {@code feeds.txt} lists, one address a line, on a schedule with conditional GET. What is known of
 * a feed is kept in {@code tocsin.feed-status} and outlives a restart. On the first good poll items published before the
 * start are backfill. A feed that fails is logged with its reason and asked again at the next turn.
 */
final class FeedPoller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedPoller.class);

    private final Path file;
    private final Duration interval;
    private final ArticleReader reader;
    private final Instant started = Instant.now();
    private final Map<String, FeedStatus> statuses = new ConcurrentHashMap<>();
    private final TopicFollower<FeedStatus> follower;
    private final Producer<String, FeedStatus> producer;
    private final ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("feeds").daemon().factory());
    private final GuardedClient http;

    FeedPoller(KafkaSettings kafka, Path file, Duration interval, ArticleReader reader, GuardedClient http) {
        follower = new TopicFollower<>(kafka, Topic.FEED_STATUS, -1, item -> statuses.put(item.key(), item.value()));
        producer = kafka.producer();
        this.file = file;
        this.interval = interval;
        this.reader = reader;
        this.http = http;
    }

    void start(ArticleSink sink) {
        follower.start().close();
        var _ = schedule.scheduleWithFixedDelay(() -> pollAll(sink), 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void pollAll(ArticleSink sink) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            for (String line : Files.readAllLines(file)) {
                String feed = line.strip();
                if (!feed.isEmpty() && !feed.startsWith("#")) {
                    poll(feed, sink);
                }
            }
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("error", e.toString())
                    .log("feed list unreadable");
        }
    }

    private void poll(String feed, ArticleSink sink) {
        FeedStatus known =
                statuses.getOrDefault(feed, new FeedStatus(feed, "", "", Instant.EPOCH, null, Instant.EPOCH, 0, ""));
        FeedStatus now = fetch(feed, known, sink);
        if (!now.reason().isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("feed", feed)
                    .addKeyValue("failures", now.failures())
                    .addKeyValue("error", now.reason())
                    .log("feed not read");
        }
        statuses.put(feed, now);
        var _ = producer.send(new ProducerRecord<>(Topic.FEED_STATUS.name(), feed, now), (metadata, error) -> {
            if (error != null) {
                LOG.atWarn()
                        .addKeyValue("feed", feed)
                        .addKeyValue("error", error.toString())
                        .log("feed status not written");
            }
        });
    }

    private FeedStatus fetch(String feed, FeedStatus known, ArticleSink sink) {
        try {
            Answer answer = http.send(Request.get(WebUrl.parse(feed), Limits.FEED)
                    .with("If-None-Match", known.etag())
                    .with("If-Modified-Since", known.lastModified())
                    .politely(Duration.ofSeconds(1)));
            return switch (answer) {
                case Answer.Failed failed -> failed(known, failed.message());
                case Answer.Received received
                when received.status() == 304 -> good(feed, known.etag(), known.lastModified());
                case Answer.Received received
                when received.status() != 200 -> failed(known, "the server answered " + received.status());
                case Answer.Received received -> {
                    int sent = publish(feed, parse(received.body()), known.lastGood() == null, sink);
                    LOG.atInfo()
                            .addKeyValue("feed", feed)
                            .addKeyValue("items", sent)
                            .log("feed polled");
                    yield good(feed, received.header("ETag"), received.header("Last-Modified"));
                }
            };
        } catch (FeedException e) {
            return failed(known, "neither RSS nor Atom: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            return failed(known, "no address that can be fetched: " + e.getMessage());
        } catch (IOException e) {
            return failed(known, e.toString());
        }
    }

    private FeedStatus good(String feed, String etag, String modified) {
        Instant now = Instant.now();
        return new FeedStatus(feed, etag, modified, now, now, now.plus(interval), 0, "");
    }

    private FeedStatus failed(FeedStatus known, String reason) {
        Instant now = Instant.now();
        return new FeedStatus(
                known.id(),
                known.etag(),
                known.lastModified(),
                now,
                known.lastGood(),
                now.plus(interval),
                known.failures() + 1,
                reason);
    }

    private static SyndFeed parse(byte[] bytes) throws FeedException, IOException {
        try {
            return new SyndFeedInput().build(new XmlReader(new ByteArrayInputStream(bytes)));
        } catch (IllegalArgumentException e) {
            throw new FeedException(String.valueOf(e.getMessage()), e);
        }
    }

    private int publish(String feed, SyndFeed parsed, boolean first, ArticleSink sink) throws IOException {
        List<CompletableFuture<String>> sent = new ArrayList<>();
        for (SyndEntry entry : parsed.getEntries()) {
            ObjectNode json = json(parsed, entry);
            boolean old = entry.getPublishedDate() != null
                    && entry.getPublishedDate().toInstant().isBefore(started);
            try {
                sent.add(sink.send(reader.read(json, first && old ? Origin.BACKFILL : Origin.LIVE, "")));
            } catch (ArticleReader.Rejected e) {
                LOG.atWarn()
                        .addKeyValue("feed", feed)
                        .addKeyValue("reason", e.reason())
                        .addKeyValue("error", e.sentence())
                        .log("feed item rejected");
            }
        }
        try {
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw new IOException("the broker did not take every item; the feed is read again next time", e);
        }
        return sent.size();
    }

    private static ObjectNode json(SyndFeed feed, SyndEntry entry) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("id", entry.getUri());
        json.put("title", plain(entry.getTitle()));
        json.put("url", entry.getLink());
        json.put(
                "summary",
                entry.getDescription() == null
                        ? ""
                        : plain(entry.getDescription().getValue()));
        List<SyndContent> contents = entry.getContents();
        json.put("body", contents.isEmpty() ? "" : plain(contents.getFirst().getValue()));
        json.put("source", feed.getTitle());
        json.put("language", feed.getLanguage());
        if (entry.getPublishedDate() != null) {
            json.put("published", entry.getPublishedDate().toInstant().toString());
        }
        return json;
    }

    private static String plain(String html) {
        return html == null ? "" : PlainText.of(html);
    }

    @Override
    public void close() {
        schedule.shutdownNow();
        follower.close();
        producer.close(Duration.ofSeconds(5));
    }
}
