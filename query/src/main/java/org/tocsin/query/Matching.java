package org.tocsin.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread's matching of documents against a filing, in three rounds, so that each walks few arrays and fetches from
 * memory overlap: the entries of the document's words say which queries match and which have to be asked; those are asked;
 * ordinals become answers.
 */
final class Matching {
    /** Programs fetched together before they are run. */
    private static final int AHEAD = 32;

    private final View view;
    private final Evaluator evaluator;
    private final Ordinals found = new Ordinals();
    private final Ordinals asked = new Ordinals();
    private final Ordinals marked = new Ordinals();
    private long[] marks = new long[1];

    Matching(Vocabulary vocabulary, Document first) {
        view = new View(vocabulary, first);
        evaluator = new Evaluator(view);
    }

    View view() {
        return view;
    }

    Evaluator evaluator() {
        return evaluator;
    }

    /** A growing row of ordinals. */
    private static final class Ordinals {
        private int[] all = new int[256];
        private int size;

        void add(int ordinal) {
            if (size == all.length) {
                all = Arrays.copyOf(all, size * 2);
            }
            all[size++] = ordinal;
        }
    }

    List<Hit> match(Document document, Filing filing, BiConsumer<Stored, RuntimeException> failed) {
        // a query filed from here on may ask for words that the view has not looked for
        int limit = filing.ordinals();
        view.see(document);
        look(filing, limit);
        List<Hit> hits = new ArrayList<>(found.size + asked.size + 16);
        ask(filing, hits, failed);
        answer(filing, hits);
        return hits;
    }

    /** The answers of {@code queries}, each looked at by itself, though they may be newer than the filing. */
    List<Hit> each(Document document, List<Stored> queries, BiConsumer<Stored, RuntimeException> failed) {
        view.see(document);
        List<Hit> hits = new ArrayList<>();
        for (Stored query : queries) {
            decide(query.code(), query, hits, failed);
        }
        return hits;
    }

    private void look(Filing filing, int limit) {
        found.size = 0;
        asked.size = 0;
        if (limit > marks.length * Long.SIZE) {
            marks = new long[limit / Long.SIZE + limit / (4 * Long.SIZE) + 1];
        }
        long[] present = view.present();
        for (int i = 0; i < view.wordCount(); i++) {
            int word = view.word(i);
            int[] entries = filing.entries(word);
            int used = Filing.used(entries);
            for (int at = 1; at < used; at += Filing.WIDTH) {
                int guard = entries[at + 1];
                if (View.has(present, guard) && !View.has(present, entries[at + 2])) {
                    int entry = entries[at];
                    if ((entry & Filing.ORDINAL) < limit
                            && ((entry & Filing.BESIDE) == 0 || stand(word, entry, guard))) {
                        candidate(entry);
                    }
                }
            }
        }
        for (int ordinal : filing.everywhere()) {
            if (ordinal < limit) {
                asked.add(ordinal);
            }
        }
        for (int i = 0; i < marked.size; i++) {
            marks[marked.all[i] >> 6] = 0;
        }
        marked.size = 0;
    }

    private void candidate(int entry) {
        int ordinal = entry & Filing.ORDINAL;
        if ((entry & Filing.SEVERAL) != 0) {
            if ((marks[ordinal >> 6] & (1L << ordinal)) != 0) {
                return; // found before under another word
            }
            marks[ordinal >> 6] |= 1L << ordinal;
            marked.add(ordinal);
        }
        ((entry & Filing.COMPLETE) != 0 ? found : asked).add(ordinal);
    }

    /** Whether the guard stands right beside the word, where the entry says. */
    private boolean stand(int word, int entry, int guard) {
        int step = (entry & Filing.RIGHT_AFTER) != 0 ? 1 : -1;
        int[] positions = view.positions();
        int other = view.from(guard);
        int end = view.to(guard);
        for (int place = view.from(word); place < view.to(word); place++) {
            int wanted = positions[place] + step;
            while (other < end && positions[other] < wanted) {
                other++;
            }
            if (other < end && positions[other] == wanted) {
                return true;
            }
        }
        return false;
    }

    private void ask(Filing filing, List<Hit> hits, BiConsumer<Stored, RuntimeException> failed) {
        for (int first = 0; first < asked.size; first += AHEAD) {
            int end = Math.min(asked.size, first + AHEAD);
            int instructions = 0;
            for (int i = first; i < end; i++) {
                instructions += filing.program(asked.all[i]).length; // fetches overlap, as none waits for another
            }
            for (int i = first; i < end && instructions > 0; i++) {
                int[] code = filing.program(asked.all[i]);
                if (code.length > 0) {
                    decide(code, filing.stored(asked.all[i]), hits, failed);
                }
            }
        }
    }

    private void answer(Filing filing, List<Hit> hits) {
        for (int i = 0; i < found.size; i++) {
            Hit single = filing.single(found.all[i]);
            if (single != null) {
                hits.add(single);
            } else {
                Stored query = filing.stored(found.all[i]);
                if (query != null) {
                    Collections.addAll(hits, query.hits());
                }
            }
        }
    }

    private void decide(
            int[] code, @Nullable Stored query, List<Hit> hits, BiConsumer<Stored, RuntimeException> failed) {
        if (query == null || query.setAside()) {
            return;
        }
        try {
            if (!evaluator.matches(code)) {
                return;
            }
            if (!evaluator.scored()) {
                Collections.addAll(hits, query.hits());
                return;
            }
            for (Hit hit : query.hits()) {
                hits.add(new Hit(hit.id(), evaluator.score()));
            }
        } catch (RuntimeException e) {
            failed.accept(query, e);
        }
    }
}
