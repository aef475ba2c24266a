package org.tocsin.enrich;

import java.util.ArrayList;
import java.util.List;

/** The revisions of one article, in order: the hash of each and the source offset that brought it. */
record Revisions(List<Entry> entries) {
    /** One revision; its number is its place in the list, from 1. */
    record Entry(String hash, long offset) {}

    /** A decision: the number to emit, or 0 for a repeat. */
    record Step(int revision, Revisions next) {}

    Revisions {
        entries = entries == null ? List.of() : List.copyOf(entries);
    }

    /** What the article at {@code offset} is; a re-read of an offset gives the same answer as before. */
    Step step(String hash, long offset) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).hash().equals(hash)) {
                return new Step(entries.get(i).offset() == offset ? i + 1 : 0, this);
            }
        }
        List<Entry> grown = new ArrayList<>(entries);
        grown.add(new Entry(hash, offset));
        return new Step(grown.size(), new Revisions(grown));
    }
}
