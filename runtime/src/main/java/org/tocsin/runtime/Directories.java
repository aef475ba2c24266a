package org.tocsin.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What the library lacks for directories. */
public final class Directories {
    private static final Set<Path> TEMPORARY = ConcurrentHashMap.newKeySet();
    private static boolean hooked;

    private Directories() {}

    /**
     * A new directory for what a program keeps for its own time; it goes at the latest when the program ends, killed with -9
     * aside.
     */
    public static Path temporary(String name) throws IOException {
        Path directory = Files.createTempDirectory(name);
        TEMPORARY.add(directory);
        deleteAtTheEnd();
        return directory;
    }

    private static synchronized void deleteAtTheEnd() {
        if (!hooked) {
            hooked = true;
            Runtime.getRuntime().addShutdownHook(new Thread(Directories::deleteTemporary, "temporary-directories"));
        }
    }

    private static void deleteTemporary() {
        for (Path directory : TEMPORARY) {
            try {
                delete(directory);
            } catch (IOException | UncheckedIOException e) {
                // whoever still writes there is ending too
            }
        }
    }

    /** {@link Refusal} where root would leave files in a directory of somebody else's, who could not read them. */
    public static void requireOwn(Path directory) throws IOException {
        if (!"root".equals(System.getProperty("user.name")) || !Files.exists(directory)) {
            return;
        }
        String owner = Files.getOwner(directory).getName();
        if (!"root".equals(owner)) {
            throw new Refusal("data directory " + directory + " belongs to " + owner
                    + ", who could not read what root writes there; run the command as " + owner + ", with: runuser -u "
                    + owner + " -- tocsin …");
        }
    }

    /** Deletes a directory with all that is in it; nothing where there is none. */
    public static void delete(Path directory) throws IOException {
        TEMPORARY.remove(directory);
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> below = Files.walk(directory)) {
            for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
