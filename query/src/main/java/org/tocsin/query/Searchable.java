package org.tocsin.query;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.IntPoint;
import org.apache.lucene.document.LatLonPoint;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.queries.intervals.IntervalQuery;
import org.apache.lucene.queries.intervals.Intervals;
import org.apache.lucene.queries.intervals.IntervalsSource;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.MultiPhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.TermQuery;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Mention;

/**
 * A Lucene index that answers this query language: what {@link #add} writes of an article, {@link #of} finds where
 * {@link Query#match} does. Words stand under the same stems, in four fields ({@code title}, {@code summary},
 * {@code body}, {@code lead}); attributes in one field. Two forms differ: a phrase with both {@code ~n} and a prefix
 * takes its words in any order; a {@code lead:} inside {@code body:} is the lead. {@code like:} is
 * refused.
 */
public final class Searchable {
    private static final String ATTRIBUTES = "attributes";
    private static final String PLACE = "place";
    private static final String SOURCES = "storySources";
    private static final String BURST = "burst";
    private static final int MAX_EXPANSIONS = 10_000;
    private static final double METRES = 1_000;

    private Searchable() {}

    /** Writes the fields of {@code article} that queries ask for. */
    public static void add(org.apache.lucene.document.Document into, EnrichedArticle article) {
        Document document = Document.of(article);
        for (Scope scope : List.of(Scope.TITLE, Scope.SUMMARY, Scope.BODY, Scope.LEAD)) {
            into.add(new TextField(scope.toString(), new Words(document, scope)));
        }
        Set<String> all = new LinkedHashSet<>(document.attributes());
        if (article.storyNew()) {
            all.add("story:new");
        }
        if (!article.article().summary().isBlank()) {
            all.add("has:summary");
        }
        all.forEach(attribute -> into.add(new StringField(ATTRIBUTES, attribute, Field.Store.NO)));
        for (Mention mention : article.mentions()) {
            Double latitude = mention.latitude();
            Double longitude = mention.longitude();
            if (latitude != null && longitude != null) {
                into.add(new LatLonPoint(PLACE, latitude, longitude));
            }
        }
        into.add(new IntPoint(SOURCES, article.storySources()));
        into.add(new DoublePoint(BURST, article.burst()));
    }

    /**
     * The query in Lucene's form; its scores are Lucene's own, for sorting by relevance. IllegalArgumentException when it
     * asks {@code like:}, of which the index knows nothing.
     */
    public static org.apache.lucene.search.Query of(Query query) {
        return translate(query.node(), Scope.ALL);
    }

    private static org.apache.lucene.search.Query translate(Node node, Scope scope) {
        return switch (node) {
            case Node.Phrase phrase -> anywhere(scope, field -> phrase(phrase, field));
            case Node.Near near -> anywhere(scope, field -> new IntervalQuery(field, intervals(near)));
            case Node.And and -> joined(and.parts(), scope, Occur.MUST, 0);
            case Node.Or or -> joined(or.parts(), scope, Occur.SHOULD, 1);
            case Node.AtLeast atLeast -> joined(atLeast.parts(), scope, Occur.SHOULD, atLeast.count());
            case Node.Not not ->
                new BooleanQuery.Builder()
                        .add(new MatchAllDocsQuery(), Occur.FILTER)
                        .add(translate(not.part(), scope), Occur.MUST_NOT)
                        .build();
            case Node.Score score ->
                new AtThreshold(
                        score.threshold(),
                        score.clauses().stream()
                                .map(clause -> new AtThreshold.Clause(translate(clause.part(), scope), clause.weight()))
                                .toList());
            case Node.Scoped scoped -> scoped(scoped, scope);
            case Node.Attribute attribute -> attribute(Document.attribute(attribute.name(), attribute.value()));
            case Node.Around around ->
                LatLonPoint.newDistanceQuery(
                        PLACE, around.latitude(), around.longitude(), around.kilometres() * METRES);
            case Node.Like like ->
                throw new IllegalArgumentException(
                        "like: cannot be searched for, since the index keeps no vectors; replay the history with it instead");
            case Node.StorySources sources -> IntPoint.newRangeQuery(SOURCES, sources.least(), Integer.MAX_VALUE);
            case Node.StoryNew fresh -> attribute("story:new");
            case Node.Burst burst -> DoublePoint.newRangeQuery(BURST, burst.least(), Double.POSITIVE_INFINITY);
        };
    }

