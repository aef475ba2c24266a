package org.tocsin.app.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * The alerts that have to arrive, each named by subscription, kind, article and revision; what is told of a story is named
 * by its number alone, since any of its articles may come first. Thread-safe.
 */
public final class Expectations {
    private final Set<String> alerts = new ConcurrentSkipListSet<>();

    /** How an alert is named here. */
    static String name(String subscription, String kind, String title, int revision) {
        return kind.equals("first") || kind.equals("news")
                ? subscription + " " + kind + " of story " + Wire.story(title)
                : subscription + " " + kind + " " + title + " " + revision;
    }

    void expect(String subscription, String kind, String title, int revision) {
        alerts.add(name(subscription, kind, title, revision));
    }

    /** All until now. */
    public Set<String> all() {
        return Set.copyOf(alerts);
    }

    public int size() {
        return alerts.size();
    }

    /** Those that have not arrived. */
    public List<String> missing(Map<String, Set<String>> received) {
        return alerts.stream().filter(one -> !received.containsKey(one)).toList();
    }

    /** Those that arrived under more than one id, or that nobody expected. */
    public List<String> wrong(Map<String, Set<String>> received) {
        List<String> wrong = new ArrayList<>();
        for (String name : new TreeSet<>(received.keySet())) {
            Set<String> ids = received.getOrDefault(name, Set.of());
            if (ids.size() != 1 || !alerts.contains(name)) {
                wrong.add(name + " under " + ids);
            }
        }
        return wrong;
    }
}
