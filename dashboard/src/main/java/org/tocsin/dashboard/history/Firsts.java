package org.tocsin.dashboard.history;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;

/** Keeps when the first hit of each value of a facet was published; one collector for each thread that searches. */
final class Firsts implements Collector {
    /** Makes the collectors and puts together what they found: milliseconds by the id of the value. */
    record Of(Facet facet) implements CollectorManager<Firsts, Map<String, Long>> {
        @Override
        public Firsts newCollector() {
            return new Firsts(facet);
        }

        @Override
        public Map<String, Long> reduce(Collection<Firsts> collectors) {
            Map<String, Long> all = new HashMap<>();
            collectors.forEach(one -> one.found.forEach((value, first) -> all.merge(value, first, Math::min)));
            return all;
        }
    }

    private final Facet facet;
    private final Map<String, Long> found = new HashMap<>();

    private Firsts(Facet facet) {
        this.facet = facet;
    }

    @Override
    public ScoreMode scoreMode() {
        return ScoreMode.COMPLETE_NO_SCORES;
    }

    @Override
    public LeafCollector getLeafCollector(LeafReaderContext context) throws IOException {
        SortedSetDocValues values = DocValues.getSortedSet(context.reader(), facet.field());
        NumericDocValues published = DocValues.getNumeric(context.reader(), Revision.PUBLISHED);
        long[] first = new long[Math.toIntExact(values.getValueCount())];
        Arrays.fill(first, Long.MAX_VALUE);
        return new LeafCollector() {
            @Override
            public void setScorer(Scorable scorer) {}

            @Override
            public void collect(int doc) throws IOException {
                if (values.advanceExact(doc) && published.advanceExact(doc)) {
                    for (int i = 0; i < values.docValueCount(); i++) {
                        int value = (int) values.nextOrd();
                        first[value] = Math.min(first[value], published.longValue());
                    }
                }
            }

            @Override
            public void finish() throws IOException {
                for (int value = 0; value < first.length; value++) {
                    if (first[value] < Long.MAX_VALUE) {
                        String id = Facet.Value.parse(values.lookupOrd(value).utf8ToString())
                                .id();
                        found.merge(id, first[value], Math::min);
                    }
                }
            }
        };
    }
}