    private static org.apache.lucene.search.Query attribute(String value) {
        return new ConstantScoreQuery(new TermQuery(new Term(ATTRIBUTES, value)));
    }

    private static org.apache.lucene.search.Query joined(List<Node> parts, Scope scope, Occur occur, int least) {
        BooleanQuery.Builder joined = new BooleanQuery.Builder().setMinimumNumberShouldMatch(least);
        parts.forEach(part -> joined.add(translate(part, scope), occur));
        return joined.build();
    }

    private static org.apache.lucene.search.Query scoped(Node.Scoped scoped, Scope outer) {
        if (outer == Scope.ALL || outer == scoped.scope()) {
            return translate(scoped.part(), scoped.scope());
        }
        Set<Scope> both = Set.of(outer, scoped.scope());
        if (!both.contains(Scope.LEAD) || both.contains(Scope.TITLE)) {
            return new MatchNoDocsQuery("no word stands in two fields");
        }
        // the lead is the summary where there is one, else of the body
        Occur summary = both.contains(Scope.SUMMARY) ? Occur.FILTER : Occur.MUST_NOT;
        return new BooleanQuery.Builder()
                .add(translate(scoped.part(), Scope.LEAD), Occur.MUST)
                .add(attribute("has:summary"), summary)
                .build();
    }

    private static org.apache.lucene.search.Query anywhere(
            Scope scope, Function<String, org.apache.lucene.search.Query> inField) {
        if (scope != Scope.ALL) {
            return inField.apply(scope.toString());
        }
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        for (Scope one : List.of(Scope.TITLE, Scope.SUMMARY, Scope.BODY)) {
            any.add(inField.apply(one.toString()), Occur.SHOULD);
        }
        return any.build();
    }

    private static org.apache.lucene.search.Query phrase(Node.Phrase phrase, String field) {
        Node.Term last = phrase.terms().getLast();
        if (phrase.terms().size() == 1) {
            return last.prefix() ? new PrefixQuery(new Term(field, Words.beginning(last))) : word(last, field);
        }
        if (last.prefix()) {
            IntervalsSource[] words =
                    phrase.terms().stream().map(Searchable::intervals).toArray(IntervalsSource[]::new);
            return new IntervalQuery(
                    field,
                    phrase.slop() == 0
                            ? Intervals.phrase(words)
                            : Intervals.maxgaps(phrase.slop(), Intervals.unordered(words)));
        }
        MultiPhraseQuery.Builder row = new MultiPhraseQuery.Builder().setSlop(phrase.slop());
        for (Node.Term term : phrase.terms()) {
            row.add(Words.keys(term).stream().map(key -> new Term(field, key)).toArray(Term[]::new));
        }
        return row.build();
    }

    private static org.apache.lucene.search.Query word(Node.Term term, String field) {
        List<String> keys = Words.keys(term);
        if (keys.size() == 1) {
            return new TermQuery(new Term(field, keys.getFirst()));
        }
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        keys.forEach(key -> any.add(new TermQuery(new Term(field, key)), Occur.SHOULD));
        return any.build();
    }

    private static IntervalsSource intervals(Node.Term term) {
        if (term.prefix()) {
            return Intervals.prefix(new org.apache.lucene.util.BytesRef(Words.beginning(term)), MAX_EXPANSIONS);
        }
        return Intervals.or(Words.keys(term).stream().map(Intervals::term).toArray(IntervalsSource[]::new));
    }

    private static IntervalsSource intervals(Node node) {
        return switch (node) {
            case Node.Phrase phrase ->
                phrase.terms().size() == 1
                        ? intervals(phrase.terms().getFirst())
                        : Intervals.phrase(phrase.terms().stream()
                                .map(Searchable::intervals)
                                .toArray(IntervalsSource[]::new));
            case Node.Or or -> {
                List<IntervalsSource> parts = new ArrayList<>();
                or.parts().forEach(part -> parts.add(intervals(part)));
                yield Intervals.or(parts.toArray(IntervalsSource[]::new));
            }
            case Node.Near near -> {
                IntervalsSource left = intervals(near.left());
                IntervalsSource right = intervals(near.right());
                yield near.ordered()
                        ? Intervals.maxgaps(near.distance(), Intervals.ordered(left, right))
                        : Intervals.or(
                                Intervals.maxgaps(near.distance(), Intervals.ordered(left, right)),
                                Intervals.maxgaps(near.distance(), Intervals.ordered(right, left)));
            }
            default -> throw new IllegalStateException("no places of " + node);
        };
    }
}
