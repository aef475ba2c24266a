package org.tocsin.ingest;

import com.rometools.rome.feed.synd.SyndContent;
import com.rometools.rome.feed.synd.SyndEntry;
import com.rometools.rome.feed.synd.SyndFeed;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.SyndFeedInput;
import com.rometools.rome.io.XmlReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import tools.jackson.databind.node.ObjectNode;

/**
 * Polls the feeds that {@code feeds.txt} lists, one address a line, on a schedule with conditional GET. On the first
 * poll items published before the start are backfill. A feed that fails is logged and asked again at the next turn.
 */
final class FeedPoller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedPoller.class);
    private static final int MAX_FEED_BYTES = 8 * 1024 * 1024;

    private record Validators(String etag, String modified) {}

    private final Path file;
    private final Duration interval;
    private final ArticleReader reader;
    private final Instant started = Instant.now();
    private final Map<String, Validators> validators = new ConcurrentHashMap<>();
    private final ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("feeds").daemon().factory());
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    FeedPoller(Path file, Duration interval, ArticleReader reader) {
        this.file = file;
        this.interval = interval;
        this.reader = reader;
    }

    void start(ArticleSink sink) {
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
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(feed))
                    .timeout(Duration.ofSeconds(30))
                    .header("User-Agent", "Tocsin/0.1 (+news monitor)");
            Validators known = validators.getOrDefault(feed, new Validators("", ""));
            if (!known.etag().isEmpty()) {
                request.header("If-None-Match", known.etag());
            }
            if (!known.modified().isEmpty()) {
                request.header("If-Modified-Since", known.modified());
            }
            HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() == 304) {
                    return;
                }
                if (response.statusCode() != 200) {
                    LOG.atWarn()
                            .addKeyValue("feed", feed)
                            .addKeyValue("status", response.statusCode())
                            .log("feed refused");
                    return;
                }
                int sent = publish(feed, body.readNBytes(MAX_FEED_BYTES), sink);
                validators.put(
                        feed,
                        new Validators(
                                response.headers().firstValue("ETag").orElse(""),
                                response.headers().firstValue("Last-Modified").orElse("")));
                LOG.atInfo()
                        .addKeyValue("feed", feed)
                        .addKeyValue("items", sent)
                        .log("feed polled");
            }
        } catch (FeedException e) {
            LOG.atWarn()
                    .addKeyValue("feed", feed)
                    .addKeyValue("error", e.getMessage())
                    .log("feed is neither RSS nor Atom");
        } catch (IOException | IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue("feed", feed)
                    .addKeyValue("error", e.toString())
                    .log("feed not fetched");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int publish(String feed, byte[] bytes, ArticleSink sink) throws FeedException, IOException {
        boolean first = !validators.containsKey(feed);
        SyndFeed parsed = new SyndFeedInput().build(new XmlReader(new ByteArrayInputStream(bytes)));
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
        return html == null ? "" : ArticleReader.page(html).text();
    }

    @Override
    public void close() {
        schedule.shutdownNow();
        http.close();
    }
}
