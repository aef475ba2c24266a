package org.tocsin.query;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The words that queries ask for, each with a number, and the way from an article's words to those numbers. A query's
 * word is filed under its stem in every language of its script and, for articles of an unknown language, under its
 * folded form. Words are added under a lock and read without one.
 */
final class Vocabulary {
    /** A word that every article has. */
    static final int ALWAYS = 0;

    /** A word that no article has. */
    static final int NEVER = 1;

    private static final int[] NONE = {};
    static final int LONGEST_PREFIX = 40;

    private final Map<Node, Integer> attributes = new ConcurrentHashMap<>();
    private final Map<Node.Term, Integer> terms = new ConcurrentHashMap<>();
    private final Map<Language, Map<String, int[]>> stems = new EnumMap<>(Language.class);
    private final Map<String, int[]> exact = new ConcurrentHashMap<>();
    private final Map<String, int[]> prefixes = new ConcurrentHashMap<>();
    private final Map<String, int[]> exactPrefixes = new ConcurrentHashMap<>();
    private final Map<String, int[]> byAttribute = new ConcurrentHashMap<>();
    private final Map<Node.Like, Integer> likes = new ConcurrentHashMap<>();
    private final Meanings meanings;
    private final AtomicInteger size = new AtomicInteger(NEVER + 1);

    Vocabulary(@Nullable Embedder embedder) {
        meanings = new Meanings(embedder);
        for (Language language : Language.values()) {
            stems.put(language, new ConcurrentHashMap<>());
        }
    }

    /** Numbers in use are below this. */
    int size() {
        return size.get();
    }

    /** The number of a query's word, a new one for a new word. */
    synchronized int add(Node.Term term) {
        Integer known = terms.get(term);
        if (known != null) {
            return known;
        }
        int number = size.get();
        if (term.prefix()) {
            if (term.exact()) {
                file(exactPrefixes, Analysis.exact(term.text()), number);
            } else {
                file(prefixes, Analysis.fold(term.text()), number);
            }
        } else {
            fileWord(term, number);
        }
        terms.put(term, number);
        size.set(number + 1);
        return number;
    }

    private void fileWord(Node.Term term, int number) {
        List<String> spellings = Analysis.spellings(term.text());
        if (!spellings.isEmpty()) {
            spellings.forEach(spelling -> file(exact, spelling, number));
        } else if (term.exact()) {
            file(exact, Analysis.exact(term.text()), number);
        } else {
            file(of(stems, Language.NONE), Analysis.fold(term.text()), number);
            for (Language language : Language.inScriptOf(term.text())) {
                Analysis.get().asked(term.text(), language).forEach(stem -> file(of(stems, language), stem, number));
            }
        }
    }

    private static Map<String, int[]> of(Map<Language, Map<String, int[]>> stems, Language language) {
        return stems.getOrDefault(language, Map.of());
    }

    /** The number of an attribute such as {@code source:bbc.co.uk}. */
    synchronized int add(Node.Attribute attribute) {
        Node.Attribute folded =
                new Node.Attribute(attribute.name(), Document.attribute(attribute.name(), attribute.value()));
        Integer known = attributes.get(folded);
        if (known != null) {
            return known;
        }
        int number = size.get();
        file(byAttribute, folded.value(), number);
        attributes.put(folded, number);
        size.set(number + 1);
        return number;
    }

    /** The number of a meaning. */
    synchronized int add(Node.Like like) {
        Integer known = likes.get(like);
        if (known != null) {
            return known;
        }
        int number = size.get();
        meanings.add(like, number);
        likes.put(like, number);
        size.set(number + 1);
        return number;
    }

    /** Every number of a meaning that the document is near to. */
    void findMeanings(Document document, Found found) {
        meanings.find(document, found);
    }

    private static void file(Map<String, int[]> map, String key, int number) {
        int[] before = map.getOrDefault(key, NONE);
        int[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = number;
        map.put(key, after);
    }

    /** Receives the numbers that a document's word answers to. */
    interface Found {
        void all(int[] numbers);
    }

    /** Every number that a word with these forms answers to; one may come more than once. */
    void find(Forms forms, Found found) {
        Map<String, int[]> language = of(stems, forms.language());
        for (int i = 0; i < forms.stems().size(); i++) {
            give(language, forms.stems().get(i), found);
        }
        if (!exact.isEmpty()) {
            for (int i = 0; i < forms.exact().size(); i++) {
                give(exact, forms.exact().get(i), found);
            }
        }
        if (!prefixes.isEmpty()) {
            for (int i = 0; i < forms.folded().size(); i++) {
                beginnings(prefixes, forms.folded().get(i), found);
            }
        }
        if (!exactPrefixes.isEmpty()) {
            for (int i = 0; i < forms.exact().size(); i++) {
                beginnings(exactPrefixes, forms.exact().get(i), found);
            }
        }
    }

    private static void beginnings(Map<String, int[]> map, String word, Found found) {
        for (int length = 2; length <= Math.min(word.length(), LONGEST_PREFIX); length++) {
            give(map, word.substring(0, length), found);
        }
    }

    private static void give(Map<String, int[]> map, String key, Found found) {
        int[] numbers = map.get(key);
        if (numbers != null) {
            found.all(numbers);
        }
    }

    /** Every number that an attribute answers to. */
    void find(String attribute, Found found) {
        give(byAttribute, attribute, found);
    }
}
