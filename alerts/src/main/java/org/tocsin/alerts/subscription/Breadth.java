package org.tocsin.alerts.subscription;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tocsin.model.Topic;
import org.tocsin.query.Document;
import org.tocsin.query.Hit;
import org.tocsin.query.Query;
import org.tocsin.query.QueryIndex;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;

/**
 * What share of the latest articles a query matches, measured on up to {@link #MOST} of the log, which are read again
 * when they are older than {@link #FRESH}. Fewer than {@link #ENOUGH} tell nothing. Thread-safe.
 */
final class Breadth {
    static final int MOST = 500;
    static final int ENOUGH = 100;
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final KafkaSettings kafka;
    private final InstantSource clock;
    private List<Document> sample = List.of();
    private Instant taken = Instant.EPOCH;

    Breadth(KafkaSettings kafka, InstantSource clock) {
        this.kafka = kafka;
        this.clock = clock;
    }

    /** The share, 0 to 1, of each query; empty when there are too few articles. */
    synchronized Map<String, Double> shares(Map<String, Query> queries) {
        if (queries.isEmpty()) {
            return Map.of();
        }
        refresh();
        if (sample.size() < ENOUGH) {
            return Map.of();
        }
        QueryIndex index = new QueryIndex();
        queries.forEach(index::put);
        Map<String, Integer> matches = new HashMap<>();
        for (Document document : sample) {
            for (Hit hit : index.match(document)) {
                matches.merge(hit.id(), 1, Integer::sum);
            }
        }
        Map<String, Double> shares = new HashMap<>();
        queries.keySet().forEach(id -> shares.put(id, (double) matches.getOrDefault(id, 0) / sample.size()));
        return shares;
    }

    private void refresh() {
        Instant now = clock.instant();
        if (now.isBefore(taken.plus(FRESH))) {
            return;
        }
        List<Document> latest = new ArrayList<>();
        Log.latest(kafka, Topic.ENRICHED, MOST, item -> latest.add(Document.of(item.value())));
        sample = List.copyOf(latest);
        taken = now;
    }
}
