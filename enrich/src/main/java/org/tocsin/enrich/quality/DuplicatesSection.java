package org.tocsin.enrich.quality;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tocsin.enrich.story.Stories;
import org.tocsin.model.EnrichedArticle;

/** Near-duplicates: every pair with the same text, and none else. */
final class DuplicatesSection implements Section {
    @Override
    public String name() {
        return "near-duplicates";
    }

    @Override
    public String title() {
        return "Near-duplicates";
    }

    @Override
    public String about() {
        return "Pairs of articles with the same text but for a few words, among 100 and 1,000 articles"
                + " (`stories/neardup`). An article is a near-duplicate when at least 0.7 of the runs of four words of"
                + " both together are common to both. A pair counts as found when both name the same original.";
    }

    @Override
    public List<Table> measure(DataFolder data, Progress progress) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (String set : List.of("100", "1000")) {
            Map<String, String> originals = new HashMap<>();
            Stories stories = new Stories();
            long sequence = 0;
            for (String line : data.lines("stories/neardup/articles_" + set + ".train")) {
                int space = line.indexOf(' ');
                String id = line.substring(0, space);
                EnrichedArticle article = EnrichedArticle.tagged(
                        Samples.article(id, "", line.substring(space + 1), "wire", Instant.EPOCH),
                        List.of(),
                        List.of(),
                        "");
                String original = stories.assign(article, ++sequence).duplicateOf();
                originals.put(id, original.isEmpty() ? id : original);
                progress.step();
            }
            rows.add(Table.row(
                    set + " articles", score(originals, data.lines("stories/neardup/articles_" + set + ".truth"))));
        }
        return List.of(new Table("", Table.scoreColumns("set"), rows));
    }

    private static Score score(Map<String, String> originals, List<String> truth) {
        Map<String, Integer> copies = new HashMap<>();
        originals.values().forEach(original -> copies.merge(original, 1, Integer::sum));
        long found = 0;
        for (long size : copies.values()) {
            found += size * (size - 1) / 2;
        }
        Set<String> right = new HashSet<>();
        for (String pair : truth) {
            String[] ids = pair.strip().split("\\s+", -1);
            if (originals.getOrDefault(ids[0], "").equals(originals.get(ids[1]))) {
                right.add(pair);
            }
        }
        return new Score(right.size(), found, truth.size());
    }
}
