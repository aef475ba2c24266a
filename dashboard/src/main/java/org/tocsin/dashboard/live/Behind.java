package org.tocsin.dashboard.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tocsin.dashboard.history.HistoryIndex;
import org.tocsin.dashboard.history.Page;
import org.tocsin.dashboard.history.Search;
import org.tocsin.model.Alert;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Story;
import org.tocsin.model.Topic;
import org.tocsin.query.Document;
import org.tocsin.query.Query;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;
import org.tocsin.runtime.stream.Event;

/** Filters for alerts and stories by a query for the articles that stand behind them. */
public final class Behind {
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    /** How long after an event the index may lag behind it. */
    private static final Duration INDEXING = Duration.ofSeconds(2);

    private static final long LOOK_NANOS = 100_000_000;

    private final HistoryIndex index;
    private final KafkaSettings kafka;

    public Behind(HistoryIndex index, KafkaSettings kafka) {
        this.index = index;
        this.kafka = kafka;
    }

    /** Lets through the alerts that tell of an article of the query, each by the revision that it tells of. */
    public Predicate<Event> alerts(@Nullable Query query) {
        return query == null
                ? event -> true
                : event -> event.value() instanceof Alert alert
                        && alert.told().stream()
                                .flatMap(told -> article(told).stream())
                                .anyMatch(article ->
                                        query.match(Document.of(article)).matched());
    }

    private Optional<EnrichedArticle> article(Alert alert) {
        if (alert.offset() < 0) {
            return Optional.empty();
        }
        try {
            Optional<EnrichedArticle> indexed =
                    index.revision(alert.article(), alert.revision()).map(Page.Item::article);
            if (indexed.isPresent()) {
                return indexed;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<Long, EnrichedArticle> found = Log.at(kafka, Topic.ENRICHED, List.of(alert.offset()));
        return Optional.ofNullable(found.get(alert.offset()))
                .filter(article -> article.article().id().equals(alert.article()));
    }

    /** Lets through the stories of which an article is one of the query; waits a little for those that are just being indexed. */
    public Predicate<Event> stories(@Nullable Query query) {
        return query == null
                ? event -> true
                : event -> event.value() instanceof Story story && has(story, query, event.age());
    }

    private boolean has(Story story, Query query, Duration age) {
        Search all = Search.between(EARLIEST, LATEST).ofStories(Set.of(story.id()));
        try {
            long end = System.nanoTime() + INDEXING.minus(age).toNanos();
            while (index.search(all).count() < story.size() && System.nanoTime() < end) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
            return index.search(all.matching(query)).count() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
