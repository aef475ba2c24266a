package org.tocsin.replay.recall;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds for each of some headlines the title that is most like it. The likeness is the weighted Jaccard index of their
 * words, folded in case and accents, each word weighing the logarithm of how rare it is among all titles (Robertson and
 * Spärck Jones 1976). While titles come in, the 40 that have the most words in common are kept, at the end these are
 * weighed. Not thread-safe.
 *
 * @param <T> what a title belongs to
 */
final class Headlines<T> {
    private static final int KEPT = 40;
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");

    /** The most similar title, 0 to 1. */
    record Nearest<T>(T of, double likeness) {}

    private record Candidate<T>(T of, Set<String> words, double common) {}

    private final List<Set<String>> headlines = new ArrayList<>();
    private final List<PriorityQueue<Candidate<T>>> candidates = new ArrayList<>();
    private final Map<String, List<Integer>> byWord = new HashMap<>();
    private final Map<String, Integer> frequencies = new HashMap<>();
    private int titles;

    /** The words of a text, each once. Texts of scripts without spaces are cut into pairs of characters. */
    static Set<String> words(String text) {
        String folded = ACCENTS.matcher(Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFKD))
                .replaceAll("");
        Set<String> words = new HashSet<>();
        for (String word : NO_WORD.split(Normalizer.normalize(folded, Normalizer.Form.NFC), -1)) {
            if (word.codePoints().anyMatch(Character::isIdeographic)) {
                for (int i = 0; i + 1 < word.length(); i++) {
                    words.add(word.substring(i, i + 2));
                }
            } else if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    /** Adds a headline; they are numbered from 0. All come before the first title. */
    void headline(String text) {
        Set<String> words = words(text);
        words.forEach(
                word -> byWord.computeIfAbsent(word, key -> new ArrayList<>()).add(headlines.size()));
        headlines.add(words);
        candidates.add(new PriorityQueue<>(Comparator.comparingDouble(Candidate::common)));
    }

    /** Looks at a title, given by its {@link #words}. */
    void title(Set<String> words, T of) {
        titles++;
        Map<Integer, Integer> common = new HashMap<>();
        for (String word : words) {
            frequencies.merge(word, 1, Integer::sum);
            byWord.getOrDefault(word, List.of()).forEach(number -> common.merge(number, 1, Integer::sum));
        }
        common.forEach((number, shared) -> {
            Set<String> headline = headlines.get(number);
            double jaccard = (double) shared / (headline.size() + words.size() - shared);
            PriorityQueue<Candidate<T>> best = candidates.get(number);
            if (best.size() < KEPT) {
                best.add(new Candidate<>(of, words, jaccard));
            } else if (best.element().common() < jaccard) {
                best.remove();
                best.add(new Candidate<>(of, words, jaccard));
            }
        });
    }

    /** The titles most like a headline, the nearest first; of equals the one that came first. */
    List<Nearest<T>> nearest(int headline) {
        return candidates.get(headline).stream()
                .sorted(Comparator.comparingDouble((Candidate<T> one) -> -one.common()))
                .map(one -> new Nearest<>(one.of(), likeness(headlines.get(headline), one.words())))
                .sorted(Comparator.comparingDouble((Nearest<T> one) -> -one.likeness()))
                .toList();
    }

    private double likeness(Set<String> one, Set<String> other) {
        double both = 0;
        double all = 0;
        for (String word : one) {
            both += other.contains(word) ? weight(word) : 0;
            all += weight(word);
        }
        for (String word : other) {
            all += one.contains(word) ? 0 : weight(word);
        }
        return all == 0 ? 0 : both / all;
    }

    private double weight(String word) {
        return Math.log(1 + (titles + 1.0) / (frequencies.getOrDefault(word, 0) + 1.0));
    }
}
