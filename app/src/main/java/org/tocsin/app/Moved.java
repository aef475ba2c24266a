package org.tocsin.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.tocsin.model.Json;
import org.tocsin.runtime.Refusal;

/**
 * The note in a data directory that its log was moved to a cluster. Two logs that go on from one would alert twice.
 *
 * @param to the cluster's bootstrap address
 */
record Moved(String to, Instant time) {
    private static final String FILE = "moved.json";

    /** Writes it whole or not at all. */
    static void write(Path data, String to, Instant time) {
        Path fresh = data.resolve(FILE + ".new");
        try {
            Files.write(fresh, Json.bytes(new Moved(to, time)));
            Files.move(fresh, data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new Refusal(
                    "migrate: %s cannot be written: %s; make room there and run it again".formatted(fresh, e), e);
        }
    }

    /** {@link Refusal} when the embedded broker's log of {@code data} lives on elsewhere. */
    static void refuse(Path data) {
        Path file = data.resolve(FILE);
        try {
            if (Files.exists(file)) {
                Moved moved = Json.read(Files.readAllBytes(file), Moved.class);
                throw new Refusal(
                        "the log of %s was moved to the cluster at %s on %s; start with --bootstrap (after “tocsin migrate”"
                                        .formatted(data, moved.to, moved.time)
                                + " once more, if it was cut short), or delete %s to go back to the old log, without what came since"
                                        .formatted(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
