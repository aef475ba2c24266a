package org.tocsin.replay.export;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Json;
import tools.jackson.core.JacksonException;

/**
 * The records collected so far, in a file for each kind and day, with a checkpoint that says up to which offset. What lies
 * behind a checkpoint is cut off when the work goes on after a crash.
 */
final class Work {
    /**
     * A record: its time, place, identity and form.
     *
     * @param knowledge version that an article was tagged with, empty for others
     * @param json empty for one that is not told, but whose earlier revisions are not told either
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Line(Instant time, int partition, long offset, int revision, long key, String knowledge, byte[] json) {
        private static final int HEAD = 3 * Long.BYTES + 4 * Integer.BYTES + Short.BYTES;

        private void writeTo(ByteArrayOutputStream out) {
            byte[] version = knowledge.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(ByteBuffer.allocate(HEAD)
                    .putLong(time.getEpochSecond())
                    .putInt(time.getNano())
                    .putInt(partition)
                    .putLong(offset)
                    .putInt(revision)
                    .putLong(key)
                    .putInt(json.length)
                    .putShort((short) version.length)
                    .array());
            out.writeBytes(version);
            out.writeBytes(json);
        }

        /** The next one, null behind the last; without its form unless {@code whole}. */
        private static @Nullable Line next(InputStream in, boolean whole) throws IOException {
            byte[] bytes = in.readNBytes(HEAD);
            if (bytes.length == 0) {
                return null;
            }
            ByteBuffer head = ByteBuffer.wrap(bytes);
            Instant time = Instant.ofEpochSecond(head.getLong(), head.getInt());
            int partition = head.getInt();
            long offset = head.getLong();
            int revision = head.getInt();
            long key = head.getLong();
            int length = head.getInt();
            String knowledge = new String(in.readNBytes(head.getShort()), StandardCharsets.UTF_8);
            if (whole) {
                return new Line(time, partition, offset, revision, key, knowledge, in.readNBytes(length));
            }
            in.skipNBytes(length);
            return new Line(time, partition, offset, revision, key, knowledge, NONE);
        }
    }

    /** One kind and day, and where its records lie in the order of the log. */
    record Day(String kind, String day, Path file) {}

    static final byte[] NONE = new byte[0];

    /**
     * The sequence of the enriched articles passed.
     *
     * @param count how many bear a number
     */
    record Numbers(long first, long last, long count) {
        static final Numbers NONE = new Numbers(Long.MAX_VALUE, 0, 0);

        Numbers andMore(long more) {
            return new Numbers(first, last, count + more);
        }

        Numbers and(long number) {
            return new Numbers(Math.min(first, number), Math.max(last, number), count + 1);
        }
    }

    /**
     * How far the collecting is.
     *
     * @param next offset to read next, by topic and partition
     * @param lengths bytes of each file that count
     * @param removed offsets that went from the log since the ranges were fixed
     */
    record Checkpoint(
            Map<String, Map<Integer, Long>> next,
            Map<String, Long> lengths,
            Numbers numbers,
            long unreadable,
            long removed,
            boolean complete) {
        Checkpoint {
            next = next == null ? new TreeMap<>() : new TreeMap<>(next);
            lengths = lengths == null ? new TreeMap<>() : new TreeMap<>(lengths);
            numbers = numbers == null ? Numbers.NONE : numbers;
        }
    }

    private final Path directory;
    private final long mostBytes;
    private final Runnable step;
    private final Map<String, ByteArrayOutputStream> held = new TreeMap<>();
    private final Map<String, Map<Integer, Long>> next = new TreeMap<>();
    private final Map<String, Long> lengths = new TreeMap<>();
    private Numbers numbers = Numbers.NONE;
    private long unreadable;
    private long removed;
    private long bytes;
    private boolean complete;

    /**
     * Goes on where the directory's last checkpoint was.
     *
     * @param step hears of each step of a checkpoint
     */
    Work(Path directory, long mostBytes, Runnable step) throws IOException {
        this.directory = directory;
        this.mostBytes = mostBytes;
        this.step = step;
        Files.createDirectories(directory);
        Path file = directory.resolve("checkpoint.json");
        if (Files.exists(file)) {
            Checkpoint last = Json.read(Files.readAllBytes(file), Checkpoint.class);
            last.next().forEach((topic, places) -> next.put(topic, new TreeMap<>(places)));
            lengths.putAll(last.lengths());
            numbers = last.numbers();
            unreadable = last.unreadable();
            removed = last.removed();
            complete = last.complete();
        }
        for (Path day : days()) {
            try (FileChannel channel = FileChannel.open(day, StandardOpenOption.WRITE)) {
                channel.truncate(lengths.getOrDefault(name(day), 0L));
            }
        }
    }

    private List<Path> days() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> name(file).endsWith(".lines")).sorted().toList();
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    void add(String kind, String day, Line line) {
        ByteArrayOutputStream out =
                held.computeIfAbsent(kind + "-" + day + ".lines", key -> new ByteArrayOutputStream());
        int before = out.size();
        line.writeTo(out);
        bytes += out.size() - before;
    }

    /** Takes note of the sequence of an enriched article; 0 for what has none. */
    void numbered(long sequence) {
        if (sequence > 0) {
            numbers = numbers.and(sequence);
        }
    }

    /** @param numbered whether it has a place in the sequence of enriched articles */
    void unreadable(boolean numbered) {
        unreadable++;
        if (numbered) {
            numbers = numbers.andMore(1);
        }
    }

    /** @param numbered whether enriched articles are gone */
    void removed(long offsets, boolean numbered) {
        removed += offsets;
        if (numbered) {
            numbers = numbers.andMore(offsets);
        }
    }

    /** Says that everything up to the offset has been added or counted. */
    void passed(String topic, int partition, long offset) {
        next.computeIfAbsent(topic, key -> new TreeMap<>()).put(partition, offset + 1);
        if (bytes > mostBytes) {
            save();
        }
    }

    /** Where to go on in the topic. */
    Map<Integer, Long> next(String topic) {
        return next.getOrDefault(topic, Map.of());
    }

    long unreadableSoFar() {
        return unreadable;
    }

    long removedSoFar() {
        return removed;
    }

    /** Enriched articles that were not there though later ones were. */
    long missing() {
        return numbers.last() == 0 ? 0 : Math.max(0, numbers.last() - numbers.first() + 1 - numbers.count());
    }

    boolean complete() {
        return complete;
    }

    void completed() {
        complete = true;
        save();
    }

    private void save() {
        try {
            for (Map.Entry<String, ByteArrayOutputStream> one : held.entrySet()) {
                try (OutputStream out = Files.newOutputStream(
                        directory.resolve(one.getKey()), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                    one.getValue().writeTo(out);
                }
                step.run();
                lengths.merge(one.getKey(), (long) one.getValue().size(), Long::sum);
            }
            held.clear();
            bytes = 0;
            step.run();
            write(
                    directory.resolve("checkpoint.json"),
                    new Checkpoint(next, lengths, numbers, unreadable, removed, complete));
        } catch (IOException e) {
            throw new UncheckedIOException("no room for the export in " + directory + ": " + e.getMessage(), e);
        }
    }

    static void write(Path file, Object record) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.write(part, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(record));
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The records of a file of NDJSON that a kill may have torn; what lies behind the last whole line is cut off. */
    static <T> List<T> whole(Path file, Class<T> type) throws IOException {
        List<T> records = new ArrayList<>();
        byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : NONE;
        int good = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                try {
                    records.add(Json.read(Arrays.copyOfRange(bytes, good, at), type));
                } catch (JacksonException e) {
                    break;
                }
                good = at + 1;
            }
        }
        if (good < bytes.length) {
            Files.write(file, Arrays.copyOf(bytes, good));
        }
        return records;
    }

    interface Taker {
        void take(Line line) throws IOException;
    }

    /** What has been collected, by kind and day. */
    List<Day> collected() throws IOException {
        return days().stream()
                .map(file -> {
                    String[] parts = name(file).replace(".lines", "").split("-", 2);
                    return new Day(parts[0], parts[1], file);
                })
                .toList();
    }

    /** Hands over each record of a day in the order of the log, without its form unless {@code whole}. */
    static void each(Day day, boolean whole, Taker taker) throws IOException {
        try (InputStream lines = new BufferedInputStream(Files.newInputStream(day.file()), 1 << 16)) {
            for (Line line = Line.next(lines, whole); line != null; line = Line.next(lines, whole)) {
                taker.take(line);
            }
        }
    }
}
