package org.tocsin.alerts;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.tocsin.model.Match;
import org.tocsin.model.Span;
import org.tocsin.model.TopicTag;

/**
 * What one subscription has been told of one story: the articles, every clause and topic that matched, and the id of
 * the latest alert.
 */
record Alerted(List<String> articles, List<String> grounds, String alert) {
    Alerted {
        articles = articles == null ? List.of() : List.copyOf(articles);
        grounds = grounds == null ? List.of() : List.copyOf(grounds);
        alert = alert == null ? "" : alert;
    }

    static final Alerted NOTHING = new Alerted(List.of(), List.of(), "");

    /** The kind of alert that this match is worth: {@code first}, {@code news}, or empty for none. */
    String kind(Match match) {
        if (articles.isEmpty()) {
            return "first";
        }
        if (articles.contains(match.article().article().id())) {
            return "";
        }
        return grounds.containsAll(topics(match)) ? "" : "news";
    }

    /** Whether the match is of an article that has been decided on before. */
    boolean knows(Match match) {
        return articles.contains(match.article().article().id());
    }

    Alerted with(Match match, String latest) {
        List<String> told = new ArrayList<>(articles);
        if (!told.contains(match.article().article().id())) {
            told.add(match.article().article().id());
        }
        TreeSet<String> all = new TreeSet<>(grounds);
        all.addAll(topics(match));
        return new Alerted(told, List.copyOf(all), latest);
    }

    private static List<String> topics(Match match) {
        List<String> found = new ArrayList<>();
        match.article().topics().stream().map(TopicTag::id).forEach(found::add);
        match.spans().stream().map(Span::clause).forEach(found::add);
        return found;
    }
}
