package org.tocsin.replay.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.model.Json;

/** What jobs leave behind: files that are there when they are whole, and what was remarkable. */
final class Answers {
    private Answers() {}

    /** Writes {@code report.json}. */
    static void report(Path folder, Object value) throws IOException {
        write(folder.resolve("report.json"), Json.bytes(value));
    }

    static void text(Path file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.write(part, bytes);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static String remark(long unreadable, long removed, long missing) {
        List<String> remarks = new ArrayList<>();
        if (unreadable > 0) {
            remarks.add("%d records could not be read and are left out".formatted(unreadable));
        }
        if (removed > 0) {
            remarks.add("the first %d records are no longer in the log".formatted(removed));
        }
        if (missing > 0) {
            remarks.add("%d articles between the others are missing, as if segments of the log were lost"
                    .formatted(missing));
        }
        return String.join("; ", remarks);
    }
}
