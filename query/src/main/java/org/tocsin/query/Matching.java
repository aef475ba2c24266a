package org.tocsin.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One thread's matching of documents against a filing. */
final class Matching {
    private final View view;
    private final Evaluator evaluator;
    private int[] seen = new int[64];
    private int turn;
    private int last;
    private boolean fresh = true;

    Matching(Vocabulary vocabulary, Document first) {
        view = new View(vocabulary, first);
        evaluator = new Evaluator(view);
    }

    View view() {
        return view;
    }

    List<Hit> match(Document document, Filing filing, BiConsumer<Stored, RuntimeException> failed) {
        if (!fresh) {
            view.see(document);
        }
        fresh = false;
        turn++;
        if (filing.ordinals() > seen.length) {
            seen = new int[filing.ordinals() + filing.ordinals() / 4];
        }
        List<Hit> hits = new ArrayList<>(last + 16);
        for (int i = 0; i < view.wordCount(); i++) {
            int word = view.word(i);
            int[] entries = filing.entries(word);
            int used = Filing.used(entries);
            for (int at = 1; at < used; at += Filing.WIDTH) {
                if (view.has(entries[at + 1])
                        && !view.has(entries[at + 2])
                        && stand(word, entries[at], entries[at + 1])) {
                    candidate(entries[at], filing, hits, failed);
                }
            }
        }
        for (int ordinal : filing.everywhere()) {
            decide(filing.stored(ordinal), hits, failed);
        }
        last = hits.size();
        return hits;
    }

    /** Whether the guard stands where the entry says, seen from the word. */
    private boolean stand(int word, int entry, int guard) {
        int step = (entry & Filing.RIGHT_AFTER) != 0 ? 1 : (entry & Filing.RIGHT_BEFORE) != 0 ? -1 : 0;
        if (step == 0) {
            return true;
        }
        int[] positions = view.positions();
        int other = view.from(guard);
        int end = view.to(guard);
        for (int place = view.from(word); place < view.to(word); place++) {
            int asked = positions[place] + step;
            while (other < end && positions[other] < asked) {
                other++;
            }
            if (other < end && positions[other] == asked) {
                return true;
            }
        }
        return false;
    }

    private void candidate(int entry, Filing filing, List<Hit> hits, BiConsumer<Stored, RuntimeException> failed) {
        int ordinal = entry & Filing.ORDINAL;
        if ((entry & Filing.SEVERAL) != 0) {
            if (ordinal >= seen.length || seen[ordinal] == turn) {
                return; // decided on before, or added after this match began
            }
            seen[ordinal] = turn;
        }
        if ((entry & Filing.COMPLETE) == 0) {
            decide(filing.stored(ordinal), hits, failed);
            return;
        }
        Hit single = filing.single(ordinal);
        if (single != null) {
            hits.add(single);
            return;
        }
        Stored query = filing.stored(ordinal);
        if (query != null) {
            Collections.addAll(hits, query.hits());
        }
    }

    private void decide(@Nullable Stored query, List<Hit> hits, BiConsumer<Stored, RuntimeException> failed) {
        if (query == null || query.setAside()) {
            return;
        }
        try {
            if (!evaluator.matches(query.code())) {
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
