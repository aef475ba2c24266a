package org.tocsin.dashboard;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.dashboard.history.Facet;
import org.tocsin.dashboard.history.HistoryIndex;
import org.tocsin.dashboard.history.Page;
import org.tocsin.dashboard.history.Search;
import org.tocsin.model.Trend;
import org.tocsin.query.EntityNames;
import org.tocsin.query.Query;

/**
 * What is in the news within a window that ends at any time, against the {@link Usual}. The burst is that of
 * {@link Trend#burst}, as in {@code tocsin.trends}: 0 where fewer than two sources report, or nothing usual is known.
 */
final class TrendApi {
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(3660);
    private static final int MAX_SERIES = 20;
    private static final int MOST = 500;

    /** One value's trend; the usual is null where too little of the past is known. */
    record Row(
            String id,
            String name,
            String type,
            @Nullable Double latitude,
            @Nullable Double longitude,
            long count,
            @Nullable Double usual,
            double burst) {
        Row(Page.Count count, @Nullable Double usual) {
            this(
                    count.id(),
                    count.name(),
                    count.type(),
                    count.latitude(),
                    count.longitude(),
                    count.count(),
                    usual,
                    usual == null ? 0 : Trend.burst((double) count.count(), usual));
        }

        Row withoutBurst() {
            return new Row(id, name, type, latitude, longitude, count, usual, 0);
        }
    }

    private final HistoryIndex index;
    private final InstantSource clock;
    private final EntityNames names;

    TrendApi(HistoryIndex index, InstantSource clock, EntityNames names) {
        this.names = names;
        this.index = index;
        this.clock = clock;
    }

    void routes(JavalinDefaultRoutingApi routes) {
        routes.get("/api/v1/trends", this::trends);
        routes.get("/api/v1/series", this::series);
    }

    private void trends(Context context) throws IOException {
        Asked asked = new Asked(context, clock, names);
        Facet dimension = Facet.of(asked.text("dimension", "topic"));
        Pinned pinned = asked.pinned(index);
        Instant to = pinned.instant().plusMillis(1);
        Instant from = to.minus(asked.duration("window", WINDOW, LONGEST));
        int limit = asked.number("limit", 20, MOST);
        String sort = asked.choice("sort", "burst", "count");
        Query query = asked.query();
        Search all = Search.between(from, to).in(pinned.of(asked.view()));
        Page now = index.search(all.matching(query).countedBy(Search.ALL_FACET_VALUES, dimension));
        Usual usual = Usual.of(index, all.view(), query, dimension, from, to);
        List<Row> rows = new ArrayList<>();
        for (Page.Count count : counts(now, dimension)) {
            rows.add(new Row(count, usual == null ? null : usual.of(count.id())));
        }
        int end = (int) Math.min((long) pinned.seen() + limit, rows.size());
        List<Row> first = sort.equals("burst")
                ? strongest(rows, asked, dimension, all, end)
                : rows.subList(0, end).stream()
                        .map(row -> confirmed(row, asked, dimension, all))
                        .toList();
        List<Row> items = first.subList(Math.min(pinned.seen(), end), end);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("dimension", dimension.toString());
        answer.put("articles", now.count());
        answer.put("usual", usual == null ? null : usual.articles());
        answer.put("count", rows.size());
        answer.put("items", items);
        Map<String, Object> told = new LinkedHashMap<>(answer);
        answer.put("from", from);
        answer.put("to", to);
        answer.put("next", end < rows.size() ? pinned.after(items.size()).toString() : null);
        Answers.json(context, answer, told);
    }

    /** The first rows: those with the highest bursts that hold, then the others. */
    private List<Row> strongest(List<Row> rows, Asked asked, Facet dimension, Search all, int most) {
        rows.sort(Comparator.comparingDouble(Row::burst).reversed().thenComparing(Row::id));
        List<Row> strong = new ArrayList<>();
        List<Row> others = new ArrayList<>();
        for (Row row : rows) {
            if (strong.size() == most) {
                break;
            }
            Row sure = confirmed(row, asked, dimension, all);
            (sure.burst() > 0 ? strong : others).add(sure);
        }
        strong.addAll(others);
        return strong.subList(0, most);
    }

    private Row confirmed(Row row, Asked asked, Facet dimension, Search all) {
        if (row.burst() == 0) {
            return row;
        }
        try {
            Page sources = index.search(
                    all.matching(only(asked, dimension, row.id())).countedBy(Trend.BURST_PUBLISHERS, Facet.SOURCE));
            return counts(sources, Facet.SOURCE).size() < Trend.BURST_PUBLISHERS ? row.withoutBurst() : row;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is asked, of one value. */
    private static Query only(Asked asked, Facet dimension, String id) {
        Query one = Query.parse(clause(dimension, id));
        Query all = asked.query();
        return all == null ? one : Query.parse("(" + all.text() + ") AND " + one.text());
    }

    private static List<Page.Count> counts(Page page, Facet facet) {
        return page.facets().getOrDefault(facet.toString(), List.of());
    }

    /** Timelines of several queries side by side, under the names {@code q1}, {@code q2} …, or of the top values of a dimension. */
    private void series(Context context) throws IOException {
        Asked asked = new Asked(context, clock, names);
        Facet dimension = Facet.of(asked.text("dimension", "topic"));
        Instant to = asked.at().plusMillis(1);
        Instant from = to.minus(asked.duration("window", Duration.ofHours(1), Duration.ofDays(3660)));
        int buckets = Math.max(1, asked.number("buckets", 60, Search.MAX_BUCKETS));
        Search all = Search.between(from, to)
                .in(asked.view())
                .matching(asked.query())
                .inBuckets(buckets);
        Page whole = index.search(all.countedBy(asked.number("limit", 6, MAX_SERIES), dimension));
        List<Map<String, Object>> lines = new ArrayList<>();
        for (Page.Count value : counts(whole, dimension)) {
            Page.Timeline timeline = index.search(all.matching(only(asked, dimension, value.id())))
                    .timeline();
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("id", value.id());
            line.put("name", value.name());
            line.put("count", value.count());
            line.put("counts", counts(timeline));
            lines.add(line);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("from", from);
        answer.put("to", to);
        answer.put("total", whole.timeline());
        answer.put("items", lines);
        Answers.json(context, answer, List.of(told(whole.timeline()), lines));
    }

    private static List<Object> told(Page.@Nullable Timeline timeline) {
        return timeline == null ? List.of() : timeline.told();
    }

    private static List<Long> counts(Page.@Nullable Timeline timeline) {
        return timeline == null ? List.of() : timeline.counts();
    }

    /** The query of one value. */
    static String clause(Facet dimension, String id) {
        String value = "\"" + id.replace("\"", "") + "\"";
        return switch (dimension) {
            case TOPIC -> "topic:" + value;
            case ENTITY -> "entity:" + value;
            case PLACE -> "place:" + value;
            case SOURCE -> "source:" + value;
            case COUNTRY -> "country:" + value;
            case LANGUAGE -> "lang:" + value;
            case STORY -> throw new IllegalArgumentException("stories have no series; ask for one with story=");
        };
    }
}
