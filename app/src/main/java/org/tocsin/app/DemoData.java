package org.tocsin.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.tocsin.runtime.DataDirectory;

/** The demo plays on a fresh log: what an earlier demo left in its directory goes. */
final class DemoData {
    private DemoData() {}

    static void clear(Path directory) {
        if (!Files.exists(directory.resolve("instance-id"))
                || DataDirectory.running(directory).isPresent()) {
            return;
        }
        for (String name : List.of("broker", "state")) {
            delete(directory.resolve(name));
        }
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> below = Files.walk(directory)) {
            for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
