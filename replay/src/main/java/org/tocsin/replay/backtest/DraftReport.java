package org.tocsin.replay.backtest;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Alert;
import org.tocsin.model.Span;

/**
 * What one draft would have done.
 *
 * @param matches revisions of articles that matched
 * @param share of all articles of the range, 0 to 1
 * @param kinds how many alerts of each kind would have gone out, a digest counting as one
 * @param alerts that would have gone out, in the order of time, at most {@link DraftLedger#MAX_LISTED}
 * @param timeline for each day (UTC) with a match or an alert
 * @param strongest ten matches, by score over threshold, without SCORE by the number of places that matched
 * @param weakest ten matches, the weakest first
 */
public record DraftReport(
        String id,
        String name,
        String query,
        long matches,
        double share,
        Map<String, Long> kinds,
        List<Alert> alerts,
        List<Day> timeline,
        List<Sample> strongest,
        List<Sample> weakest) {
    public DraftReport {
        kinds = new TreeMap<>(kinds);
        alerts = List.copyOf(alerts);
        timeline = List.copyOf(timeline);
        strongest = List.copyOf(strongest);
        weakest = List.copyOf(weakest);
    }

    /** Alerts of all kinds. */
    public long sent() {
        return kinds.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What happened on one day. */
    public record Day(String day, long matches, long alerts) {}

    /** A match and where. */
    public record Sample(
            String article,
            int revision,
            String title,
            String source,
            Instant at,
            @Nullable Double score,
            double threshold,
            double strength,
            List<Span> spans) {
        public Sample {
            spans = List.copyOf(spans);
        }
    }
}
