package org.tocsin.runtime.stream;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Json;

/** One event of a stream, with its offset in the topic of its kind. */
public class Event {
    private static final Duration PAST = Duration.ofHours(1);

    private final Kind kind;
    private final long offset;
    private final Object value;
    private final long made;
    private volatile @Nullable String data;

    public Event(Kind kind, long offset, Object value) {
        this(kind, offset, value, System.nanoTime());
    }

    private Event(Kind kind, long offset, Object value, long made) {
        this.made = made;
        this.kind = kind;
        this.offset = offset;
        this.value = value;
    }

    /** One that is read from the log, where it has been for long. */
    static Event ofThePast(Kind kind, long offset, Object value) {
        return new Event(kind, offset, value, System.nanoTime() - PAST.toNanos());
    }

    final Kind kind() {
        return kind;
    }

    final long offset() {
        return offset;
    }

    /** The record of the topic. */
    public final Object value() {
        return value;
    }

    /** How long ago it came into this process; an hour of one that is read from the log. */
    public final Duration age() {
        return Duration.ofNanos(System.nanoTime() - made);
    }

    /** Its JSON, made once for all readers. */
    public final String data() {
        String line = data;
        if (line == null) {
            line = Json.line(value);
            data = line;
        }
        return line;
    }

    /** Lets through, as they are, the events of which {@code wanted} is true. */
    public static Function<Event, @Nullable String> where(Predicate<Event> wanted) {
        return event -> wanted.test(event) ? event.data() : null;
    }
}
