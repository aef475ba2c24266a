package org.tocsin.query;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/** The documents whose clauses weigh together at least a threshold; each clause counts once, weights may be negative. */
final class AtThreshold extends Query {
    record Clause(Query query, double weight) {}

    private final double threshold;
    private final List<Clause> clauses;

    AtThreshold(double threshold, List<Clause> clauses) {
        this.threshold = threshold;
        this.clauses = List.copyOf(clauses);
    }

    @Override
    public Query rewrite(IndexSearcher searcher) throws IOException {
        List<Clause> rewritten = new ArrayList<>();
        for (Clause clause : clauses) {
            rewritten.add(new Clause(clause.query().rewrite(searcher), clause.weight()));
        }
        return rewritten.equals(clauses) ? this : new AtThreshold(threshold, rewritten);
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) throws IOException {
        List<Weight> weights = new ArrayList<>();
        for (Clause clause : clauses) {
            weights.add(searcher.createWeight(searcher.rewrite(clause.query()), ScoreMode.COMPLETE_NO_SCORES, 1));
        }
        return new ConstantScoreWeight(this, boost) {
            @Override
            public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext context) throws IOException {
                FixedBitSet reached = reached(weights, context);
                return reached.cardinality() == 0
                        ? null
                        : new DefaultScorerSupplier(new ConstantScoreScorer(
                                score(),
                                mode,
                                new org.apache.lucene.util.BitSetIterator(reached, reached.approximateCardinality())));
            }

            @Override
            public boolean isCacheable(LeafReaderContext context) {
                return weights.stream().allMatch(weight -> weight.isCacheable(context));
            }
        };
    }

    /** Sums clause by clause over one segment: a double for each of its documents, at most 8 MB for a million. */
    private FixedBitSet reached(List<Weight> weights, LeafReaderContext context) throws IOException {
        int size = context.reader().maxDoc();
        double[] sums = new double[size];
        for (int i = 0; i < weights.size(); i++) {
            Scorer scorer = weights.get(i).scorer(context);
            if (scorer == null) {
                continue;
            }
            DocIdSetIterator found = scorer.iterator();
            for (int doc = found.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = found.nextDoc()) {
                sums[doc] += clauses.get(i).weight();
            }
        }
        FixedBitSet reached = new FixedBitSet(size);
        for (int doc = 0; doc < size; doc++) {
            if (Node.Score.reaches(sums[doc], threshold)) {
                reached.set(doc);
            }
        }
        return reached;
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public String toString(String field) {
        return "SCORE >= " + threshold + " " + clauses;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AtThreshold same && same.threshold == threshold && same.clauses.equals(clauses);
    }

    @Override
    public int hashCode() {
        return Objects.hash(threshold, clauses);
    }
}
