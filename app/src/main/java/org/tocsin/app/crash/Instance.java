package org.tocsin.app.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.tocsin.runtime.DataDirectory;

/** The program in a process of its own, to be killed and paused. */
public final class Instance implements AutoCloseable {
    private static final int START_SECONDS = 180;

    private final Path directory;
    private final String data;
    private final String cluster;
    private volatile @Nullable Process process;
    private volatile DataDirectory.Address address = new DataDirectory.Address("", "");

    /** One that is not running; with a {@code cluster} it has the alerts role alone, else all of them and a broker. */
    public Instance(Path directory, String data, String cluster) {
        this.directory = directory;
        this.data = data;
        this.cluster = cluster;
    }

    /** Begins to start. */
    public void launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "org.tocsin.app.Main",
                "start",
                "--data",
                data,
                "--port",
                "0"));
        if (!cluster.isEmpty()) {
            command.addAll(List.of("--bootstrap", cluster, "--roles", "alerts"));
        }
        process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve(data + ".out").toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve(data + ".err").toFile()))
                .start();
    }

    /** Starts and waits until it is ready; gives the milliseconds that it took. */
    public long start() throws IOException {
        long begin = System.nanoTime();
        launch();
        long end = begin + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end) {
            Optional<DataDirectory.Address> found = DataDirectory.announced(directory.resolve(data));
            if (found.isPresent() && alive()) {
                address = found.get();
                return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            }
            if (!alive()) {
                throw new IllegalStateException(
                        "the instance ended by itself; see " + directory.resolve(data + ".err"));
            }
            LockSupport.parkNanos(20_000_000);
        }
        throw new IllegalStateException("the instance has not come up within %d s".formatted(START_SECONDS));
    }

    public boolean alive() {
        Process now = process;
        return now != null && now.isAlive();
    }

    public String bootstrap() {
        return address.bootstrap();
    }

    String http() {
        return address.http();
    }

    /** Ends it as kill -9 does, and waits until it is gone. */
    public void kill() {
        Process now = process;
        if (now != null) {
            now.destroyForcibly();
            now.onExit().join();
        }
    }

    /** Stops it and lets it go on, as SIGSTOP and SIGCONT do. */
    public void pause(int milliseconds) throws IOException, InterruptedException {
        signal("-STOP");
        LockSupport.parkNanos(milliseconds * 1_000_000L);
        signal("-CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process now = process;
        if (now != null) {
            new ProcessBuilder("kill", name, String.valueOf(now.pid())).start().waitFor();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
