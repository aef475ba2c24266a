package org.tocsin.runtime.stream;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a reader stands: of each kind of its stream the offset that comes next. Its text, the offsets in the order of the
 * kinds with full stops between, is the id of an event. For one thread.
 */
final class Place {
    private final List<Kind> kinds;
    private final long[] next;

    Place(List<Kind> kinds) {
        this.kinds = kinds;
        next = new long[kinds.size()];
    }

    /** Reads an id; for what it does not say the reader is at {@code present}. */
    static Place parse(String id, Place present) {
        Place place = new Place(present.kinds);
        String[] parts = id.strip().split("\\.", -1);
        if (parts.length > place.next.length) {
            throw new IllegalArgumentException("Last-Event-ID is the id of an event of another stream: " + id);
        }
        try {
            for (int i = 0; i < place.next.length; i++) {
                place.next[i] = i < parts.length ? Long.parseLong(parts[i]) : present.next[i];
                if (place.next[i] < 0) {
                    throw new NumberFormatException("negative: " + parts[i]);
                }
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Last-Event-ID is not the id of an event of this stream: " + id, e);
        }
        return place;
    }

    long next(Kind kind) {
        return next[kinds.indexOf(kind)];
    }

    void go(Kind kind, long offset) {
        next[kinds.indexOf(kind)] = offset;
    }

    boolean seen(Event event) {
        return event.offset() < next(event.kind());
    }

    void pass(Event event) {
        go(event.kind(), Math.max(next(event.kind()), event.offset() + 1));
    }

    @Override
    public String toString() {
        return Arrays.stream(next).mapToObj(String::valueOf).collect(Collectors.joining("."));
    }
}
