package org.tocsin.dashboard;

import java.time.Instant;
import org.tocsin.dashboard.history.View;

/**
 * A place in a list that is ranked anew for each answer: how many were seen of it, and the time and the place of the log up to
 * which it was ranked, so that the pages that follow are of the same list while articles come.
 *
 * @param at the present of the list, in milliseconds
 * @param place offset of the log
 */
record Pinned(long at, long place, int seen) {
    private static final long LATEST = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

    /** The cursor that an earlier answer gave; {@link IllegalArgumentException} when it is none. */
    static Pinned parse(String text) {
        String[] parts = text.split("_", -1);
        try {
            Pinned pinned = new Pinned(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
            if (parts.length != 3 || pinned.seen < 0 || pinned.place < 0 || pinned.at < 0 || pinned.at > LATEST) {
                throw new IllegalArgumentException("cursor is not the next of an earlier answer: " + text);
            }
            return pinned;
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("cursor is not the next of an earlier answer: " + text, e);
        }
    }

    /** The present of the list. */
    Instant instant() {
        return Instant.ofEpochMilli(at);
    }

    /** The part of a view that the list is of. */
    View of(View view) {
        return view.before(place);
    }

    Pinned after(int more) {
        return new Pinned(at, place, seen + more);
    }

    @Override
    public String toString() {
        return at + "_" + place + "_" + seen;
    }
}
