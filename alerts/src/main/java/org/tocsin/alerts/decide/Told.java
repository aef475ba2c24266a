package org.tocsin.alerts.decide;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.tocsin.model.Match;
import org.tocsin.model.Span;
import org.tocsin.model.TopicTag;

/**
 * What one subscription has been told of one story.
 *
 * @param grounds every clause, topic and matched place so far, at most {@link #MAX}
 * @param sources every source so far, at most {@link #MAX}
 * @param alert the latest
 * @param at when a match was last decided on
 */
record Told(List<String> grounds, List<String> sources, String alert, Instant at) {
    /** Beyond this nothing counts as new. */
    static final int MAX = 200;

    Told {
        grounds = grounds == null ? List.of() : List.copyOf(grounds);
        sources = sources == null ? List.of() : List.copyOf(sources);
        alert = alert == null ? "" : alert;
    }

    static Told of(Match match, String alert, Instant at) {
        return new Told(grounds(match), List.of(source(match)), alert, at);
    }

    /** Whether a clause, a topic or a place matched that had not before. */
    boolean bringsNews(Match match) {
        return grounds.size() < MAX && !grounds.containsAll(grounds(match));
    }

    boolean bringsSource(Match match) {
        return sources.size() < MAX && !sources.contains(source(match));
    }

    Told with(Match match, String latest, Instant now) {
        return new Told(union(grounds, grounds(match)), union(sources, List.of(source(match))), latest, now);
    }

    /** With one that was not told: it brings no grounds and no source, for those are still to be told. */
    Told without(String latest, Instant now) {
        return new Told(grounds, sources, latest, now);
    }

    Told with(Told other) {
        return new Told(
                union(grounds, other.grounds),
                union(sources, other.sources),
                at.isBefore(other.at) ? other.alert : alert,
                at.isBefore(other.at) ? other.at : at);
    }

    boolean oldAt(Instant now) {
        return at.plus(Decider.MEMORY).isBefore(now);
    }

    private static List<String> union(List<String> some, List<String> others) {
        if (some.containsAll(others)) {
            return some;
        }
        TreeSet<String> all = new TreeSet<>(some);
        all.addAll(others);
        return all.stream().limit(MAX).toList();
    }

    private static String source(Match match) {
        return match.article().article().source().id();
    }

    /** The match's clauses, the article's topics, and the place of each clause that asks for one. */
    private static List<String> grounds(Match match) {
        List<String> found = new ArrayList<>();
        match.article().topics().stream().map(TopicTag::id).forEach(found::add);
        for (Span span : match.spans()) {
            found.add(span.clause());
            if (span.clause().startsWith("near:") || span.clause().startsWith("place:")) {
                found.add(span.clause() + "=" + span.text());
            }
        }
        return found.stream().distinct().sorted().limit(MAX).toList();
    }
}
