package org.tocsin.dashboard;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.dashboard.history.Facet;
import org.tocsin.dashboard.history.HistoryIndex;
import org.tocsin.dashboard.history.Page;
import org.tocsin.dashboard.history.Search;
import org.tocsin.dashboard.history.View;
import org.tocsin.query.Query;

/**
 * What is usual in a window, by the rule of {@code tocsin.trends}: the mean of the same hours of that weekday, with the
 * windows before and after them, in those of the four weeks before of which there is a history. With only one such
 * week, the mean of the 24 windows before, as far as there is a history.
 *
 * @param articles in a window
 * @param values articles in a window by value; one that is absent is not usual at all
 */
record Usual(double articles, Map<String, Double> values) {
    private static final int WEEKS = 4;
    private static final int LEAST_WEEKS = 2;
    private static final int BEFORE = 24;
    private static final int LEAST_BEFORE = 6;
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration DAY = Duration.ofDays(1);

    double of(String id) {
        return values.getOrDefault(id, 0.0);
    }

    /** The usual of the window from {@code from} to {@code to}, null where too little of the past is known. */
    static @Nullable Usual of(
            HistoryIndex index, View view, @Nullable Query query, Facet dimension, Instant from, Instant to)
            throws IOException {
        Duration window = Duration.between(from, to);
        Sum weekly = new Sum(index, view, query, dimension);
        Duration apart = WEEK.multipliedBy(Math.ceilDiv(window.toMillis(), WEEK.toMillis()));
        Duration around = window.compareTo(DAY) <= 0 ? window : Duration.ZERO;
        int weeks = 0;
        for (int week = 1; week <= WEEKS; week++) {
            Instant then = from.minus(apart.multipliedBy(week));
            Instant end = then.plus(window);
            if (index.search(Search.between(then.minus(DAY.dividedBy(2)), end.plus(DAY.dividedBy(2)))
                                    .in(view))
                            .count()
                    > 0) {
                weeks++;
                weekly.add(then.minus(around), end.plus(around));
            }
        }
        if (weeks >= LEAST_WEEKS) {
            return weekly.over(weeks * (around.isZero() ? 1 : 3));
        }
        Instant begin = from.minus(window.multipliedBy(BEFORE));
        Page.Timeline timeline = index.search(
                        Search.between(begin, from).in(view).inBuckets(BEFORE))
                .timeline();
        List<Long> counts = timeline == null ? List.of() : timeline.counts();
        int empty = 0;
        while (empty < counts.size() && counts.get(empty) == 0) {
            empty++;
        }
        if (counts.size() - empty < LEAST_BEFORE) {
            return null;
        }
        Sum before = new Sum(index, view, query, dimension);
        before.add(begin, from);
        return before.over(counts.size() - empty);
    }

    private static final class Sum {
        private final HistoryIndex index;
        private final View view;
        private final @Nullable Query query;
        private final Facet dimension;
        private final Map<String, Double> values = new HashMap<>();
        private double articles;

        Sum(HistoryIndex index, View view, @Nullable Query query, Facet dimension) {
            this.index = index;
            this.view = view;
            this.query = query;
            this.dimension = dimension;
        }

        void add(Instant from, Instant to) throws IOException {
            Page page = index.search(
                    Search.between(from, to).in(view).matching(query).countedBy(Search.ALL_FACET_VALUES, dimension));
            articles += page.count();
            page.facets()
                    .getOrDefault(dimension.toString(), List.of())
                    .forEach(value -> values.merge(value.id(), (double) value.count(), Double::sum));
        }

        Usual over(int windows) {
            values.replaceAll((id, sum) -> sum / windows);
            return new Usual(articles / windows, values);
        }
    }
}
