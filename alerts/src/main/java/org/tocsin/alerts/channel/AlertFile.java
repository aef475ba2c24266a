package org.tocsin.alerts.channel;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tocsin.model.Alert;
import org.tocsin.model.Destination;
import org.tocsin.model.Json;
import tools.jackson.core.JacksonException;

/**
 * A file of one alert a line, as JSON; one that is in its last {@link #TAIL} bytes is not written again, and a line cut short
 * by a crash is mended.
 */
final class AlertFile implements Channel {
    /** More than what is sent again ever spans, and little beside the memory that there is. */
    private static final int TAIL = 32 << 20;

    private static final int MOST_IDS = 100_000;

    /** How the line of an alert begins. */
    private static final String BEGIN = "{\"id\":\"";

    /** What is known of a file: the latest ids in it, and its size when they were read or written. */
    private static final class Known {
        private final Set<String> ids = Collections.newSetFromMap(new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > MOST_IDS;
            }
        });
        private long size;
    }

    private final Map<Path, Known> files = new ConcurrentHashMap<>();
    private final FilePlaces places;

    AlertFile(FilePlaces places) {
        this.places = places;
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public List<Problem> check(Destination destination, String secret) {
        try {
            Path path = Path.of(destination.target());
            if (destination.target().isBlank() || !path.isAbsolute() || Files.isDirectory(path)) {
                return List.of(new Problem("target", "it must be the absolute path of a file"));
            }
            Path parent = path.getParent();
            if (parent == null || !Files.isDirectory(parent)) {
                return List.of(new Problem("target", "its directory does not exist"));
            }
            return places.holds(path)
                    ? List.of()
                    : List.of(new Problem(
                            "target",
                            "it must lie in %s; the setting alert-files names more directories"
                                    .formatted(places.named())));
        } catch (InvalidPathException e) {
            return List.of(new Problem("target", "it is no path: " + e.getReason()));
        }
    }

    @Override
    public Result send(Message message) {
        Path path = Path.of(message.destination().target()).normalize();
        Known known = files.computeIfAbsent(path, key -> new Known());
        synchronized (known) {
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
                    FileChannel channel = file.getChannel();
                    FileLock lock = channel.lock()) {
                append(file, known, message.alert(), lock.isValid());
                return new Result.Delivered();
            } catch (IOException e) {
                return new Result.Failed("the file cannot be written: " + e.getMessage(), 0);
            }
        }
    }

    private static void append(RandomAccessFile file, Known known, Alert alert, boolean locked) throws IOException {
        if (!locked) {
            throw new IOException("it is not locked");
        }
        if (file.length() != known.size) {
            read(file, known);
        }
        if (!known.ids.contains(alert.id())) {
            file.seek(known.size);
            file.write((Json.line(alert) + "\n").getBytes(StandardCharsets.UTF_8));
            known.size = file.getFilePointer();
            known.ids.add(alert.id());
        }
    }

    /** Reads the latest ids, and cuts off a last line without an end when it is the beginning of an alert. */
    private static void read(RandomAccessFile file, Known known) throws IOException {
        known.ids.clear();
        long start = Math.max(0, file.length() - TAIL);
        byte[] all = new byte[(int) (file.length() - start)];
        file.seek(start);
        file.readFully(all);
        int end = all.length;
        while (end > 0 && all[end - 1] != '\n') {
            end--;
        }
        String begun = new String(all, end, Math.min(all.length - end, BEGIN.length()), StandardCharsets.UTF_8);
        if (!BEGIN.startsWith(begun)) {
            throw new IOException("its last line has no end and is no alert, so that nothing can be written behind it");
        }
        file.setLength(start + end);
        known.size = start + end;
        for (String line :
                new String(all, 0, end, StandardCharsets.UTF_8).lines().toList()) {
            try {
                known.ids.add(Json.mapper().readTree(line).path("id").asString(""));
            } catch (JacksonException e) {
                // a line that someone else wrote is no alert of ours
            }
        }
    }
}
