package org.tocsin.dashboard.history;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.BytesRef;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.query.Searchable;

/**
 * One revision of an article as it stands in the index.
 *
 * @param known when it came to be known, in milliseconds
 * @param followed when a later one came to be known, in milliseconds; the greatest number while none has
 * @param follower offset of that one, else the greatest number
 */
record Revision(Page.Item item, long known, long followed, long follower) {
    static final String ID = "id";

    /** Article and number. */
    static final String KEY = "key";

    static final String STORY = "story";
    static final String PUBLISHED = "published";
    static final String KNOWN = "known";
    static final String OFFSET = "offset";
    static final String FOLLOWED = "followed";
    static final String FOLLOWER = "follower";

    /** {@link #YES} of a revision that another has followed. */
    static final String OLD = "old";

    /** {@link #YES} of a revision that has followed another. */
    static final String REVISED = "revised";

    static final String YES = "1";

    private static final String RECORD = "record";
    private static final String EARLIER = "earlier";

    /** The first that is known of an article. */
    static Revision first(long offset, EnrichedArticle record) {
        return latest(new Page.Item(offset, record, List.of()), known(record.article()));
    }

    private static Revision latest(Page.Item item, long known) {
        return new Revision(item, known, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** When the program came to know an article, in milliseconds. */
    private static long known(Article article) {
        Instant published = article.published();
        boolean past = article.origin() == Origin.BACKFILL && published.isBefore(article.ingested());
        return (past ? published : article.ingested()).toEpochMilli();
    }

    /** The one that comes after this one, which is never known sooner. */
    Revision next(long offset, EnrichedArticle record) {
        List<Page.Earlier> earlier = new ArrayList<>(item.earlier());
        Article article = item.article().article();
        earlier.add(new Page.Earlier(
                article.revision(), article.title(), article.published(), article.ingested(), item.offset()));
        return latest(new Page.Item(offset, record, earlier), Math.max(known, known(record.article())));
    }

    Revision followedBy(Revision later) {
        return new Revision(item, known, later.known, later.item.offset());
    }

    /** The same, tagged anew. */
    Revision tagged(EnrichedArticle record) {
        return new Revision(new Page.Item(item.offset(), record, item.earlier()), known, followed, follower);
    }

    int number() {
        return item.article().article().revision();
    }

    String key() {
        return key(item.article().article().id(), number());
    }

    static String key(String id, int number) {
        return id + '/' + number;
    }

    Document document() {
        EnrichedArticle record = item.article();
        String id = record.article().id();
        Document document = new Document();
        document.add(new StringField(ID, id, Field.Store.NO));
        document.add(new SortedDocValuesField(ID, new BytesRef(id)));
        document.add(new StringField(KEY, key(), Field.Store.NO));
        add(document, PUBLISHED, record.article().published().toEpochMilli());
        add(document, KNOWN, known);
        add(document, OFFSET, item.offset());
        if (follower != Long.MAX_VALUE) {
            add(document, FOLLOWED, followed);
            add(document, FOLLOWER, follower);
            document.add(new StringField(OLD, YES, Field.Store.NO));
        }
        document.add(new StringField(STORY, record.story(), Field.Store.NO));
        document.add(new StoredField(RECORD, Json.bytes(record)));
        if (!item.earlier().isEmpty()) {
            document.add(new StringField(REVISED, YES, Field.Store.NO));
            document.add(new StoredField(EARLIER, Json.bytes(item.earlier())));
        }
        for (Facet facet : Facet.values()) {
            facet.values(record)
                    .forEach(value ->
                            document.add(new SortedSetDocValuesField(facet.field(), new BytesRef(value.text()))));
        }
        Searchable.add(document, record);
        return document;
    }

    /** Adds a number by which one may choose and sort, and which is read back. */
    private static void add(Document document, String field, long value) {
        document.add(new LongPoint(field, value));
        document.add(new NumericDocValuesField(field, value));
        document.add(new StoredField(field, value));
    }

    /** The revision that is a document of the index. */
    static Revision of(IndexSearcher searcher, int number) throws IOException {
        Document stored = searcher.storedFields().document(number);
        BytesRef earlier = stored.getBinaryValue(EARLIER);
        Page.Item item = new Page.Item(
                number(stored, OFFSET),
                Json.read(bytes(stored.getBinaryValue(RECORD)), EnrichedArticle.class),
                earlier == null ? List.of() : List.of(Json.read(bytes(earlier), Page.Earlier[].class)));
        return new Revision(item, number(stored, KNOWN), number(stored, FOLLOWED), number(stored, FOLLOWER));
    }

    private static byte[] bytes(BytesRef value) {
        return BytesRef.deepCopyOf(value).bytes;
    }

    private static long number(Document document, String field) {
        IndexableField found = document.getField(field);
        return found == null ? Long.MAX_VALUE : found.numericValue().longValue();
    }
}
