package org.tocsin.dashboard.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.jspecify.annotations.Nullable;

/** Counts hits by facet and by time while they are collected; one collector for each thread that searches. */
final class Counts implements Collector {
    /** What the collectors of all threads counted together. */
    static final class Total {
        long hits;
        final Map<Facet, Map<String, Integer>> byFacet = new HashMap<>();
        final long[] bars;

        Total(int buckets) {
            bars = new long[buckets];
        }

        /** The most frequent values of a facet; names of one id are put together. */
        List<Page.Count> top(Facet facet, int most) {
            Map<String, Page.Count> byId = new HashMap<>();
            byFacet.getOrDefault(facet, Map.of()).forEach((text, count) -> {
                Facet.Value value = Facet.Value.parse(text);
                byId.merge(
                        value.id(),
                        new Page.Count(
                                value.id(), value.name(), value.type(), value.latitude(), value.longitude(), count),
                        (a, b) -> {
                            Page.Count more = a.count() >= b.count() ? a : b;
                            return new Page.Count(
                                    more.id(),
                                    more.name(),
                                    more.type(),
                                    more.latitude(),
                                    more.longitude(),
                                    a.count() + b.count());
                        });
            });
            return byId.values().stream()
                    .sorted(Comparator.comparingLong(Page.Count::count)
                            .reversed()
                            .thenComparing(Page.Count::id))
                    .limit(most)
                    .toList();
        }
    }

    private final Search search;
    private final Total total;

    private Counts(Search search) {
        this.search = search;
        total = new Total(search.buckets());
    }

    static CollectorManager<Counts, Total> of(Search search) {
        return new CollectorManager<>() {
            @Override
            public Counts newCollector() {
                return new Counts(search);
            }

            @Override
            public Total reduce(Collection<Counts> collectors) {
                Total sum = new Total(search.buckets());
                for (Counts one : collectors) {
                    sum.hits += one.total.hits;
                    for (int i = 0; i < sum.bars.length; i++) {
                        sum.bars[i] += one.total.bars[i];
                    }
                    one.total.byFacet.forEach((facet, counts) -> {
                        Map<String, Integer> into = sum.byFacet.computeIfAbsent(facet, key -> new HashMap<>());
                        counts.forEach((value, count) -> into.merge(value, count, Integer::sum));
                    });
                }
                return sum;
            }
        };
    }

    @Override
    public ScoreMode scoreMode() {
        return ScoreMode.COMPLETE_NO_SCORES;
    }

    @Override
    public LeafCollector getLeafCollector(LeafReaderContext context) throws IOException {
        List<OfSegment> parts = new ArrayList<>();
        for (Facet facet : search.facets()) {
            parts.add(new OfSegment(facet, DocValues.getSortedSet(context.reader(), facet.field())));
        }
        NumericDocValues published =
                search.buckets() == 0 ? null : DocValues.getNumeric(context.reader(), Revision.PUBLISHED);
        return new LeafCollector() {
            @Override
            public void setScorer(Scorable scorer) {}

            @Override
            public void collect(int doc) throws IOException {
                total.hits++;
                for (OfSegment part : parts) {
                    part.count(doc);
                }
                bar(published, doc, at -> total.bars[at]++);
            }

            @Override
            public void finish() throws IOException {
                for (OfSegment part : parts) {
                    part.into(total.byFacet.computeIfAbsent(part.facet, key -> new HashMap<>()));
                }
            }
        };
    }

    private void bar(@Nullable NumericDocValues published, int doc, IntConsumer add) throws IOException {
        if (published != null && published.advanceExact(doc)) {
            double share = (double) (published.longValue() - search.from().toEpochMilli())
                    / (search.to().toEpochMilli() - search.from().toEpochMilli());
            add.accept(Math.clamp((long) (share * search.buckets()), 0, search.buckets() - 1));
        }
    }

    /** The values of one facet in one segment, by their number there. */
    private static final class OfSegment {
        private final Facet facet;
        private final SortedSetDocValues values;
        private final int[] counts;

        OfSegment(Facet facet, SortedSetDocValues values) {
            this.facet = facet;
            this.values = values;
            counts = new int[Math.toIntExact(values.getValueCount())];
        }

        void count(int doc) throws IOException {
            if (values.advanceExact(doc)) {
                for (int i = 0; i < values.docValueCount(); i++) {
                    counts[(int) values.nextOrd()]++;
                }
            }
        }

        void into(Map<String, Integer> sum) throws IOException {
            for (int ordinal = 0; ordinal < counts.length; ordinal++) {
                if (counts[ordinal] > 0) {
                    sum.merge(values.lookupOrd(ordinal).utf8ToString(), counts[ordinal], Integer::sum);
                }
            }
        }
    }
}
