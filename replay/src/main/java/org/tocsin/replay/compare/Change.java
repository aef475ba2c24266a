package org.tocsin.replay.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tocsin.model.Article;

/**
 * What becomes of one topic, entity or query.
 *
 * @param before revisions of articles that have it with the old knowledge
 * @param after those that have it with the new
 * @param gained those that have it only with the new
 * @param lost those that have it only with the old
 * @param gains some of the gained, the first ones
 * @param losses some of the lost, the first ones
 */
public record Change(
        String id,
        String name,
        long before,
        long after,
        long gained,
        long lost,
        List<Example> gains,
        List<Example> losses) {
    public Change {
        gains = List.copyOf(gains);
        losses = List.copyOf(losses);
    }

    public boolean any() {
        return gained > 0 || lost > 0;
    }

    /**
     * An article that makes the difference.
     *
     * @param words that the topic or query matched, or by which the entity is named
     */
    public record Example(String article, int revision, String title, List<String> words) {
        public Example {
            words = List.copyOf(words);
        }

        static Example of(Article article, Collection<String> words) {
            return new Example(
                    article.id(),
                    article.revision(),
                    article.title(),
                    words.stream().distinct().limit(8).toList());
        }
    }

    /** Something that an article has, by its id. */
    record Thing(String name, List<String> words) {}

    /** Counts changes of many things. Not thread-safe. */
    static final class Table {
        private static final int EXAMPLES = 10;

        private final Map<String, Row> rows = new LinkedHashMap<>();

        private static final class Row {
            private String name = "";
            private long before;
            private long after;
            private long gained;
            private long lost;
            private final List<Example> gains = new ArrayList<>();
            private final List<Example> losses = new ArrayList<>();
        }

        /** What an article has with the old knowledge and with the new. */
        void add(Article article, Map<String, Thing> old, Map<String, Thing> fresh) {
            old.forEach((id, thing) -> {
                Row row = row(id, thing);
                row.before++;
                if (!fresh.containsKey(id)) {
                    row.lost++;
                    keep(row.losses, article, thing);
                }
            });
            fresh.forEach((id, thing) -> {
                Row row = row(id, thing);
                row.after++;
                if (!old.containsKey(id)) {
                    row.gained++;
                    keep(row.gains, article, thing);
                }
            });
        }

        private Row row(String id, Thing thing) {
            Row row = rows.computeIfAbsent(id, key -> new Row());
            row.name = thing.name();
            return row;
        }

        private static void keep(List<Example> examples, Article article, Thing thing) {
            if (examples.size() < EXAMPLES) {
                examples.add(Example.of(article, thing.words()));
            }
        }

        Change of(String id, String name) {
            Row row = rows.getOrDefault(id, new Row());
            return new Change(
                    id,
                    row.name.isEmpty() ? name : row.name,
                    row.before,
                    row.after,
                    row.gained,
                    row.lost,
                    row.gains,
                    row.losses);
        }

        /** Those that changed, the most first. */
        List<Change> changes() {
            return rows.keySet().stream()
                    .map(id -> of(id, id))
                    .filter(Change::any)
                    .sorted(Comparator.comparingLong((Change one) -> -one.gained() - one.lost())
                            .thenComparing(Change::id))
                    .toList();
        }
    }
}
