package org.tocsin.enrich.story;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 * How an article finds its story.
 *
 * A story is a vector: each key that its articles have (a word, or a fact: an entity, topic or number), weighted by the
 * share of its articles in that script that have it, times its inverse story frequency, ln((stories + 50) / (stories with
 * it + 1)). Counting stories instead of articles keeps a large story from talking its own words down. An article is a
 * vector of the same kind, and likeness is the cosine of the two (single-pass clustering of news as in Allan, Papka,
 * Lavrenko 1998 and Miranda et al. 2018, "Multilingual Clustering of Streaming News"). It joins the likest story if
 *
 *   - it was published less than 48 hours from the story's first to last article,
 *   - the likeness, lowered by up to three quarters the longer the story has been silent, reaches a threshold that rises with the
 *     length of the article, and
 *   - what they have in common could not as well be chance: the frequencies' logarithms add up to that of the number of
 *     open stories. The more stories there are to be mistaken for, the more evidence it takes.
 *
 * Where articles of this stream come in runs (Runs), the story of the last minute takes less. Words of places count for
 * likeness, not as evidence: all that happens in one place is not one event. What happens in other places is another event,
 * however alike the words: the less an article's places and those of the story have in common, by how rare they are, the more it takes.
 *
 * Where the story has no article in its language, the facts alone must be alike, and more so. A doubt opens a story.
 *
 * Candidates come from an inverted index: the newest stories of each of the article's keys, rarest keys first, until
 * MAX_VISITED are counted; the MAX_SCORED with most in common are scored in full.
 */
/** Groups articles into stories; see the comment in the file. Deterministic; not thread-safe. */
final class StoryIndex {
    static final Duration SILENCE = Duration.ofDays(2);
    private static final int MAX_TERMS = 80;
    private static final int MAX_VISITED = 1_000;
    private static final int MAX_SCORED = 12;
    private static final double SMOOTHING = 50;

    /** A story that an article is as like as this may be one with the story that it joins. */
    private static final double NEARLY = 0.8;

    /** Places that are named by this part of the stories that rare ones are, on the scale of logarithms, count in full. */
    private static final double SPECIFIC = 1.3;

    /** A story is where this share of its articles that name places says. */
    private static final double USUAL_PLACE = 0.3;

    /** How far the lack of topics in an article speaks against a story that has some: a headline has few. */
    private static final double UNTOLD = 0.8;

    /** Settings; docs/quality.md says on which part of the data they were chosen. */
    record Tuning(
            double shortText,
            double longText,
            double recency,
            double halfLifeHours,
            double evidence,
            double factWeight,
            double factLikeness,
            double factEvidence,
            double merge,
            double articles,
            double strongest,
            double echo,
            double large,
            double topics,
            double runs,
            double places) {
        static final Tuning CHOSEN =
                new Tuning(0.08, 0.18, 0.75, 0.5, 0.5, 1.0, 0.5, 1.5, 0.35, 0.5, 0.7, 0.5, 0.5, 2.0, 1.5, 8);
    }

    /** An article as a vector: words first, then facts. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Vector(int[] keys, double[] weights, int words, byte script, double length, double factLength) {}

    /** How like an article a story is, in units of what it takes to join; without regard to runs, whether it takes it. */
    private record Likeness(Cluster cluster, double likeness, boolean byText) {}

    /** What an article and a story have in common. */
    private record Common(double words, double facts, double evidence, double factEvidence) {}

    private final Tuning tuning;
    private final Runs runs = new Runs();
    private final Map<Integer, Postings> postings = new HashMap<>();
    private int stories;
    private long articles;

    StoryIndex() {
        this(Tuning.CHOSEN);
    }

    StoryIndex(Tuning tuning) {
        this.tuning = tuning;
    }

    int stories() {
        return stories;
    }

    Runs runs() {
        return runs;
    }

    /** What became of an article. */
    record Placed(Cluster story, boolean opened, List<Cluster> mergedAway) {}

