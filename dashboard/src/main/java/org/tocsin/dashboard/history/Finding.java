package org.tocsin.dashboard.history;

import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.tocsin.query.Searchable;

/** What is asked of the index, as queries and orders of Lucene. */
final class Finding {
    static final Sort BY_TIME = new Sort(new SortField(Revision.PUBLISHED, SortField.Type.LONG, true));
    static final Sort BY_KNOWN = new Sort(
            new SortField(Revision.KNOWN, SortField.Type.LONG), new SortField(Revision.OFFSET, SortField.Type.LONG));

    /** Revisions that another has followed. */
    static final Query OLD = new TermQuery(new Term(Revision.OLD, Revision.YES));

    private static final Query REVISED = new TermQuery(new Term(Revision.REVISED, Revision.YES));

    private Finding() {}

    static Query query(Search search) {
        BooleanQuery.Builder all = inView(search.view());
        all.add(
                LongPoint.newRangeQuery(
                        Revision.PUBLISHED,
                        search.from().toEpochMilli(),
                        search.to().toEpochMilli() - 1),
                Occur.FILTER);
        if (!search.stories().isEmpty()) {
            all.add(
                    new TermInSetQuery(
                            Revision.STORY,
                            search.stories().stream().map(BytesRef::new).toList()),
                    Occur.FILTER);
        }
        if (search.revised()) {
            all.add(REVISED, Occur.FILTER);
        }
        org.tocsin.query.Query asked = search.query();
        if (asked != null) {
            all.add(Searchable.of(asked), search.order() == Search.Order.RELEVANCE ? Occur.MUST : Occur.FILTER);
        } else {
            all.add(new MatchAllDocsQuery(), Occur.FILTER);
        }
        return all.build();
    }

    /** What a view has: the revisions that lie in it without one that follows them. */
    private static BooleanQuery.Builder inView(View view) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        BooleanQuery.Builder followed = new BooleanQuery.Builder();
        followed.add(OLD, Occur.FILTER);
        Instant known = view.known();
        if (known != null) {
            all.add(LongPoint.newRangeQuery(Revision.KNOWN, Long.MIN_VALUE, known.toEpochMilli()), Occur.FILTER);
            followed.add(
                    LongPoint.newRangeQuery(Revision.FOLLOWED, Long.MIN_VALUE, known.toEpochMilli()), Occur.FILTER);
        }
        if (view.before() < Long.MAX_VALUE) {
            all.add(LongPoint.newRangeQuery(Revision.OFFSET, Long.MIN_VALUE, view.before() - 1), Occur.FILTER);
            followed.add(LongPoint.newRangeQuery(Revision.FOLLOWER, Long.MIN_VALUE, view.before() - 1), Occur.FILTER);
        }
        return all.add(followed.build(), Occur.MUST_NOT);
    }

    static Query article(String id, View view) {
        return inView(view)
                .add(new TermQuery(new Term(Revision.ID, id)), Occur.FILTER)
                .build();
    }

    static Query revision(String id, int revision) {
        return new TermQuery(new Term(Revision.KEY, Revision.key(id, revision)));
    }

    /** What came to be known in {@code [from, to)}, in milliseconds. */
    static Query known(org.tocsin.query.@Nullable Query asked, long from, long to) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        all.add(LongPoint.newRangeQuery(Revision.KNOWN, from, to - 1), Occur.FILTER);
        if (asked != null) {
            all.add(Searchable.of(asked), Occur.FILTER);
        }
        return all.build();
    }

    static TopFieldDocs top(IndexSearcher searcher, org.apache.lucene.search.Query query, Search search)
            throws IOException {
        FieldDoc after = null;
        Search.Cursor cursor = search.after();
        if (cursor != null) {
            Object[] fields = search.order() == Search.Order.RELEVANCE
                    ? new Object[] {cursor.score(), cursor.published(), new BytesRef(cursor.id())}
                    : new Object[] {cursor.published(), new BytesRef(cursor.id())};
            after = new FieldDoc(Integer.MAX_VALUE, cursor.score(), fields);
        }
        return searcher.search(query, new TopFieldCollectorManager(sort(search.order()), search.limit() + 1, after, 1));
    }

    private static Sort sort(Search.Order order) {
        SortField id = new SortField(Revision.ID, SortField.Type.STRING);
        SortField time = new SortField(Revision.PUBLISHED, SortField.Type.LONG, order != Search.Order.OLDEST);
        return order == Search.Order.RELEVANCE ? new Sort(SortField.FIELD_SCORE, time, id) : new Sort(time, id);
    }

    /** The cursor after the last article of a page. */
    static Search.Cursor cursor(Search search, long place, long scores, FieldDoc last) {
        Object[] fields = Objects.requireNonNull(last.fields);
        boolean byScore = search.order() == Search.Order.RELEVANCE;
        return new Search.Cursor(
                (Long) fields[byScore ? 1 : 0],
                byScore ? (Float) fields[0] : 0,
                place,
                scores,
                ((BytesRef) fields[byScore ? 2 : 1]).utf8ToString());
    }
}
