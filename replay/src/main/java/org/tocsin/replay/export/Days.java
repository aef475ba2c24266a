package org.tocsin.replay.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.tocsin.model.Json;
import org.tocsin.replay.Latest;
import org.tocsin.replay.Replay;
import org.tocsin.runtime.TimeOrder;

/**
 * The second part of an export: the days that were collected, sorted and written, several at a time, each by one thread. What
 * is done stands in a journal, so that an export that was killed goes on behind it.
 */
final class Days {
    private static final int MOST_WRITERS = 4;

    private final Path directory;
    private final Path work;
    private final ExportRequest.Format format;
    private final Latest latest;
    private final Runnable step;

    /**
     * @param directory of the export
     * @param work for what is only for the work
     * @param latest which record of each article or alert counts
     * @param step hears of each day before it is written
     */
    Days(Path directory, Path work, ExportRequest.Format format, Latest latest, Runnable step) {
        this.directory = directory;
        this.work = work;
        this.format = format;
        this.latest = latest;
        this.step = step;
    }

    /**
     * Writes the days that are not yet written; answers the files of all that have rows.
     *
     * @param records that were read for them, which are the first half of the progress; this is the second
     */
    List<Manifest.DayFile> write(List<Work.Day> days, long records, Replay.Progress progress) throws IOException {
        Map<String, Manifest.DayFile> done = new ConcurrentSkipListMap<>();
        Path journal = work.resolve("done.ndjson");
        Work.whole(journal, Manifest.DayFile.class).forEach(file -> done.put(file.path(), file));
        Queue<Work.Day> left = new ConcurrentLinkedQueue<>(days);
        Passed passed = new Passed(days.size(), records, progress);
        int writers = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_WRITERS);
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(writers)) {
            for (int i = 0; i < writers; i++) {
                Path folder = Files.createDirectories(work.resolve("writer-" + i));
                all.add(pool.submit(() -> {
                    try (DayWriter writer = DayWriter.of(format, folder)) {
                        for (Work.Day day = left.poll(); day != null; day = left.poll()) {
                            String path = day.kind() + "/day=" + day.day() + "/" + day.kind() + "." + format;
                            if (!done.containsKey(path)) {
                                step.run();
                                Manifest.DayFile file = write(day, path, writer);
                                done(file, journal, done);
                            }
                            passed.one();
                        }
                        return null;
                    } finally {
                        left.clear(); // where one fails the others need not begin another day
                    }
                }));
            }
            for (Future<?> one : all) {
                await(one);
            }
        } finally {
            left.clear();
        }
        return done.values().stream().filter(file -> file.rows() > 0).toList();
    }

    /** Days written, told as records: of one each as many as of another. */
    private static final class Passed {
        private final int days;
        private final long records;
        private final Replay.Progress progress;
        private int written;

        Passed(int days, long records, Replay.Progress progress) {
            this.days = days;
            this.records = records;
            this.progress = progress;
        }

        synchronized void one() {
            written++;
            progress.read(records + records * written / days, 2 * records);
        }
    }

    private static void await(Future<?> writer) throws IOException {
        try {
            writer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while days were written", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException known -> throw known;
                case RuntimeException known -> throw known;
                case null, default -> throw new IllegalStateException("days cannot be written", e);
            }
        }
    }

    private static synchronized void done(Manifest.DayFile file, Path journal, Map<String, Manifest.DayFile> done)
            throws IOException {
        done.put(file.path(), file);
        Files.writeString(journal, Json.line(file) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Manifest.DayFile write(Work.Day day, String path, DayWriter writer) throws IOException {
        Path file = directory.resolve(path);
        Path part = directory.resolve(path + ".part");
        Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
        long[] rows = new long[1];
        Map<String, Long> knowledge = new TreeMap<>();
        try (TimeOrder order = new TimeOrder()) {
            Work.each(day, true, line -> {
                if (line.json().length > 0 && latest.is(line.key(), line.partition(), line.offset())) {
                    rows[0]++;
                    if (!line.knowledge().isEmpty()) {
                        knowledge.merge(line.knowledge(), 1L, Long::sum);
                    }
                    order.add(new TimeOrder.Entry(line.time(), line.partition(), line.offset(), "", line.json()));
                }
            });
            if (rows[0] == 0) {
                Files.delete(file.getParent());
                return new Manifest.DayFile(path, 0, 0, "", Map.of());
            }
            writer.write(day.kind(), order, part);
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return new Manifest.DayFile(path, rows[0], Files.size(file), sha256(file), knowledge);
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digested = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digested.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digested.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
