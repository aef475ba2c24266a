package org.tocsin.enrich.quality;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How well found groups agree with labelled ones: B-cubed (Bagga and Baldwin 1998), which averages over items the share
 * of their group that belongs with them and the share of what belongs with them that is in their group; and pairwise,
 * which counts pairs of items in one group, so that large groups weigh by their square.
 */
record Grouping(double precision, double recall, Score pairs, int groups, int labelledGroups) {
    static Grouping of(List<String> found, List<String> labelled) {
        Map<String, Integer> inFound = new HashMap<>();
        Map<String, Integer> inLabelled = new HashMap<>();
        Map<String, Integer> inBoth = new HashMap<>();
        for (int i = 0; i < found.size(); i++) {
            inFound.merge(found.get(i), 1, Integer::sum);
            inLabelled.merge(labelled.get(i), 1, Integer::sum);
            inBoth.merge(found.get(i) + "\n" + labelled.get(i), 1, Integer::sum);
        }
        double precision = 0;
        double recall = 0;
        for (int i = 0; i < found.size(); i++) {
            double both = inBoth.getOrDefault(found.get(i) + "\n" + labelled.get(i), 0);
            precision += both / inFound.getOrDefault(found.get(i), 1);
            recall += both / inLabelled.getOrDefault(labelled.get(i), 1);
        }
        return new Grouping(
                precision / found.size(),
                recall / found.size(),
                new Score(pairs(inBoth), pairs(inFound), pairs(inLabelled)),
                inFound.size(),
                inLabelled.size());
    }

    double f1() {
        return 2 * precision * recall / (precision + recall);
    }

    private static long pairs(Map<String, Integer> groups) {
        long pairs = 0;
        for (long size : groups.values()) {
            pairs += size * (size - 1) / 2;
        }
        return pairs;
    }
}
