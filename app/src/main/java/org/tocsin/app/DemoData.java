package org.tocsin.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tocsin.runtime.DataDirectory;
import org.tocsin.runtime.Directories;

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
        try {
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
