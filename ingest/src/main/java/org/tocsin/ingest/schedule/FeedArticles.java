package org.tocsin.ingest.schedule;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.article.ArticleSink;
import org.tocsin.ingest.feed.FeedItem;
import org.tocsin.ingest.feed.ParsedFeed;
import org.tocsin.ingest.feed.Person;
import org.tocsin.model.Article;
import org.tocsin.model.Feed;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.runtime.KafkaTrouble;
import org.tocsin.runtime.http.WebUrl;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Items become articles of the log. What a feed had published before it was added, and what bears no date on its first poll,
 * is backfill. Items taken = articles sent + items rejected.
 */
final class FeedArticles implements FeedPoll.Items {
    private static final Logger LOG = LoggerFactory.getLogger(FeedArticles.class);
    private static final Duration FUTURE = Duration.ofHours(1);

    private final ArticleReader reader;
    private final ArticleSink sink;
    private final PageText pages;
    private final InstantSource clock;
    private final LongAdder sent = new LongAdder();
    private final LongAdder rejected = new LongAdder();

    FeedArticles(ArticleReader reader, ArticleSink sink, PageText pages, InstantSource clock) {
        this.reader = reader;
        this.sink = sink;
        this.pages = pages;
        this.clock = clock;
    }

    MeterBinder meter() {
        return registry -> {
            FunctionCounter.builder("tocsin.feeds.articles", sent, LongAdder::sum)
                    .description("Articles sent from feeds")
                    .register(registry);
            FunctionCounter.builder("tocsin.feeds.rejected", rejected, LongAdder::sum)
                    .description("Items of feeds that are no articles")
                    .register(registry);
        };
    }

    @Override
    public void publish(Feed feed, boolean first, ParsedFeed parsed, List<FeedItem> fresh) throws IOException {
        List<CompletableFuture<String>> acknowledged = new ArrayList<>();
        for (FeedItem item : fresh) {
            Instant published = Pacing.published(item);
            boolean history = first && (published == null || published.isBefore(feed.added()));
            try {
                Article article = reader.read(json(feed, parsed, item), history ? Origin.BACKFILL : Origin.LIVE, "");
                acknowledged.add(sink.send(article).exceptionally(error -> tooLarge(feed, error)));
            } catch (ArticleReader.Rejected e) {
                rejected.increment();
                LOG.atWarn()
                        .addKeyValue("feed", WebUrl.shown(feed.url()))
                        .addKeyValue("reason", e.reason())
                        .addKeyValue("error", e.sentence())
                        .log("feed item rejected");
            }
        }
        try {
            CompletableFuture.allOf(acknowledged.toArray(CompletableFuture[]::new))
                    .join();
        } catch (CompletionException e) {
            throw new IOException("the broker did not take every item: " + e.getCause(), e);
        }
        long taken = acknowledged.stream().filter(id -> !id.join().isEmpty()).count();
        sent.add(taken);
        LOG.atInfo()
                .addKeyValue("feed", WebUrl.shown(feed.url()))
                .addKeyValue("items", taken)
                .log("feed has news");
    }

    /** An item that the cluster will never take is none; every other error is the broker's, and the feed is asked again. */
    private String tooLarge(Feed feed, Throwable error) {
        if (!(error instanceof RecordTooLargeException)) {
            throw new CompletionException(error);
        }
        rejected.increment();
        LOG.atWarn()
                .addKeyValue("feed", WebUrl.shown(feed.url()))
                .addKeyValue("reason", "too-long")
                .addKeyValue("error", KafkaTrouble.of(error))
                .log("feed item rejected");
        return "";
    }

    private ObjectNode json(Feed feed, ParsedFeed parsed, FeedItem item) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("id", item.id());
        json.put("title", item.title());
        String link = item.originalLink().isEmpty() ? item.link() : item.originalLink();
        json.put("url", link);
        json.put("summary", item.summary());
        String body = feed.fullText() && !link.isEmpty() ? pages.of(link) : "";
        json.put("body", body.isEmpty() ? item.content() : body);
        String name = feed.name().isEmpty() ? parsed.title() : feed.name();
        json.putObject("source").put("name", item.source().isEmpty() ? name : item.source());
        json.put("language", item.language().isEmpty() ? parsed.language() : item.language());
        Instant published = time(item);
        if (published != null) {
            json.put("published", published.toString());
        }
        ArrayNode authors = json.putArray("authors");
        item.authors().stream().map(Person::shown).forEach(authors::add);
        ArrayNode categories = json.putArray("categories");
        item.categories().forEach(categories::add);
        return json;
    }

    /** A date that lies in the future is a mistake or an announcement; the article is here now. */
    private @Nullable Instant time(FeedItem item) {
        Instant published = Pacing.published(item);
        return published != null && published.isAfter(clock.instant().plus(FUTURE)) ? null : published;
    }
}
