package org.tocsin.alerts.decide;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Remembers everything in this process. */
final class MapMemory implements Memory {
    private record Pair(String one, String other) {}

    private final Map<Pair, Seen> seen = new HashMap<>();
    private final Map<String, Set<String>> readers = new HashMap<>();
    private final Map<Pair, Told> told = new HashMap<>();
    private final TreeMap<Instant, Map<String, Window>> windows = new TreeMap<>();
    private final Map<String, Rate> rates = new HashMap<>();
    private Instant forgotten = Instant.EPOCH;

    @Override
    public @Nullable Seen seen(String article, String subscription) {
        return seen.get(new Pair(article, subscription));
    }

    @Override
    public void seen(String article, String subscription, Seen value) {
        seen.put(new Pair(article, subscription), value);
        readers.computeIfAbsent(article, key -> new LinkedHashSet<>()).add(subscription);
    }

    @Override
    public List<String> readers(String article) {
        return readers.getOrDefault(article, Set.of()).stream().sorted().toList();
    }

    @Override
    public @Nullable Told told(String subscription, String story) {
        return told.get(new Pair(subscription, story));
    }

    @Override
    public void told(String subscription, String story, Told value) {
        told.put(new Pair(subscription, story), value);
    }

    @Override
    public @Nullable Window window(String subscription, Instant due) {
        return windows.getOrDefault(due, Map.of()).get(subscription);
    }

    @Override
    public void window(String subscription, Instant due, @Nullable Window value) {
        Map<String, Window> at = windows.computeIfAbsent(due, key -> new TreeMap<>());
        if (value == null) {
            at.remove(subscription);
        } else {
            at.put(subscription, value);
        }
        if (at.isEmpty()) {
            windows.remove(due);
        }
    }

    @Override
    public List<Window> due(Instant now, int most) {
        return windows.headMap(now, true).values().stream()
                .flatMap(at -> at.values().stream())
                .limit(most)
                .toList();
    }

    @Override
    public @Nullable Rate rate(String who) {
        return rates.get(who);
    }

    @Override
    public void rate(String who, Rate value) {
        rates.put(who, value);
    }

    @Override
    public void forget(Instant now) {
        if (now.isBefore(forgotten.plus(1, ChronoUnit.HOURS))) {
            return;
        }
        forgotten = now;
        seen.values().removeIf(value -> value.oldAt(now));
        told.values().removeIf(value -> value.oldAt(now));
    }
}
