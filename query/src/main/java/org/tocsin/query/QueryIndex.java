package org.tocsin.query;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Stored queries, each matched against every document: up to a million, changed while matching goes on.
 *
 * <p>A query is filed under few and rare words ({@link Cover}); a document is compared only with the queries filed under
 * its own words, most of them decided by one look at a second word. Equal queries under several ids cost one
 * evaluation. A change is visible to the next {@link #match}; every method is thread-safe, and matching takes no lock.
 *
 * <p>A query that fails or overruns its {@link Evaluator#MAX_STEPS} is left out of that document's answer and, after
 * {@link #MAX_FAILURES} times, set aside until it is put again; {@link #problems} says which and why.
 */
public final class QueryIndex {
    /** Queries without any selective word: they are compared with every document. */
    public static final int MAX_UNSELECTIVE = 1_000;

    /** Failures until a query is set aside. */
    public static final int MAX_FAILURES = 3;

    /** Changes during one match that its document is shown once more; of more, the latest. */
    private static final int RECENT = 4_096;

    /** Removed queries, beyond as many as are stored, that are carried along until all are filed anew. */
    private static final int MAX_REMOVED = 100_000;

    private final Vocabulary vocabulary;
    private final Frequencies frequencies = new Frequencies();
    private final Map<String, Stored> byId = new HashMap<>();
    private final Map<String, Stored> byText = new HashMap<>();
    private final Map<String, String> problems = new ConcurrentHashMap<>();

    @SuppressWarnings("ThreadLocalUsage") // what a thread keeps belongs to one index
    private final ThreadLocal<Matching> matching = new ThreadLocal<>();

    private volatile Filing filing = new Filing(0);
    private List<Consumer<Filing>> meanwhile = new ArrayList<>();
    private boolean refiling;

    /** What was put lately, by the number of the change, round and round. */
    private final Stored[] recent = new Stored[RECENT];

    private volatile long changes;

    /** With {@code like:} when there is an embedder on the class path. */
    public QueryIndex() {
        this(Embedder.installed());
    }

    /** With {@code like:} by that embedder, without it for null. */
    public QueryIndex(@Nullable Embedder embedder) {
        vocabulary = new Vocabulary(embedder);
    }

    /**
     * How things stand.
     *
     * @param queries ids stored
     * @param distinct queries after equal ones were put together
     * @param unselective distinct queries compared with every document
     * @param words words and attributes that they ask for
     * @param setAside distinct queries that failed too often
     */
    public record Stats(int queries, int distinct, int unselective, int words, int setAside) {}

    /** Adds or replaces the query under {@code id}; IllegalArgumentException when it is one too many of the unselective. */
    public void put(String id, Query query) {
        int[] code = Program.compile(query.node(), vocabulary);
        synchronized (this) {
            Stored equal = byText.get(query.text());
            Stored before = byId.get(id);
            if (equal != null && equal.equals(before)) {
                if (equal.setAside()) {
                    equal.forgive();
                    for (Hit hit : equal.hits()) {
                        problems.remove(hit.id());
                    }
                    show(equal);
                }
                return;
            }
            Cover cover = null;
            if (equal == null) {
                cover = Cover.filing(query.node(), vocabulary, frequencies::of);
                boolean replaces = before != null && before.hits().length == 1 && filing.comparedWithEvery(before);
                if (cover == null && !replaces && filing.unselective() >= MAX_UNSELECTIVE) {
                    throw new IllegalArgumentException(
                            "the query has no word that an article must have, and there are %,d such queries already; add a word that must be there"
                                    .formatted(MAX_UNSELECTIVE));
                }
            }
            remove(id);
            if (equal == null) {
                equal = new Stored(query.text(), code);
                byText.put(query.text(), equal);
                file(equal, cover);
            }
            equal.addId(id);
            byId.put(id, equal);
            show(equal);
            note(equal);
            if (filing.ordinals() > 2 * byText.size() + MAX_REMOVED && !refiling) {
                refileSoon();
            }
        }
    }

    private synchronized void note(Stored stored) {
        recent[(int) (changes % RECENT)] = stored;
        changes++;
    }

    private void refileSoon() {
        Thread.ofPlatform().daemon().name("query-refile").start(this::refile);
    }

    private void file(Stored stored, @Nullable Cover cover) {
        filing.add(stored, cover);
        if (refiling) {
            meanwhile.add(fresh -> fresh.add(stored, cover));
        }
    }

    private void show(Stored stored) {
        filing.show(stored);
        if (refiling) {
            meanwhile.add(fresh -> fresh.show(stored));
        }
    }

    /** Removes the query under {@code id} and says whether there was one. */
    public synchronized boolean remove(String id) {
        problems.remove(id);
        Stored stored = byId.remove(id);
        if (stored == null) {
            return false;
        }
        stored.removeId(id);
        show(stored);
        if (stored.hits().length == 0) {
            byText.remove(stored.text());
            filing.remove(stored);
            if (refiling) {
                meanwhile.add(fresh -> fresh.remove(stored));
            }
        }
        return true;
    }

    /** The stored queries that match, in no particular order. */
    public List<Hit> match(Document document) {
        Matching own = matching.get();
        if (own == null) {
            own = new Matching(vocabulary, document);
            matching.set(own);
        }
        long before = changes;
        List<Hit> hits = own.match(document, filing, this::failed);
        if (changes != before) {
            hits = withChanges(own, document, hits, before);
        }
        if (frequencies.saw(own.view())) {
            refileSoon();
        }
        return hits;
    }

    /**
     * A query that was replaced while its document was matched may have been found as it was and as it is, or as
     * neither: looks at what changed since {@code before} once more and answers each id once.
     */
    private List<Hit> withChanges(Matching own, Document document, List<Hit> hits, long before) {
        List<Stored> changed;
        synchronized (this) {
            long first = Math.max(before, changes - RECENT);
            changed = LongStream.range(first, changes)
                    .mapToObj(change -> recent[(int) (change % RECENT)])
                    .distinct()
                    .toList();
        }
        Map<String, Hit> byId = new LinkedHashMap<>();
        hits.forEach(hit -> byId.putIfAbsent(hit.id(), hit));
        own.each(document, changed, this::failed).forEach(hit -> byId.putIfAbsent(hit.id(), hit));
        return List.copyOf(byId.values());
    }

    private void failed(Stored stored, RuntimeException error) {
        int failures = stored.failed();
        if (failures == MAX_FAILURES) {
            synchronized (this) {
                show(stored);
            }
        }
        for (Hit hit : stored.hits()) {
            problems.put(
                    hit.id(),
                    (failures >= MAX_FAILURES ? "set aside: " : "left out once: ")
                            + (error.getMessage() == null ? error.toString() : error.getMessage()));
        }
    }

    /**
     * Why the query under {@code id} matches the document, or that it does not; null when there is no such query. Cheap
     * right after {@link #match} of the same document in the same thread.
     */
    public @Nullable MatchResult explain(String id, Document document) {
        Stored stored;
        synchronized (this) {
            stored = byId.get(id);
        }
        if (stored == null) {
            return null;
        }
        Node node = Parser.parse(stored.text(), null, true);
        return new Explanation(this, node, Program.compile(node, vocabulary))
                .of(document, Explainer.MAX_SPANS_PER_CLAUSE);
    }

    /**
     * The share of articles, 0 to 1, that {@code query} would be looked at for, by the articles seen so far: it can match no
     * more than these. Near 1 the query is better made narrower before it is stored; 0 when nothing has been seen.
     */
    public double share(Query query) {
        Cover cover = Cover.filing(query.node(), vocabulary, frequencies::of);
        return cover == null ? 1 : Math.min(1, cover.cost());
    }

    /** Makes ready to say why {@code query} matches, which need not be stored. */
    public Explanation explanation(Query query) {
        return new Explanation(this, query.node(), Program.compile(query.node(), vocabulary));
    }

    /** This thread's matching if it looks at the document now, for every word that is asked for now; else a new one. */
    Matching matching(Document document) {
        Matching own = matching.get();
        return own != null && own.view().shows(document) ? own : new Matching(vocabulary, document);
    }

    /** The ids of queries that failed, each with the reason. */
    public Map<String, String> problems() {
        return Map.copyOf(problems);
    }

    public synchronized Stats stats() {
        int setAside = (int) byText.values().stream().filter(Stored::setAside).count();
        return new Stats(byId.size(), byText.size(), filing.unselective(), vocabulary.size() - 2, setAside);
    }

    /**
     * Files every query anew by the document frequencies seen so far. Runs by itself as documents come in; matching and
     * changes go on meanwhile.
     */
    public void refile() {
        List<Stored> all;
        synchronized (this) {
            if (refiling) {
                return;
            }
            refiling = true;
            all = List.copyOf(byText.values());
        }
        Filing fresh = new Filing(1 - filing.side());
        boolean whole = false;
        try {
            for (Stored stored : all) {
                fresh.add(stored, Cover.filing(Parser.parse(stored.text(), null, true), vocabulary, frequencies::of));
            }
            whole = true;
        } finally {
            synchronized (this) {
                if (whole) {
                    // all that changed meanwhile is in before anyone sees it
                    meanwhile.forEach(change -> change.accept(fresh));
                    filing = fresh;
                }
                meanwhile = new ArrayList<>();
                refiling = false;
            }
        }
    }
}
