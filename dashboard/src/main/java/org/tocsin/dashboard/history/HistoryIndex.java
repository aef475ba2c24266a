package org.tocsin.dashboard.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.query.Searchable;

/**
 * The latest revision of every article, searchable; at most so many, the longest published leave first. One thread adds,
 * any may search: what was added is seen within a second.
 */
public final class HistoryIndex implements AutoCloseable {
    static final String PUBLISHED = "published";
    private static final String ID = "id";
    private static final String RECORD = "record";
    private static final String EARLIER = "earlier";
    private static final String OFFSET = "offset";
    private static final String STORY = "story";

    /** Goes up when what stands in the index changes; another one is rebuilt from the log. */
    private static final String FORM = "1";

    private static final Sort BY_TIME = new Sort(new SortField(PUBLISHED, SortField.Type.LONG, true));

    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final int most;
    private final Map<Integer, Long> next = new HashMap<>();
    private String generation = "";
    private volatile long refreshed;

    /** Everything of the log before this offset has been added. */
    private volatile long added;

    /** Everything of the log before this offset is in what is searched. */
    private volatile long searchable;

    /** Opens or creates the index in {@code path}; one of another form or one that is broken is started anew. */
    public HistoryIndex(Path path, int most) {
        this.most = most;
        try {
            directory = FSDirectory.open(path);
            writer = open(directory);
            searchers = new SearcherManager(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException("the index in " + path + " cannot be opened; delete it to rebuild it", e);
        }
        for (Map.Entry<String, String> entry : data(writer).entrySet()) {
            if (entry.getKey().startsWith("next-")) {
                next.put(Integer.valueOf(entry.getKey().substring(5)), Long.valueOf(entry.getValue()));
            }
        }
        generation = data(writer).getOrDefault("generation", "");
        added = next.getOrDefault(0, 0L);
        searchable = added;
    }

    private static IndexWriter open(Directory directory) throws IOException {
        try {
            IndexWriter kept = new IndexWriter(directory, settings(IndexWriterConfig.OpenMode.CREATE_OR_APPEND));
            if (kept.getDocStats().maxDoc == 0 || FORM.equals(data(kept).get("form"))) {
                return kept;
            }
            kept.close();
        } catch (org.apache.lucene.index.CorruptIndexException | IllegalArgumentException e) {
            org.slf4j.LoggerFactory.getLogger(HistoryIndex.class)
                    .atWarn()
                    .addKeyValue("error", e.toString())
                    .log("index is rebuilt");
        }
        return new IndexWriter(directory, settings(IndexWriterConfig.OpenMode.CREATE));
    }

    private static IndexWriterConfig settings(IndexWriterConfig.OpenMode mode) {
        return new IndexWriterConfig().setOpenMode(mode).setIndexSort(BY_TIME).setRAMBufferSizeMB(48);
    }

    private static Map<String, String> data(IndexWriter writer) {
        Map<String, String> found = new HashMap<>();
        Iterable<Map.Entry<String, String>> kept = writer.getLiveCommitData();
        if (kept != null) {
            kept.forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        }
        return found;
    }

    /** The offset to read a partition of {@code tocsin.enriched} from. */
    synchronized long next(int partition) {
        return next.getOrDefault(partition, 0L);
    }

    /** Forgets everything, for a log that begins anew. */
    synchronized void clear() throws IOException {
        writer.deleteAll();
        next.clear();
        generation = "";
        added = 0;
        searchable = 0;
    }

    /** Adds one record of the log; a later revision takes the place of the one before. */
    public synchronized void add(int partition, long offset, EnrichedArticle record) throws IOException {
        List<Page.Earlier> earlier = record.article().revision() > 1 ? earlier(record) : List.of();
        put(offset, record, earlier);
        next.put(partition, offset + 1);
        if (partition == 0) {
            added = offset + 1;
        }
    }

    /**
     * Puts records tagged anew in the place of those that they stand for, by offset; where a later revision, or none, stands in
     * the index, nothing changes.
     */
    synchronized void retag(Map<Long, EnrichedArticle> records) throws IOException {
        searchers.maybeRefreshBlocking();
        for (Map.Entry<Long, EnrichedArticle> one : records.entrySet()) {
            Optional<Page.Item> kept = article(one.getValue().article().id());
            if (kept.isPresent() && kept.get().offset() == one.getKey()) {
                put(one.getKey(), one.getValue(), kept.get().earlier());
            }
        }
    }

    /** The topic whose tags the articles have; empty for those of the live topic. */
    synchronized String generation() {
        return generation;
    }

    synchronized void generation(String topic) {
        generation = topic;
    }

    private void put(long offset, EnrichedArticle record, List<Page.Earlier> earlier) throws IOException {
        Document document = new Document();
        document.add(new StringField(ID, record.article().id(), Field.Store.NO));
        document.add(new SortedDocValuesField(ID, new BytesRef(record.article().id())));
        long published = record.article().published().toEpochMilli();
        document.add(new LongPoint(PUBLISHED, published));
        document.add(new NumericDocValuesField(PUBLISHED, published));
        document.add(new StringField(STORY, record.story(), Field.Store.NO));
        document.add(new StoredField(OFFSET, offset));
        document.add(new StoredField(RECORD, Json.bytes(record)));
        if (!earlier.isEmpty()) {
            document.add(new StoredField(EARLIER, Json.bytes(earlier)));
        }
        for (Facet facet : Facet.values()) {
            facet.values(record)
                    .forEach(value ->
                            document.add(new SortedSetDocValuesField(facet.field(), new BytesRef(value.text()))));
        }
        Searchable.add(document, record);
        writer.updateDocument(new Term(ID, record.article().id()), document);
    }

    private List<Page.Earlier> earlier(EnrichedArticle record) throws IOException {
        searchers.maybeRefreshBlocking();
        Optional<Page.Item> before = article(record.article().id());
        if (before.isEmpty()) {
            return List.of();
        }
        Page.Item item = before.get();
        List<Page.Earlier> all = new ArrayList<>(item.earlier());
        if (item.article().article().revision() < record.article().revision()) {
            all.add(new Page.Earlier(
                    item.article().article().revision(),
                    item.article().article().title(),
                    item.article().article().published(),
                    item.article().article().ingested(),
                    item.offset()));
        }
        return all;
    }

    /** Writes what was added to disk with the offsets read to, after dropping what is over the limit. */
    public synchronized void commit() throws IOException {
        dropOldest();
        Map<String, String> data = new LinkedHashMap<>();
        data.put("form", FORM);
        data.put("generation", generation);
        next.forEach((partition, offset) -> data.put("next-" + partition, String.valueOf(offset)));
        writer.setLiveCommitData(data.entrySet());
        writer.commit();
    }

    /** Finds by bisection of time how old the surplus is, and deletes it. */
    private void dropOldest() throws IOException {
        long surplus = writer.getDocStats().numDocs - (long) most;
        if (surplus <= 0) {
            return;
        }
        searchers.maybeRefreshBlocking();
        long low = Instant.parse("1900-01-01T00:00:00Z").toEpochMilli();
        long high = Instant.parse("2200-01-01T00:00:00Z").toEpochMilli();
        IndexSearcher searcher = searchers.acquire();
        try {
            while (low < high) {
                long middle = Math.floorDiv(low + high, 2);
                if (searcher.count(LongPoint.newRangeQuery(PUBLISHED, Long.MIN_VALUE, middle)) < surplus) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
        } finally {
            searchers.release(searcher);
        }
        writer.deleteDocuments(LongPoint.newRangeQuery(PUBLISHED, Long.MIN_VALUE, low));
    }

    /** Articles in the index. */
    public int size() {
        return writer.getDocStats().numDocs;
    }

    /** The article of an id in its latest revision. */
    public Optional<Page.Item> article(String id) throws IOException {
        IndexSearcher searcher = acquire();
        try {
            ScoreDoc[] found = searcher.search(new TermQuery(new Term(ID, id)), 1).scoreDocs;
            return found.length == 0 ? Optional.empty() : Optional.of(item(searcher, found[0].doc));
        } finally {
            searchers.release(searcher);
        }
    }

    /** Answers a question; an article counts by its latest revision. */
    public Page search(Search search) throws IOException {
        refresh();
        // before the searcher, which may have more
        long place = searchable;
        IndexSearcher searcher = searchers.acquire();
        try {
            org.apache.lucene.search.Query query = query(search);
            boolean counting = !search.facets().isEmpty() || search.buckets() > 0;
            Counts.Total total = null;
            if (counting) {
                total = searcher.search(query, Counts.of(search));
            }
            long count = total == null ? searcher.count(query) : total.hits;
            List<Page.Item> items = new ArrayList<>();
            String following = null;
            if (search.limit() > 0 && count > 0) {
                TopFieldDocs top = top(searcher, query, search);
                for (ScoreDoc doc : top.scoreDocs) {
                    if (items.size() == search.limit()) {
                        break;
                    }
                    items.add(item(searcher, doc.doc));
                }
                if (top.scoreDocs.length > search.limit()) {
                    following = cursor(search, (FieldDoc) top.scoreDocs[search.limit() - 1])
                            .toString();
                }
            }
            return new Page(place, count, items, following, facets(search, total), timeline(search, total));
        } finally {
            searchers.release(searcher);
        }
    }

    private static TopFieldDocs top(IndexSearcher searcher, org.apache.lucene.search.Query query, Search search)
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
        SortField id = new SortField(ID, SortField.Type.STRING);
        SortField time = new SortField(PUBLISHED, SortField.Type.LONG, order != Search.Order.OLDEST);
        return order == Search.Order.RELEVANCE ? new Sort(SortField.FIELD_SCORE, time, id) : new Sort(time, id);
    }

    private static Search.Cursor cursor(Search search, FieldDoc last) {
        Object[] fields = Objects.requireNonNull(last.fields);
        boolean scored = search.order() == Search.Order.RELEVANCE;
        return new Search.Cursor(
                (Long) fields[scored ? 1 : 0],
                scored ? (Float) fields[0] : 0,
                ((BytesRef) fields[scored ? 2 : 1]).utf8ToString());
    }

    private static org.apache.lucene.search.Query query(Search search) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        all.add(
                LongPoint.newRangeQuery(
                        PUBLISHED, search.from().toEpochMilli(), search.to().toEpochMilli() - 1),
                Occur.FILTER);
        if (!search.story().isEmpty()) {
            all.add(new TermQuery(new Term(STORY, search.story())), Occur.FILTER);
        }
        org.tocsin.query.Query asked = search.query();
        if (asked != null) {
            all.add(Searchable.of(asked), search.order() == Search.Order.RELEVANCE ? Occur.MUST : Occur.FILTER);
        } else {
            all.add(new MatchAllDocsQuery(), Occur.FILTER);
        }
        return all.build();
    }