    /** Puts an article into its story, or opens one under {@code sequence}; two stories that it shows to be one merge. */
    Placed place(Footprint article, long sequence) {
        Vector vector = vector(article);
        List<Likeness> near = article.empty() ? List.of() : near(article, vector);
        if (near.isEmpty() || near.getFirst().likeness() < 1) {
            Cluster fresh = new Cluster("story-" + article.article(), sequence, article);
            stories++;
            runs.next(article.time(), fresh, false);
            add(fresh, article, vector, false);
            return new Placed(fresh, true, List.of());
        }
        Cluster story = near.getFirst().cluster();
        runs.next(article.time(), story, near.getFirst().byText());
        add(story, article, vector, false);
        List<Cluster> away = new ArrayList<>(0);
        for (int i = 1; i < Math.min(3, near.size()); i++) {
            Cluster other = near.get(i).cluster();
            if (near.get(i).likeness() >= NEARLY && likeness(story, other) >= tuning.merge()) {
                Cluster older = story.opened < other.opened ? story : other;
                Cluster younger = older == story ? other : story;
                merge(older, younger);
                away.add(younger);
                story = older;
            }
        }
        return new Placed(story, false, away);
    }

    /** Puts an article into a story that is known to be its own. */
    void put(Cluster story, Footprint article, boolean revision) {
        if (story.size() == 0 && story.terms.size() == 0) {
            stories++;
        }
        add(story, article, vector(article), revision);
    }

    /** Merges what is known to be one. */
    void merge(Cluster older, Cluster younger) {
        younger.terms.each((key, count, weight, script) -> {
            postings(key).remove(younger);
            if (older.terms.add(key, script, count, weight)) {
                postings(key).add(older);
            }
        });
        older.absorb(younger);
        stories--;
        settle(older);
    }

    /** Closes a story for good. */
    void close(Cluster story) {
        stories--;
        story.terms.each((key, count, weight, script) -> forget(key, story));
    }

    private void forget(int key, Cluster story) {
        Postings of = postings(key);
        of.remove(story);
        if (of.stories <= 0) {
            postings.remove(key);
        }
    }

    private Postings postings(int key) {
        return postings.computeIfAbsent(key, fresh -> new Postings());
    }

    private double rarity(int key) {
        Postings of = postings.get(key);
        if (of == null) {
            return Math.log(stories + SMOOTHING);
        }
        double amongStories = Math.log((stories + SMOOTHING) / (of.stories + 1));
        double amongArticles = Math.log((articles + SMOOTHING) / (of.articles + 1));
        return (1 - tuning.articles()) * amongStories + tuning.articles() * Math.min(amongStories, amongArticles);
    }

    private Vector vector(Footprint article) {
        int words = article.words().length;
        int[] keys = new int[words + article.facts().length];
        double[] weights = new double[keys.length];
        double wordSquares = 0;
        double factSquares = 0;
        for (int i = 0; i < keys.length; i++) {
            boolean word = i < words;
            keys[i] = word ? article.words()[i] : article.facts()[i - words];
            double rarity = Math.max(0.1, rarity(keys[i]));
            weights[i] =
                    word ? (1 + Math.log(Math.max(1, article.wordCounts()[i]))) * rarity : tuning.factWeight() * rarity;
            if (word) {
                wordSquares += weights[i] * weights[i];
            } else {
                factSquares += weights[i] * weights[i];
            }
        }
        return new Vector(
                keys, weights, words, article.script(), Math.sqrt(wordSquares + factSquares), Math.sqrt(factSquares));
    }

    private void add(Cluster story, Footprint article, Vector vector, boolean revision) {
        story.count(article, vector.script(), revision);
        for (int i = 0; i < vector.keys().length; i++) {
            int key = vector.keys()[i];
            byte script = i < vector.words() ? vector.script() : Terms.ANY;
            float weight = (float) (Math.max(0.1, rarity(key)) * (i < vector.words() ? 1 : tuning.factWeight()));
            if (revision && story.terms.count(key) > 0) {
                continue;
            }
            if (story.terms.add(key, script, 1, weight)) {
                postings(key).add(story);
            }
            if (!revision) {
                postings(key).articles++;
            }
        }
        articles += revision ? 0 : 1;
        settle(story);
    }

    /** Keeps the commonest terms and measures the vector anew. */
    private void settle(Cluster story) {
        if (story.terms.size() > 2 * MAX_TERMS) {
            story.terms.prune(MAX_TERMS, (key, count, weight, script) -> forget(key, story));
        }
        double[] squares = new double[Footprint.SCRIPTS];
        story.terms.each((key, count, weight, script) -> {
            double share = share(story, count, script) * weight;
            squares[script] += share * share;
        });
        story.norms(squares);
    }

