package org.tocsin.app.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The time of day that processes see, by libfaketime, which answers in the place of the C library. What measures how long
 * something takes, the monotonic clock, goes on as it does when the time of day of a machine is set.
 */
final class FakeClock {
    /** So long a process may take until it sees that its clock was set. */
    static final Duration NOTICED = Duration.ofSeconds(2);

    private final Path library;
    private final Path setting;

    private FakeClock(Path library, Path setting) throws IOException {
        this.library = library;
        this.setting = setting;
        set(Duration.ZERO);
    }

    /** Where Debian and its likes install the library. */
    static Optional<Path> library() {
        try (Stream<Path> libraries = Files.find(
                Path.of("/usr/lib"),
                3,
                (path, attributes) -> path.endsWith(Path.of("faketime", "libfaketimeMT.so.1")))) {
            return libraries.findFirst();
        } catch (IOException | java.io.UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** A clock of its own for the processes that are started with {@link #environment}, set in a file below {@code directory}. */
    static FakeClock in(Path directory) throws IOException {
        return new FakeClock(
                library().orElseThrow(() -> new IOException("no clock can be set here; install libfaketime")),
                directory.resolve("clock"));
    }

    /** What a process must find in its environment to see this clock; threads of Java that wait would not wait without the last. */
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD",
                library.toString(),
                "FAKETIME_TIMESTAMP_FILE",
                setting.toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }

    /** Sets it so far ahead of the machine's. */
    void set(Duration ahead) throws IOException {
        Path fresh = setting.resolveSibling("clock.new");
        Files.writeString(fresh, "%+d\n".formatted(ahead.toSeconds()));
        Files.move(fresh, setting, StandardCopyOption.ATOMIC_MOVE);
    }
}
