package org.tocsin.dashboard.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.PointValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherLifetimeManager;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;

/**
 * Every revision of every article, searchable; at most so many, the longest published leave first. A search sees one revision
 * of each article, the latest of its {@link View}. One thread adds, any may search: what was added is seen within a second.
 */
public final class HistoryIndex implements AutoCloseable {
    /** Goes up when what stands in the index changes; another one is rebuilt from the log. */
    private static final String FORM = "3";

    /** How long the pages that follow by relevance are of the same scores. */
    static final Duration SCORES_KEPT = Duration.ofMinutes(5);

    private static final int MOST_SCORED = 50;

    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final int most;
    private final Map<Integer, Long> next = new HashMap<>();
    private String generation = "";
    private volatile long refreshed;

    /** Held while two revisions change places, of which a search must see one. */
    private final Object change = new Object();

    /** Searchers of first pages by relevance; later pages need the same scores. */
    private final SearcherLifetimeManager scored = new SearcherLifetimeManager();

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
        return new IndexWriterConfig()
                .setOpenMode(mode)
                .setIndexSort(Finding.BY_TIME)
                .setRAMBufferSizeMB(48);
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
    }

    /** Adds one record of the log; a later revision follows the one before. */
    public synchronized void add(int partition, long offset, EnrichedArticle record) throws IOException {
        Revision before =
                record.article().revision() > 1 ? latest(record.article().id()) : null;
        if (before == null) {
            // also where the log tells the article anew
            writer.updateDocument(
                    new Term(Revision.ID, record.article().id()),
                    Revision.first(offset, record).document());
        } else if (before.number() < record.article().revision()) {
            Revision added = before.next(offset, record);
            synchronized (change) {
                put(before.followedBy(added));
                put(added);
            }
        }
        next.put(partition, offset + 1);
    }

    /** Puts records tagged anew in the place of those that they stand for, by offset; where there is none, nothing changes. */
    synchronized void retag(Map<Long, EnrichedArticle> records) throws IOException {
        searchers.maybeRefreshBlocking();
        for (Map.Entry<Long, EnrichedArticle> one : records.entrySet()) {
            Article article = one.getValue().article();
            Revision kept = first(Finding.revision(article.id(), article.revision()));
            if (kept != null && kept.item().offset() == one.getKey()) {
                put(kept.tagged(one.getValue()));
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

    private void put(Revision revision) throws IOException {
        writer.updateDocument(new Term(Revision.KEY, revision.key()), revision.document());
    }

    private @Nullable Revision latest(String id) throws IOException {
        searchers.maybeRefreshBlocking();
        return first(Finding.article(id, View.PRESENT));
    }

    private @Nullable Revision first(org.apache.lucene.search.Query query) throws IOException {
        IndexSearcher searcher = acquire();
        try {
            ScoreDoc[] found = searcher.search(query, 1).scoreDocs;
            return found.length == 0 ? null : Revision.of(searcher, found[0].doc);
        } finally {
            searchers.release(searcher);
        }
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
        int[] kept = {0};
        scored.prune((age, searcher) -> age > SCORES_KEPT.toSeconds() || ++kept[0] > MOST_SCORED);
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
                if (searcher.count(LongPoint.newRangeQuery(Revision.PUBLISHED, Long.MIN_VALUE, middle)) < surplus) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
        } finally {
            searchers.release(searcher);
        }
        writer.deleteDocuments(LongPoint.newRangeQuery(Revision.PUBLISHED, Long.MIN_VALUE, low));
    }

    /** Articles in the index. */
    public int size() {
        try {
            IndexSearcher searcher = acquire();
            try {
                return searcher.getIndexReader().numDocs() - searcher.count(Finding.OLD);
            } finally {
                searchers.release(searcher);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The offset of the log before which everything is in what is searched now. */
    public long place() throws IOException {
        IndexSearcher searcher = acquire();
        try {
            return place(searcher);
        } finally {
            searchers.release(searcher);
        }
    }

    /** One thread adds in the order of the log, so that the highest offset tells all. */
    private static long place(IndexSearcher searcher) throws IOException {
        byte[] last = PointValues.getMaxPackedValue(searcher.getIndexReader(), Revision.OFFSET);
        return last == null ? 0 : LongPoint.decodeDimension(last, 0) + 1;
    }

    /** The article of an id in its latest revision. */
    public Optional<Page.Item> article(String id) throws IOException {
        return article(id, View.PRESENT);
    }

    /** The article of an id in the revision of a view. */
    public Optional<Page.Item> article(String id, View view) throws IOException {
        Revision found = first(Finding.article(id, view));
        return found == null ? Optional.empty() : Optional.of(found.item());
    }

    /** One revision of an article, whatever came after it. */
    public Optional<Page.Item> revision(String id, int revision) throws IOException {
        Revision found = first(Finding.revision(id, revision));
        return found == null ? Optional.empty() : Optional.of(found.item());
    }

    /** A revision with the time at which it came to be known, in milliseconds. */
    public record Heard(long known, Page.Item item) {}

    /**
     * The first revisions that came to be known from {@code from} on and before {@code to}, both in milliseconds, in that
     * order and then in that of the log; of those of {@code from} only what lies in the log at {@code offset} or after it.
     */
    public List<Heard> heard(org.tocsin.query.@Nullable Query asked, long from, long offset, long to, int most)
            throws IOException {
        IndexSearcher searcher = acquire();
        try {
            FieldDoc after = new FieldDoc(Integer.MAX_VALUE, 0, new Object[] {from, offset - 1});
            List<Heard> heard = new ArrayList<>();
            for (ScoreDoc doc : searcher.search(
                            Finding.known(asked, from, to),
                            new TopFieldCollectorManager(Finding.BY_KNOWN, most, after, 1))
                    .scoreDocs) {
                Revision revision = Revision.of(searcher, doc.doc);
                heard.add(new Heard(revision.known(), revision.item()));
            }
            return heard;
        } finally {
            searchers.release(searcher);
        }
    }

    /** Answers a question; an article counts by the latest revision of the view. */
    public Page search(Search search) throws IOException {
        Search.Cursor after = search.after();
        IndexSearcher kept = after == null || after.scores() < 0 ? null : scored.acquire(after.scores());
        if (kept != null) {
            try {
                return answer(kept, search);
            } finally {
                scored.release(kept);
            }
        }
        IndexSearcher searcher = acquire();
        try {
            return answer(searcher, search);
        } finally {
            searchers.release(searcher);
        }
    }

    /** When the first article of each story was published that a search finds, in milliseconds. */
    public Map<String, Long> firsts(Search search) throws IOException {
        IndexSearcher searcher = acquire();
        try {
            return searcher.search(Finding.query(search), new Firsts.Of(Facet.STORY));
        } finally {
            searchers.release(searcher);
        }
    }

    private Page answer(IndexSearcher searcher, Search search) throws IOException {
        Search.Cursor after = search.after();
        long place = after == null ? place(searcher) : after.place();
        org.apache.lucene.search.Query query =
                Finding.query(after == null ? search : search.in(search.view().before(place)));
        boolean counting = !search.facets().isEmpty() || search.buckets() > 0;
        Counts.Total total = null;
        if (counting) {
            total = searcher.search(query, Counts.of(search));
        }
        long count = total == null ? searcher.count(query) : total.hits;
        List<Page.Item> items = new ArrayList<>();
        String following = null;
        if (search.limit() > 0 && count > 0) {
            TopFieldDocs top = Finding.top(searcher, query, search);
            for (ScoreDoc doc : top.scoreDocs) {
                if (items.size() == search.limit()) {
                    break;
                }
                items.add(Revision.of(searcher, doc.doc).item());
            }
            if (top.scoreDocs.length > search.limit()) {
                long scores = search.order() == Search.Order.RELEVANCE ? scored.record(searcher) : -1;
                following = Finding.cursor(search, place, scores, (FieldDoc) top.scoreDocs[search.limit() - 1])
                        .toString();
            }
        }
        return new Page(place, count, items, following, facets(search, total), timeline(search, total));
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

    private IndexSearcher acquire() throws IOException {
        refresh();
        return searchers.acquire();
    }

    /** Sees what was added, at most once in half a second. */
    private void refresh() throws IOException {
        long now = System.nanoTime();
        if (now - refreshed > 500_000_000L) {
            refreshed = now;
            synchronized (change) {
                searchers.maybeRefresh();
            }
        }
    }

    @Override
    public synchronized void close() {
        try {
            commit();
            scored.close();
            searchers.close();
            writer.close();
            directory.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the index was not closed", e);
        }
    }
}