    private static double share(Cluster story, int count, byte script) {
        int articles = script == Terms.ANY ? story.writtenInAll() : story.written(script);
        return articles == 0 ? 0 : Math.min(1, (double) count / articles);
    }

    /** Stories in reach, the likest first; a likeness of 1 is what it takes to join. */
    private List<Likeness> near(Footprint article, Vector vector) {
        List<Likeness> scored = new ArrayList<>();
        for (Cluster story : candidates(article, vector)) {
            scored.add(likeness(article, vector, story));
        }
        scored.sort(Comparator.comparingDouble(Likeness::likeness)
                .reversed()
                .thenComparingLong(one -> one.cluster().opened));
        return scored;
    }

    private List<Cluster> candidates(Footprint article, Vector vector) {
        Postings[] lists = new Postings[vector.keys().length];
        Integer[] order = new Integer[lists.length];
        int found = 0;
        for (int i = 0; i < lists.length; i++) {
            Postings list = postings.get(vector.keys()[i]);
            if (list != null && list.size > 0) {
                lists[i] = list;
                order[found++] = i;
            }
        }
        java.util.Arrays.sort(order, 0, found, Comparator.comparingInt(i -> lists[i].stories));
        turn++;
        long at = article.time().toEpochMilli();
        int count = 0;
        int visited = 0;
        for (int n = 0; n < found && visited < MAX_VISITED; n++) {
            Postings list = lists[order[n]];
            double weight = vector.weights()[order[n]];
            for (int i = list.size - 1; i >= 0; i--) {
                Cluster story = list.newest[i];
                if (story == null || story.silentMillis(at) > SILENCE.toMillis()) {
                    continue;
                }
                if (story.turn != turn) {
                    story.turn = turn;
                    story.common = 0;
                    seen[count++] = story;
                }
                story.common += weight;
            }
            visited += list.size;
        }
        return mostInCommon(count);
    }

    /** Those that {@link #candidates} counted last; longer than that can be. */
    private final @Nullable Cluster[] seen = new Cluster[MAX_VISITED + Postings.MAX_POSTINGS];

    private final @Nullable Cluster[] best = new Cluster[MAX_SCORED];

