package org.tocsin.replay.recall;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.replay.Keys;

/** Looks for all reports at once. A title counts that an article had in any of its revisions. */
final class Search {
    /**
     * An article with the words of its title.
     *
     * @param looked whether it is of the time asked for; from others only the merges are taken
     */
    record Titled(String id, String url, Set<String> words, String story, List<String> merged, boolean looked) {
        static Titled of(EnrichedArticle enriched, boolean looked) {
            Article article = enriched.article();
            return new Titled(
                    article.id(),
                    article.url(),
                    looked ? Headlines.words(article.title()) : Set.of(),
                    enriched.story(),
                    enriched.storyMerged(),
                    looked);
        }
    }

    private final List<Recall.Report> reports;
    private final Headlines<String> headlines = new Headlines<>();
    private final Map<String, List<Integer>> byId = new HashMap<>();
    private final Map<String, List<Integer>> byUrl = new HashMap<>();
    private final Map<Integer, String> addressed = new HashMap<>();
    private final Set<Long> seen = new HashSet<>();
    private final Merges merges = new Merges();

    Search(List<Recall.Report> reports) {
        this.reports = List.copyOf(reports);
        for (int i = 0; i < reports.size(); i++) {
            Recall.Report report = reports.get(i);
            headlines.headline(report.headline());
            if (!report.id().isEmpty()) {
                byId.computeIfAbsent(report.id(), key -> new ArrayList<>()).add(i);
            }
            if (!report.url().isEmpty()) {
                byUrl.computeIfAbsent(report.url(), key -> new ArrayList<>()).add(i);
            }
        }
    }

    void take(Titled article) {
        merges.add(article.story(), article.merged());
        if (!article.looked()) {
            return;
        }
        seen.add(Keys.of(article.id()));
        Set<Integer> addressedBy = new HashSet<>(byId.getOrDefault(article.id(), List.of()));
        addressedBy.addAll(byUrl.getOrDefault(article.url(), List.of()));
        addressedBy.forEach(report -> addressed.put(report, article.id()));
        headlines.title(article.words(), article.id());
    }

    /** The article of the report's address, else the one whose title is most like its headline. */
    Optional<Recall.Match> best(int report) {
        String exact = addressed.get(report);
        if (exact != null || reports.get(report).headline().isEmpty()) {
            return Optional.ofNullable(exact).map(id -> new Recall.Match(id, 1));
        }
        return headlines.nearest(report).stream().findFirst().map(one -> new Recall.Match(one.of(), one.likeness()));
    }

    long articles() {
        return seen.size();
    }

    /** Which stories have become part of which; complete when all articles have been taken. */
    Merges merges() {
        return merges;
    }
}
