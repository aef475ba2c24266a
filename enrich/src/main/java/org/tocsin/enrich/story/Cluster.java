package org.tocsin.enrich.story;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Story;

/** A story that is open: how many of its articles have each key, and what its {@link Story} says. */
final class Cluster {
    private static final int MAX_SOURCES = 100;
    private static final int MAX_NAMED = 10;
    private static final int MAX_MERGED = 16;
    private static final int MAX_COUNTED = 200;

    final String id;
    final long opened;
    final Terms terms = new Terms();

    /** Articles that the index remembers; the story goes with the last of them. */
    int remembered;

    /** The index's marks of one search. */
    long turn;

    double common;

    private final float[] norms = new float[Footprint.SCRIPTS];
    private final int[] written = new int[Footprint.SCRIPTS];
    private int all;
    private String headline;
    private final String opener;
    private int size;
    private long first;
    private long last;
    private final Set<String> sources = new LinkedHashSet<>(2);
    private final Map<String, Integer> entities = new HashMap<>(4);
    private final Map<String, Integer> topics = new HashMap<>(4);
    private final Map<String, Integer> languages = new HashMap<>(2);
    private final Map<Integer, Named> places = new HashMap<>(2);
    private int located;
    private final List<String> merged = new ArrayList<>(0);
    private @Nullable Cluster into;

    Cluster(String id, long opened, Footprint by) {
        this.id = id;
        this.opened = opened;
        this.opener = by.article();
        this.headline = by.headline();
        this.first = by.time().toEpochMilli();
        this.last = first;
    }

    /** Counts an article in; a later revision changes what is said of the story, not its size. */
    void count(Footprint article, byte script, boolean revision) {
        if (article.article().equals(opener)) {
            headline = article.headline();
        }
        if (!revision) {
            size++;
            remembered++;
            written[script]++;
            all++;
            first = Math.min(first, article.time().toEpochMilli());
            last = Math.max(last, article.time().toEpochMilli());
            article.entities().forEach(id -> count(entities, id));
            article.topics().forEach(id -> count(topics, id));
            for (int i = 0; i < article.places().length; i += 2) {
                name(article.places()[i], new Named(article.places()[i + 1], 1));
            }
            located += article.places().length > 0 ? 1 : 0;
            if (!article.language().isEmpty()) {
                count(languages, article.language());
            }
        }
        if (sources.size() < MAX_SOURCES) {
            sources.add(article.source());
        }
    }

    /**
     * A place that articles of the story name.
     *
     * @param entity key of the entity that bore the name first
     * @param count how many of its articles name it
     */
    record Named(int entity, int count) {}

    private void name(int place, Named by) {
        if (places.size() < MAX_COUNTED || places.containsKey(place)) {
            places.merge(place, by, (had, more) -> new Named(had.entity(), had.count() + more.count()));
        }
    }

    private static void count(Map<String, Integer> counts, String id) {
        if (counts.size() < MAX_COUNTED || counts.containsKey(id)) {
            counts.merge(id, 1, Integer::sum);
        }
    }

    /** Takes over what {@code younger} counted; its terms are the index's business. */
    void absorb(Cluster younger) {
        size += younger.size;
        remembered += younger.remembered;
        all += younger.all;
        for (int i = 0; i < written.length; i++) {
            written[i] += younger.written[i];
        }
        first = Math.min(first, younger.first);
        last = Math.max(last, younger.last);
        for (String source : younger.sources) {
            if (sources.size() < MAX_SOURCES) {
                sources.add(source);
            }
        }
        younger.entities.forEach((id, count) -> entities.merge(id, count, Integer::sum));
        younger.topics.forEach((id, count) -> topics.merge(id, count, Integer::sum));
        younger.languages.forEach((id, count) -> languages.merge(id, count, Integer::sum));
        younger.places.forEach(this::name);
        located += younger.located;
        for (String id : younger.merged) {
            remember(id);
        }
        remember(younger.id);
        younger.into = this;
    }

    /** This, with the stories that became a part of it before a restart. */
    Cluster of(List<String> parts) {
        parts.forEach(this::remember);
        return this;
    }

    private void remember(String id) {
        if (merged.size() == MAX_MERGED) {
            merged.removeFirst();
        }
        merged.add(id);
    }

    /** The story that it has become a part of, in the end; itself if none. */
    Cluster current() {
        Cluster now = this;
        while (now.into != null) {
            now = now.into;
        }
        return now;
    }

    /** An article that was withdrawn counts no more. */
    void retract() {
        size = Math.max(0, size - 1);
    }

    int size() {
        return size;
    }

    int sources() {
        return sources.size();
    }

    List<String> merged() {
        return List.copyOf(merged);
    }

    /** Articles in a script. */
    int written(byte script) {
        return written[script];
    }

    int writtenInAll() {
        return all;
    }

    boolean speaks(String language) {
        return languages.containsKey(language);
    }

    /** Cosine of an article's topics with those of the story's articles; 1 where neither has any. */
    double agreement(List<String> of) {
        if (of.isEmpty() && topics.isEmpty()) {
            return 1;
        }
        double common = 0;
        for (String topic : of) {
            common += topics.getOrDefault(topic, 0);
        }
        double squares = 0;
        for (int count : topics.values()) {
            squares += (double) count * count;
        }
        // a story of which few articles have a topic is as good as without
        double without = Math.max(
                0, all - topics.values().stream().mapToInt(Integer::intValue).sum());
        if (of.isEmpty()) {
            return without / Math.sqrt(without * without + squares);
        }
        return common == 0 ? 0 : common / Math.sqrt(of.size() * squares);
    }

    /** The places that its articles name, by the key of the name. */
    Map<Integer, Named> places() {
        return places;
    }

    /** How many of its articles name a place. */
    int located() {
        return located;
    }

    /** Sets the squared lengths of the parts of the vector, by script. */
    void norms(double[] squares) {
        for (int i = 0; i < norms.length; i++) {
            norms[i] = (float) Math.sqrt(squares[i]);
        }
    }

    /** Length of the part of the vector that is good in every language. */
    double factNorm() {
        return norms[Terms.ANY];
    }

    double wordNorm(byte script) {
        return norms[script];
    }

    /** Length of the whole vector. */
    double norm() {
        double squares = 0;
        for (float norm : norms) {
            squares += norm * norm;
        }
        return Math.sqrt(squares);
    }

    /** Time between an article and the nearest one of the story's span: zero within it. */
    Duration silence(Instant time) {
        return Duration.ofMillis(silentMillis(time.toEpochMilli()));
    }

    /** The same in milliseconds, since it is asked of thousands of stories for an article. */
    long silentMillis(long time) {
        return time < first ? first - time : Math.max(0, time - last);
    }

    /** Time between the story's latest article and {@code time}. */
    Duration since(Instant time) {
        return Duration.ofMillis(Math.abs(time.toEpochMilli() - last));
    }

    Story story() {
        return new Story(
                id,
                headline,
                size,
                List.copyOf(sources),
                Instant.ofEpochMilli(first),
                Instant.ofEpochMilli(last),
                commonest(entities),
                commonest(topics),
                commonest(languages),
                into == null ? "" : current().id);
    }

    private static List<String> commonest(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_NAMED)
                .map(Map.Entry::getKey)
                .toList();
    }
}
