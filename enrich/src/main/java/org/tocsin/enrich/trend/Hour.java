package org.tocsin.enrich.trend;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/** What an hour brought of one key: articles by minute, and up to {@link #MAX_PUBLISHERS} publishers. Immutable. */
public final class Hour {
    /** Publishers that are told apart in an hour. */
    public static final int MAX_PUBLISHERS = 8;

    static final Hour EMPTY = new Hour(new int[60], new int[0]);

    private final int[] minutes;
    private final int[] publishers;

    private Hour(int[] minutes, int[] publishers) {
        this.minutes = minutes;
        this.publishers = publishers;
    }

    /** With one more article in a minute; its publisher counts unless it is 0. */
    Hour plus(int minute, int publisher) {
        int[] more = minutes.clone();
        more[minute]++;
        boolean known = publisher == 0 || publishers.length == MAX_PUBLISHERS;
        for (int one : publishers) {
            known |= one == publisher;
        }
        int[] those = publishers;
        if (!known) {
            those = Arrays.copyOf(publishers, publishers.length + 1);
            those[publishers.length] = publisher;
        }
        return new Hour(more, those);
    }

    int count() {
        return Arrays.stream(minutes).sum();
    }

    int count(int minute) {
        return minutes[minute];
    }

    /** Articles of the minutes from {@code first} to {@code last}, both inclusive. */
    int count(int first, int last) {
        int sum = 0;
        for (int minute = first; minute <= last; minute++) {
            sum += minutes[minute];
        }
        return sum;
    }

    /** How many different publishers there are in both. */
    int publishersWith(Hour other) {
        int all = publishers.length;
        for (int one : other.publishers) {
            boolean known = false;
            for (int mine : publishers) {
                known |= mine == one;
            }
            all += known ? 0 : 1;
        }
        return all;
    }

    /** A byte for the number of publishers, four for each, then a byte and four for each minute that is not 0. */
    public static Serde<Hour> serde() {
        return Serdes.serdeFrom(
                (topic, hour) -> hour == null ? null : hour.bytes(),
                (topic, bytes) -> bytes == null ? null : read(bytes));
    }

    private byte[] bytes() {
        int filled = 0;
        for (int count : minutes) {
            filled += count == 0 ? 0 : 1;
        }
        ByteBuffer out = ByteBuffer.allocate(1 + 4 * publishers.length + 5 * filled);
        out.put((byte) publishers.length);
        for (int publisher : publishers) {
            out.putInt(publisher);
        }
        for (int minute = 0; minute < 60; minute++) {
            if (minutes[minute] != 0) {
                out.put((byte) minute).putInt(minutes[minute]);
            }
        }
        return out.array();
    }

    private static Hour read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int[] publishers = new int[in.get()];
        for (int i = 0; i < publishers.length; i++) {
            publishers[i] = in.getInt();
        }
        int[] minutes = new int[60];
        while (in.hasRemaining()) {
            byte minute = in.get();
            minutes[minute] = in.getInt();
        }
        return new Hour(minutes, publishers);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Hour that
                && Arrays.equals(minutes, that.minutes)
                && Arrays.equals(publishers, that.publishers);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(minutes) + Arrays.hashCode(publishers);
    }
}
