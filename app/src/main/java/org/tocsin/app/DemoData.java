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
        try (Stream<Path> files = Stream.of("broker", "state")
                .map(directory::resolve)
                .filter(Files::exists)
                .flatMap(DemoData::below)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path path : all) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> below(Path path) {
        try {
            return Files.walk(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
