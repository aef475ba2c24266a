package org.tocsin.query;

import java.util.Arrays;
import java.util.IdentityHashMap;

/**
 * One document seen through one vocabulary: which of its words are there and where. Reused from document to document
 * without allocation; one for each thread.
 */
final class View {
    private static final int[] NONE = {};
    private static final int MAX_ANSWERS = 50_000;

    private final Vocabulary vocabulary;
    private long[] present = new long[1];
    private int[] from = new int[64];
    private int[] count = new int[64];
    private int[] last = new int[64];
    private int[] words = new int[256];
    private int wordCount;
    private int[] pairs = new int[1024];
    private int pairCount;
    private int[] positions = new int[1024];
    private Document document;
    private int form;

    /** The numbers that a word answers to, as long as the vocabulary stays as it is. */
    private final IdentityHashMap<Forms, int[]> answers = new IdentityHashMap<>();

    private int answered;

    View(Vocabulary vocabulary, Document first) {
        this.vocabulary = vocabulary;
        document = first;
        see(first);
    }

    /** Looks at another document. */
    void see(Document next) {
        document = next;
        for (int i = 0; i < wordCount; i++) {
            present[words[i] >> 6] = 0;
        }
        wordCount = 0;
        pairCount = 0;
        int size = vocabulary.size();
        if (size > from.length) {
            int grown = size + size / 4;
            present = new long[(grown >> 6) + 1];
            from = new int[grown];
            count = new int[grown];
            last = new int[grown];
        }
        form = -1;
        note(Vocabulary.ALWAYS);
        vocabulary.findMeanings(document, this::noteAll);
        document.attributes().forEach(attribute -> vocabulary.find(attribute, this::noteAll));
        if (answered != size || answers.size() > MAX_ANSWERS) {
            answers.clear();
            answered = size;
        }
        for (form = 0; form < document.forms(); form++) {
            Forms word = document.form(form);
            int[] numbers = answers.get(word);
            if (numbers == null) {
                numbers = numbers(word);
                answers.put(word, numbers);
            }
            noteAll(numbers);
        }
        place();
    }

    private int[] numbers(Forms word) {
        int[][] all = {NONE};
        vocabulary.find(word, some -> {
            int before = all[0].length;
            all[0] = Arrays.copyOf(all[0], before + some.length);
            System.arraycopy(some, 0, all[0], before, some.length);
        });
        return all[0];
    }

    private void noteAll(int[] numbers) {
        for (int number : numbers) {
            note(number);
        }
    }

    private void note(int word) {
        if (word >= from.length) {
            return; // added after this view was sized; seen from the next document on
        }
        if ((present[word >> 6] & (1L << word)) == 0) {
            present[word >> 6] |= 1L << word;
            count[word] = 0;
            last[word] = -2;
            if (wordCount == words.length) {
                words = Arrays.copyOf(words, wordCount * 2);
            }
            words[wordCount++] = word;
        }
        if (form >= 0 && last[word] != form) {
            last[word] = form;
            count[word] += document.positions(form).length;
            if (pairCount == pairs.length) {
                pairs = Arrays.copyOf(pairs, pairCount * 2);
            }
            pairs[pairCount++] = word;
            pairs[pairCount++] = form;
        }
    }

    /** Gives each word its run of positions, ascending. */
    private void place() {
        int total = 0;
        for (int i = 0; i < wordCount; i++) {
            from[words[i]] = total;
            total += count[words[i]];
            count[words[i]] = 0;
        }
        if (total > positions.length) {
            positions = new int[total * 2];
        }
        for (int i = 0; i < pairCount; i += 2) {
            int word = pairs[i];
            int[] some = document.positions(pairs[i + 1]);
            int start = from[word];
            System.arraycopy(some, 0, positions, start + count[word], some.length);
            boolean merged = count[word] > 0;
            count[word] += some.length;
            if (merged) {
                Arrays.sort(positions, start, start + count[word]);
            }
        }
    }

    Document document() {
        return document;
    }

    /** Whether this document is the one looked at, with no word asked for since that it was not searched for. */
    boolean shows(Document other) {
        return document == other && answered == vocabulary.size();
    }

    boolean has(int word) {
        return has(present, word);
    }

    /** Which words are there, a bit each; valid until the next document. */
    long[] present() {
        return present;
    }

    /** Whether {@code word} is among the bits of {@link #present}. */
    static boolean has(long[] present, int word) {
        return word >> 6 < present.length && (present[word >> 6] & (1L << word)) != 0;
    }

    /** How many of the vocabulary's words the document has. */
    int wordCount() {
        return wordCount;
    }

    int word(int index) {
        return words[index];
    }

    /** First place of the word's positions in {@link #positions()}. */
    int from(int word) {
        return from[word];
    }

    /** Place after the word's last position; the word must be there. */
    int to(int word) {
        return from[word] + count[word];
    }

    /** The positions of all words, run after run. */
    int[] positions() {
        return positions;
    }

    /** Place of the first position of {@code word} that is at least {@code least}, or {@link #to} when there is none. */
    int seek(int word, int least) {
        int low = from[word];
        int high = low + count[word];
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (positions[middle] < least) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
