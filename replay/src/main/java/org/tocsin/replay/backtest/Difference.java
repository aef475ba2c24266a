package org.tocsin.replay.backtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tocsin.model.Article;
import org.tocsin.model.Subscription;

/**
 * What one draft finds and another does not.
 *
 * @param both revisions of articles that both find
 * @param only those that {@code found} finds alone
 * @param examples titles of some of these
 */
public record Difference(String found, String missed, long both, long only, List<String> examples) {
    private static final int EXAMPLES = 5;

    public Difference {
        examples = List.copyOf(examples);
    }

    /** Every draft against every other. */
    static final class Table {
        private final List<String> names;
        private final long[][] both;
        private final long[][] only;
        private final List<List<List<String>>> examples = new ArrayList<>();

        Table(List<Subscription> drafts) {
            names = drafts.stream().map(Subscription::name).toList();
            both = new long[drafts.size()][drafts.size()];
            only = new long[drafts.size()][drafts.size()];
            for (int one = 0; one < names.size(); one++) {
                List<List<String>> row = new ArrayList<>();
                names.forEach(name -> row.add(new ArrayList<>()));
                examples.add(row);
            }
        }

        /** An article that those drafts find. */
        void add(Set<Integer> found, Article article) {
            for (int one : found) {
                for (int other = 0; other < names.size(); other++) {
                    if (found.contains(other)) {
                        both[one][other]++;
                    } else {
                        only[one][other]++;
                        List<String> some = examples.get(one).get(other);
                        if (some.size() < EXAMPLES) {
                            some.add(article.title());
                        }
                    }
                }
            }
        }

        List<Difference> all() {
            List<Difference> all = new ArrayList<>();
            for (int one = 0; one < names.size(); one++) {
                for (int other = 0; other < names.size(); other++) {
                    if (one != other) {
                        all.add(new Difference(
                                names.get(one),
                                names.get(other),
                                both[one][other],
                                only[one][other],
                                examples.get(one).get(other)));
                    }
                }
            }
            return all;
        }
    }
}
