package org.tocsin.enrich;

import java.util.ArrayList;
import java.util.List;

/**
 * The revisions of one article, in order: the fingerprints of each and the source offset that brought it. A field that
 * is missing says nothing: an article with the known title and no body is a repeat of the one that had both.
 */
record Revisions(List<Entry> entries) {
    private static final List<String> FIELDS = List.of("title", "summary", "body");
    private static final String RETRACTED = "-retracted";

    /** One revision; its number is its place in the list, from 1. */
    record Entry(String hash, long offset) {}

    /**
     * A decision.
     *
     * @param revision the number to emit, or 0 for a repeat
     * @param changed the fields that differ from the revision before
     */
    record Step(int revision, List<String> changed, Revisions next) {}

    Revisions {
        entries = entries == null ? List.of() : List.copyOf(entries);
    }

    /** What the article at {@code offset} is; a re-read of an offset gives the same answer as before. */
    Step step(String fingerprints, boolean retracted, long offset) {
        String hash = fingerprints + (retracted ? RETRACTED : "");
        for (int i = 0; i < entries.size(); i++) {
            Entry known = entries.get(i);
            if (known.offset() == offset) {
                return new Step(i + 1, changed(i - 1, known.hash()), this);
            }
            if (repeats(hash, known.hash())) {
                return new Step(0, List.of(), this);
            }
        }
        List<Entry> grown = new ArrayList<>(entries);
        grown.add(new Entry(hash, offset));
        return new Step(grown.size(), changed(grown.size() - 2, hash), new Revisions(grown));
    }

    private List<String> changed(int before, String hash) {
        if (before < 0) {
            return List.of();
        }
        String known = entries.get(before).hash();
        List<String> changed = new ArrayList<>();
        for (int field = 0; field < FIELDS.size(); field++) {
            String part = part(hash, field);
            if (!part.isEmpty() && !part.equals(part(known, field))) {
                changed.add(FIELDS.get(field));
            }
        }
        if (hash.endsWith(RETRACTED) != known.endsWith(RETRACTED)) {
            changed.add("retracted");
        }
        return changed;
    }

    private static boolean repeats(String hash, String known) {
        if (hash.endsWith(RETRACTED) != known.endsWith(RETRACTED)) {
            return false;
        }
        boolean same = false;
        for (int field = 0; field < FIELDS.size(); field++) {
            String part = part(hash, field);
            if (!part.isEmpty()) {
                if (!part.equals(part(known, field))) {
                    return false;
                }
                same = true;
            }
        }
        return same;
    }

    /** The fingerprint of one field; a hash of another form counts as the title's. */
    private static String part(String hash, int field) {
        String[] parts = hash.replace(RETRACTED, "").split("\\.", -1);
        return field < parts.length ? parts[field] : "";
    }
}
