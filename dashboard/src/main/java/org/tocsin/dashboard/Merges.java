package org.tocsin.dashboard;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which stories have become parts of others, and when. Articles keep the story that they were written with, so who asks for a
 * story asks for all its parts. Thread-safe.
 */
final class Merges {
    /** What a story has become a part of, and when. */
    private record Merge(String into, Instant at) {
        boolean known(@Nullable Instant by) {
            return by == null || !by.isBefore(at);
        }
    }

    private final ConcurrentMap<String, Merge> merged = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Set<String>> parts = new ConcurrentHashMap<>();

    void add(String story, String into, Instant at) {
        merged.put(story, new Merge(into, at));
        parts.computeIfAbsent(into, whole -> ConcurrentHashMap.newKeySet()).add(story);
    }

    /** The story that a story is a part of, itself where it is of none, as known at a time; null for now. */
    String whole(String story, @Nullable Instant known) {
        Set<String> passed = new LinkedHashSet<>();
        String whole = story;
        Merge merge = merged.get(whole);
        while (merge != null && merge.known(known) && passed.add(whole)) {
            whole = merge.into();
            merge = merged.get(whole);
        }
        return whole;
    }

    /** A story and all that are parts of it. */
    Set<String> parts(String whole, @Nullable Instant known) {
        Set<String> all = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(Set.of(whole));
        while (!open.isEmpty()) {
            String story = open.pop();
            if (all.add(story)) {
                parts.getOrDefault(story, Set.of()).stream()
                        .filter(part -> of(part, story, known))
                        .forEach(open::push);
            }
        }
        return all;
    }

    private boolean of(String part, String story, @Nullable Instant known) {
        Merge merge = merged.get(part);
        return merge != null && merge.into().equals(story) && merge.known(known);
    }

    /** What is said of stories, said of the whole ones. */
    Map<String, Long> fold(Map<String, Long> said, BinaryOperator<Long> together, @Nullable Instant known) {
        Map<String, Long> folded = new HashMap<>();
        said.forEach((story, value) -> folded.merge(whole(story, known), value, together));
        return folded;
    }
}
