package org.tocsin.enrich.story;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Story;

/**
 * Gives each article its story and the article that it repeats, in the order in which they come; the same order gives
 * the same stories. Live articles and backfill are grouped apart, so that history never hides news. Remembers the newest
 * {@link #MAX_ARTICLES} articles of each kind, in about 1 kB each; a story is closed when none of its articles is
 * remembered, and is joined by nothing published more than 48 hours from it. Not thread-safe.
 */
public final class Stories {
    /** Articles of each kind that are remembered. */
    public static final int MAX_ARTICLES = 500_000;

    private static final int MAX_TEXTS = 150_000;

    /**
     * What became of an article.
     *
     * @param story its story as it is now
     * @param opened whether the article opened it
     * @param merged ids of younger stories that have become part of it, at most 16
     * @param duplicateOf id of the article whose text it repeats, or empty
     * @param mergedAway stories that this very article merged into its own
     * @param forgotten ids of articles that are remembered no more
     * @param sequence the place of the article's first revision in the order of all
     * @param kept what is to be kept of the article, for {@link #restore}
     */
    public record Assignment(
            Story story,
            boolean opened,
            List<String> merged,
            String duplicateOf,
            List<Story> mergedAway,
            List<String> forgotten,
            long sequence,
            Remembered kept) {}

    /** Where an article is, which of its revisions went through, and the place of the first. */
    private record Place(Cluster cluster, int revision, long sequence, boolean retracted) {}

    /** Articles of one kind. */
    private static final class Side {
        private final StoryIndex index;
        private final Duplicates duplicates = new Duplicates(MAX_TEXTS);
        private final Map<String, Place> byArticle = new HashMap<>();
        private final Deque<String> order = new ArrayDeque<>();

        Side(StoryIndex index) {
            this.index = index;
        }
    }

    private final Side live;
    private final Side history;
    private final int capacity;

    public Stories() {
        this(MAX_ARTICLES, StoryIndex.Tuning.CHOSEN);
    }

    Stories(int capacity, StoryIndex.Tuning tuning) {
        this.capacity = capacity;
        live = new Side(new StoryIndex(tuning));
        history = new Side(new StoryIndex(tuning));
    }

    /**
     * Assigns the next article. A revision stays in its story.
     *
     * @param sequence the article's place in the order of all, ascending
     */
    public Assignment assign(EnrichedArticle tagged, long sequence) {
        return assign(Footprint.of(tagged), tagged.article().retracted(), sequence);
    }

    /** Whether this revision of the article, or a later one, went through before. */
    public boolean knows(Article article) {
        Place place = (article.origin().alerts() ? live : history).byArticle.get(article.id());
        return place != null && place.revision() >= article.revision();
    }

    /** The serde of what is kept. */
    public static Serde<Remembered> serde() {
        return RememberedSerde.create();
    }

    Assignment assign(Footprint article, boolean retracted, long sequence) {
        Side side = article.live() ? live : history;
        Place before = side.byArticle.get(article.article());
        if (before != null) {
            Cluster known = before.cluster().current();
            boolean away = before.retracted() || retracted;
            side.byArticle.put(article.article(), new Place(known, article.revision(), before.sequence(), away));
            if (retracted && !before.retracted()) {
                known.retract();
            } else if (!retracted) {
                side.index.put(known, article, true);
            }
            return answer(
                    known, false, "", List.of(), List.of(), remembered(article, known, before.sequence(), retracted));
        }
        String original = side.duplicates.add(article);
        Place repeated = original.isEmpty() ? null : side.byArticle.get(original);
        Cluster same = repeated == null ? null : repeated.cluster().current();
        boolean reach = same != null && same.silence(article.time()).compareTo(StoryIndex.SILENCE) <= 0;
        StoryIndex.Placed placed;
        if (same != null && reach) {
            side.index.put(same, article, false);
            side.index.runs().next(article.time(), same, true);
            placed = new StoryIndex.Placed(same, false, List.of());
        } else {
            placed = side.index.place(article, sequence);
        }
        return answer(
                placed.story(),
                placed.opened(),
                original,
                placed.mergedAway().stream().map(Cluster::story).toList(),
                remember(side, article, placed.story(), sequence, retracted),
                remembered(article, placed.story(), sequence, retracted));
    }

    private List<String> remember(Side side, Footprint article, Cluster story, long sequence, boolean retracted) {
        side.byArticle.put(article.article(), new Place(story, article.revision(), sequence, retracted));
        if (retracted) {
            story.retract();
        }
        side.order.addLast(article.article());
        if (side.order.size() <= capacity) {
            return List.of();
        }
        String oldest = side.order.removeFirst();
        Cluster of =
                Objects.requireNonNull(side.byArticle.remove(oldest)).cluster().current();
        if (--of.remembered == 0) {
            side.index.close(of);
        }
        return List.of(oldest);
    }

    private static Assignment answer(
            Cluster story,
            boolean opened,
            String duplicateOf,
            List<Story> away,
            List<String> forgotten,
            Remembered kept) {
        return new Assignment(
                story.story(), opened, story.merged(), duplicateOf, away, forgotten, kept.sequence(), kept);
    }

    private static Remembered remembered(Footprint article, Cluster story, long sequence, boolean retracted) {
        return new Remembered(article, story.id, sequence, retracted);
    }

    /** What is kept of an article to restore its state. */
    public record Remembered(Footprint footprint, String story, long sequence, boolean retracted) {}

    /** Merges that no remembered article needs to find its story. */
    public static Set<String> unneeded(List<Remembered> articles, Map<String, String> mergedInto) {
        Set<String> unneeded = new HashSet<>(mergedInto.keySet());
        for (Remembered one : articles) {
            String id = one.story();
            while (unneeded.remove(id)) {
                id = mergedInto.getOrDefault(id, id);
            }
        }
        return unneeded;
    }

    /** How far live articles and history come in runs, to be kept for {@link #restore}. */
    public List<Double> runs() {
        return List.of(live.index.runs().trust(), history.index.runs().trust());
    }

    /** Puts back what {@link #runs} gave before a restart. */
    public void runs(double ofLive, double ofHistory) {
        live.index.runs().trust(ofLive);
        history.index.runs().trust(ofHistory);
    }

    /** Puts back what was remembered, in the order of sequence, into the stories it was in. */
    public void restore(List<Remembered> articles, Map<String, String> mergedInto) {
        Map<String, Cluster> stories = new HashMap<>();
        Map<String, List<String>> parts = new HashMap<>();
        mergedInto.keySet().stream()
                .sorted()
                .forEach(id -> parts.computeIfAbsent(end(id, mergedInto), key -> new ArrayList<>())
                        .add(id));
        int[][] bands = articles.parallelStream()
                .map(one -> Duplicates.bands(one.footprint().sketch()))
                .toArray(int[][]::new);
        for (int i = 0; i < bands.length; i++) {
            Remembered one = articles.get(i);
            Footprint article = one.footprint();
            Side side = article.live() ? live : history;
            side.duplicates.add(article, bands[i]);
            Cluster story = stories.computeIfAbsent(
                    end(one.story(), mergedInto),
                    key -> new Cluster(key, one.sequence(), article).of(parts.getOrDefault(key, List.of())));
            side.index.put(story, article, false);
            side.index.runs().resume(article.time(), story);
            remember(side, article, story, one.sequence(), one.retracted());
        }
    }

    /** The story that a story has become a part of, in the end. */
    private static String end(String story, Map<String, String> mergedInto) {
        String id = story;
        while (mergedInto.containsKey(id)) {
            id = mergedInto.getOrDefault(id, id);
        }
        return id;
    }
}
