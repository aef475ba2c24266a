package org.tocsin.replay.backtest;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Subscription;
import org.tocsin.query.MatchResult;

/** Counts what one draft does. */
final class DraftLedger {
    /** Alerts that are kept whole; the rest is counted. */
    static final int MAX_LISTED = 10_000;

    private static final int SAMPLES = 10;
    private static final Comparator<DraftReport.Sample> ORDER =
            Comparator.comparingDouble(DraftReport.Sample::strength).thenComparing(DraftReport.Sample::at);

    private final Subscription draft;
    private final Map<String, Long> kinds = new TreeMap<>();
    private final List<Alert> alerts = new ArrayList<>();
    private final TreeMap<LocalDate, long[]> days = new TreeMap<>();
    private final PriorityQueue<DraftReport.Sample> strongest = new PriorityQueue<>(ORDER);
    private final PriorityQueue<DraftReport.Sample> weakest = new PriorityQueue<>(ORDER.reversed());
    private long matches;

    DraftLedger(Subscription draft) {
        this.draft = draft;
    }

    void matched(EnrichedArticle enriched, MatchResult result, Instant at) {
        matches++;
        day(at)[0]++;
        Article article = enriched.article();
        Double score = result.score();
        double strength =
                score == null ? result.spans().size() : score / (result.threshold() > 0 ? result.threshold() : 1);
        DraftReport.Sample sample = new DraftReport.Sample(
                article.id(),
                article.revision(),
                article.title(),
                article.source().name(),
                at,
                score,
                result.threshold(),
                strength,
                result.spans());
        keep(strongest, sample);
        keep(weakest, sample);
    }

    private static void keep(PriorityQueue<DraftReport.Sample> samples, DraftReport.Sample sample) {
        samples.add(sample);
        if (samples.size() > SAMPLES) {
            samples.poll();
        }
    }

    void alert(Alert alert) {
        kinds.merge(alert.kind(), 1L, Long::sum);
        day(alert.created())[1]++;
        if (alerts.size() < MAX_LISTED) {
            alerts.add(alert);
        }
    }

    private long[] day(Instant at) {
        return days.computeIfAbsent(LocalDate.ofInstant(at, ZoneOffset.UTC), key -> new long[2]);
    }

    DraftReport report(long articles) {
        List<DraftReport.Day> timeline = new ArrayList<>();
        days.forEach((day, counts) -> timeline.add(new DraftReport.Day(day.toString(), counts[0], counts[1])));
        return new DraftReport(
                draft.id(),
                draft.name(),
                draft.query(),
                matches,
                articles == 0 ? 0 : (double) matches / articles,
                new HashMap<>(kinds),
                alerts,
                timeline,
                strongest.stream().sorted(ORDER.reversed()).toList(),
                weakest.stream().sorted(ORDER).toList());
    }
}
