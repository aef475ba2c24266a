package org.tocsin.enrich;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the story of an article by a near-equal title published within two days: at least 0.6 of the words of both
 * titles together are common to them. Holds at most {@link #MAX_ENTRIES} titles, the oldest go first.
 */
final class StoryIndex {
    static final int MAX_ENTRIES = 50_000;
    static final Duration WINDOW = Duration.ofDays(2);
    private static final double NEAR = 0.6;
    private static final Deque<Entry> NONE = new ArrayDeque<>();
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    /** One title; compared by identity. */
    private static final class Entry {
        private final String story;
        private final Set<String> words;
        private final Instant published;
        private int turn;
        private int common;

        Entry(String story, Set<String> words, Instant published) {
            this.story = story;
            this.words = words;
            this.published = published;
        }
    }

    private final Map<String, Deque<Entry>> postings = new HashMap<>();
    private final Deque<Entry> order = new ArrayDeque<>();
    private int turn;

    /** The story of a near-equal title, or empty. */
    String find(String title, Instant published) {
        Set<String> words = words(title);
        turn++;
        List<Entry> candidates = new ArrayList<>();
        for (String word : words) {
            for (Entry entry : postings.getOrDefault(word, NONE)) {
                if (entry.turn != turn) {
                    entry.turn = turn;
                    entry.common = 0;
                    candidates.add(entry);
                }
                entry.common++;
            }
        }
        String best = "";
        double nearest = NEAR;
        for (Entry entry : candidates) {
            double likeness = (double) entry.common / (words.size() + entry.words.size() - entry.common);
            boolean recent = Duration.between(entry.published, published).abs().compareTo(WINDOW) <= 0;
            if (recent && (likeness > nearest || (likeness == nearest && best.isEmpty()))) {
                nearest = likeness;
                best = entry.story;
            }
        }
        return best;
    }

    void add(String story, String title, Instant published) {
        Entry entry = new Entry(story, words(title), published);
        if (entry.words.isEmpty()) {
            return;
        }
        order.addLast(entry);
        entry.words.forEach(word ->
                postings.computeIfAbsent(word, key -> new ArrayDeque<>()).addLast(entry));
        if (order.size() > MAX_ENTRIES) {
            Entry oldest = order.removeFirst();
            for (String word : oldest.words) {
                postings.computeIfPresent(word, (key, entries) -> {
                    entries.remove(oldest);
                    return entries.isEmpty() ? null : entries;
                });
            }
        }
    }

    private static Set<String> words(String title) {
        Set<String> words = new HashSet<>();
        for (String word : BETWEEN_WORDS.split(title.toLowerCase(Locale.ROOT), -1)) {
            if (word.length() > 3 || (word.length() > 1 && !word.isEmpty() && word.charAt(0) > 0x1100)) {
                words.add(word);
            }
        }
        return words;
    }
}