    private static Map<String, List<Page.Count>> facets(Search search, Counts.@Nullable Total total) {
        Map<String, List<Page.Count>> facets = new LinkedHashMap<>();
        if (total != null) {
            search.facets().forEach(facet -> facets.put(facet.toString(), total.top(facet, search.facetLimit())));
        }
        return facets;
    }

    private static Page.@Nullable Timeline timeline(Search search, Counts.@Nullable Total total) {
        if (total == null || search.buckets() == 0) {
            return null;
        }
        double seconds = (search.to().toEpochMilli() - search.from().toEpochMilli()) / 1_000.0 / search.buckets();
        return new Page.Timeline(
                search.from(), seconds, Arrays.stream(total.bars).boxed().toList());
    }

    private static Page.Item item(IndexSearcher searcher, int number) throws IOException {
        Document stored = searcher.storedFields().document(number);
        byte[] earlier = stored.getBinaryValue(EARLIER) == null
                ? null
                : BytesRef.deepCopyOf(stored.getBinaryValue(EARLIER)).bytes;
        return new Page.Item(
                stored.getField(OFFSET).numericValue().longValue(),
                Json.read(BytesRef.deepCopyOf(stored.getBinaryValue(RECORD)).bytes, EnrichedArticle.class),
                earlier == null ? List.of() : List.of(Json.read(earlier, Page.Earlier[].class)));
    }

    private IndexSearcher acquire() throws IOException {
        refresh();
        return searchers.acquire();
    }

    /** Sees what was added, at most once in half a second. */
    private void refresh() throws IOException {
        long now = System.nanoTime();
        if (now - refreshed > 500_000_000L) {
            refreshed = now;
            long before = added;
            if (searchers.maybeRefresh()) {
                searchable = before;
            }
        }
    }

    @Override
    public synchronized void close() {
        try {
            commit();
            searchers.close();
            writer.close();
            directory.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the index was not closed", e);
        }
    }
}
