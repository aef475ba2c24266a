package org.tocsin.runtime;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Puts any number of entries in the order of their time, ties in the order of the log, holding at most 32 MiB of them: what
 * is more lies as sorted runs in a directory of its own until they are merged. Not thread-safe.
 */
public final class TimeOrder implements AutoCloseable {
    private static final long MOST_BYTES = 32L << 20;
    private static final int OVERHEAD = 100;

    private static final Comparator<Entry> ORDER =
            Comparator.comparing(Entry::time).thenComparingInt(Entry::partition).thenComparingLong(Entry::offset);

    /** Something with a time and its place in the log. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Entry(Instant time, int partition, long offset, String key, byte[] json) {}

    public interface Reader {
        void take(Entry entry) throws IOException;
    }

    private final List<Entry> held = new ArrayList<>();
    private final List<Path> runs = new ArrayList<>();
    private @Nullable Path directory;
    private long bytes;
    private long size;

    public void add(Entry entry) {
        held.add(entry);
        size++;
        bytes += entry.json().length + OVERHEAD;
        if (bytes > MOST_BYTES) {
            spill();
        }
    }

    /** How many were added. */
    public long size() {
        return size;
    }

    private void spill() {
        held.sort(ORDER);
        try {
            if (directory == null) {
                directory = Directories.temporary("tocsin-replay");
            }
            Path run = directory.resolve("run-" + runs.size());
            try (DataOutputStream out = new DataOutputStream(
                    new BufferedOutputStream(new ZstdOutputStream(Files.newOutputStream(run), 1), 1 << 16))) {
                for (Entry entry : held) {
                    Instant time = entry.time();
                    out.writeLong(time.getEpochSecond());
                    out.writeInt(time.getNano());
                    out.writeInt(entry.partition());
                    out.writeLong(entry.offset());
                    out.writeUTF(entry.key());
                    out.writeInt(entry.json().length);
                    out.write(entry.json());
                }
            }
            runs.add(run);
        } catch (IOException e) {
            throw new UncheckedIOException("no room to sort in " + directory + ": " + e.getMessage(), e);
        }
        held.clear();
        bytes = 0;
    }

    /** Hands over every entry, earliest first; to be called once. */
    public void drain(Reader reader) throws IOException {
        held.sort(ORDER);
        if (runs.isEmpty()) {
            for (Entry entry : held) {
                reader.take(entry);
            }
            return;
        }
        spill();
        PriorityQueue<Run> queue = new PriorityQueue<>((a, b) -> ORDER.compare(a.head, b.head));
        try {
            for (Path path : runs) {
                Run run = new Run(path);
                if (run.next()) {
                    queue.add(run);
                }
            }
            for (Run run = queue.poll(); run != null; run = queue.poll()) {
                reader.take(run.head);
                if (run.next()) {
                    queue.add(run);
                }
            }
        } finally {
            for (Run run : queue) {
                run.close();
            }
        }
    }

    /** One sorted run; closed at its end. */
    private static final class Run implements AutoCloseable {
        private final DataInputStream in;
        private Entry head = new Entry(Instant.MIN, 0, 0, "", new byte[0]);

        Run(Path path) throws IOException {
            in = new DataInputStream(new BufferedInputStream(new ZstdInputStream(Files.newInputStream(path)), 1 << 16));
        }

        boolean next() throws IOException {
            long seconds;
            try {
                seconds = in.readLong();
            } catch (EOFException e) {
                close();
                return false;
            }
            Instant time = Instant.ofEpochSecond(seconds, in.readInt());
            int partition = in.readInt();
            long offset = in.readLong();
            String key = in.readUTF();
            head = new Entry(time, partition, offset, key, in.readNBytes(in.readInt()));
            return true;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    @Override
    public void close() {
        try {
            for (Path run : runs) {
                Files.deleteIfExists(run);
            }
            if (directory != null) {
                Directories.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