    /** The {@link #MAX_SCORED} stories with most in common, of those as good the older, best first. */
    private List<Cluster> mostInCommon(int count) {
        int size = 0;
        for (int i = 0; i < count; i++) {
            Cluster story = Objects.requireNonNull(seen[i]);
            if (size == MAX_SCORED && !before(story, Objects.requireNonNull(best[size - 1]))) {
                continue;
            }
            int at = size < MAX_SCORED ? size++ : MAX_SCORED - 1;
            while (at > 0 && before(story, Objects.requireNonNull(best[at - 1]))) {
                best[at] = best[at - 1];
                at--;
            }
            best[at] = story;
        }
        List<Cluster> found = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            found.add(Objects.requireNonNull(best[i]));
        }
        return found;
    }

    private static boolean before(Cluster one, Cluster other) {
        return one.common > other.common || (one.common == other.common && one.opened < other.opened);
    }

    private long turn;

    private Likeness likeness(Footprint article, Vector vector, Cluster story) {
        Common common = common(article, vector, story);
        double chance = Math.log(stories + SMOOTHING);
        double wordNorm = story.wordNorm(vector.script());
        double silent = story.since(article.time()).toMinutes() / (60 * tuning.halfLifeHours());
        double cosine = (common.words() + common.facts())
                / (vector.length() * Math.sqrt(wordNorm * wordNorm + story.factNorm() * story.factNorm()));
        double alike = cosine * (1 - tuning.recency() * (1 - Math.pow(2, -silent)));
        double length = Math.min(1, vector.words() / 40.0);
        double size = 1 + tuning.large() * Math.max(0, Math.log(story.size() / 100.0));
        double threshold = size * (tuning.shortText() + (tuning.longText() - tuning.shortText()) * length);
        double agreement = story.agreement(article.topics());
        double elsewhere = 1 + tuning.places() * Math.pow(elsewhere(article, story), 3);
        double told = article.topics().isEmpty() ? Math.max(UNTOLD, agreement) : agreement;
        double needed = tuning.evidence() * (chance * size * (1 + tuning.topics() * (1 - told)) + Math.log1p(silent));
        threshold *= elsewhere;
        needed *= elsewhere;
        double byText = Math.min(alike / threshold, common.evidence() / needed);
        double left = runs.left(article.time(), story, tuning.runs(), stories + SMOOTHING);
        // a full text speaks for itself
        double full = Math.clamp((vector.words() - 15) / 25.0, 0, 1);
        double joined = Math.min(alike / (threshold * (left + (1 - left) * full)), common.evidence() / (needed * left));
        double linked =
                story.speaks(article.language()) ? 0 : linked(article, vector, story, common, agreement) / elsewhere;
        return new Likeness(story, Math.max(joined, linked), Math.max(byText, linked) >= 1);
    }

    /** How far an article names other places than a story does, from 0 to 1; places that all name say little. */
    private double elsewhere(Footprint article, Cluster story) {
        double named = 0;
        double common = 0;
        for (int i = 0; i < article.places().length; i += 2) {
            double rarity = rarity(article.places()[i + 1]);
            Cluster.Named same = story.places().get(article.places()[i]);
            named += rarity;
            common += same == null ? 0 : rarity * Math.min(1, 2.0 * same.count() / story.located());
        }
        double there = 0;
        for (Cluster.Named place : story.places().values()) {
            double share = Math.min(1, (double) place.count() / story.located());
            there += share >= USUAL_PLACE ? rarity(place.entity()) * share : 0;
        }
        double least = Math.min(named, there);
        return least <= 0
                ? 0
                : (1 - Math.min(1, common / least)) * Math.min(1, SPECIFIC * least / Math.log(stories + SMOOTHING));
    }

    /** Likeness by what is good in every language. */
    private double linked(Footprint article, Vector vector, Cluster story, Common common, double agreement) {
        double alike = vector.factLength() == 0 || story.factNorm() == 0
                ? 0
                : common.facts() / (vector.factLength() * story.factNorm());
        double untold = article.topics().isEmpty() ? 1.5 : 1;
        double needed = tuning.factEvidence() * Math.log(stories + SMOOTHING) * untold;
        return Math.min(Math.min(alike / tuning.factLikeness(), agreement / 0.8), common.factEvidence() / needed);
    }

    private Common common(Footprint article, Vector vector, Cluster story) {
        double[] products = new double[2];
        double[] evidence = new double[2];
        double[] strongest = new double[2];
        int[] spread = new int[2];
        for (int i = 0; i < vector.keys().length; i++) {
            int count = story.terms.count(vector.keys()[i]);
            if (count == 0) {
                continue;
            }
            int kind = i < vector.words() ? 0 : 1;
            double share = share(story, count, kind == 0 ? vector.script() : Terms.ANY);
            double rarity = story.terms.weight(vector.keys()[i]);
            products[kind] += vector.weights()[i] * share * rarity;
            if (kind == 0 && article.wordCounts()[i] == 0) {
                continue;
            }
            double one = rarity * Math.min(1, 3 * share);
            evidence[kind] += one;
            if (one > strongest[kind]) {
                strongest[kind] = one;
                spread[kind] = count;
            }
        }
        // one word or fact alone speaks for a story only when some of its articles have it
        double[] alone = new double[2];
        for (int kind = 0; kind < 2; kind++) {
            alone[kind] = tuning.strongest() * strongest[kind] * Math.max(0, 1 - (spread[kind] - 1) / 4.0);
        }
        return new Common(
                products[0],
                products[1],
                evidence[0] - alone[0] + tuning.echo() * (evidence[1] - alone[1]),
                evidence[1]);
    }

    /** Cosine of two stories. */
    private static double likeness(Cluster one, Cluster other) {
        double[] product = new double[1];
        one.terms.each((key, count, weight, script) -> {
            int same = other.terms.count(key);
            if (same > 0) {
                product[0] += share(one, count, script) * weight * share(other, same, script) * other.terms.weight(key);
            }
        });
        return product[0] / Math.max(1e-9, one.norm() * other.norm());
    }
}
