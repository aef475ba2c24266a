package org.tocsin.app.crash;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.tocsin.runtime.DataDirectory;

/** The program in a process of its own, to be killed and paused. */
public final class Instance implements AutoCloseable {
    /** Beginnings of what a process takes over from this one about how quickly it starts. */
    private static final List<String> INHERITED = List.of("-XX:AOTCache=", "-Xlog:aot", "-XX:TieredStopAtLevel=");

    private static final int START_SECONDS = 400;

    private final Path directory;
    private final String data;
    private final List<String> more;
    private Map<String, String> environment = Map.of();
    private String heap = "512m";
    private volatile @Nullable Process process;
    private volatile DataDirectory.Address address = new DataDirectory.Address("", "");

    /** It ended before it was ready. */
    public static final class Ended extends IllegalStateException {
        Ended(Path err) {
            super("the instance ended by itself; see " + err);
        }
    }

    /** One that is not running, with {@code more} arguments of {@code start}. */
    public Instance(Path directory, String data, String... more) {
        this.directory = directory;
        this.data = data;
        this.more = List.of(more);
    }

    /** The same, to be started with these variables besides. */
    public Instance in(Map<String, String> variables) {
        environment = Map.copyOf(variables);
        return this;
    }

    /** The same with this much memory instead of 512 MB, as {@code 1g}. */
    public Instance heap(String size) {
        heap = size;
        return this;
    }

    /** Begins to start. */
    public void launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(inherited());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "org.tocsin.app.Main",
                "start",
                "--data",
                data,
                "--port",
                "0"));
        command.addAll(more);
        // in the moment of its start the word of the one before would still be believed
        Files.deleteIfExists(directory.resolve(data).resolve("instance.json"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        process = builder.directory(directory.toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve(data + ".out").toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve(data + ".err").toFile()))
                .start();
    }

    /** What this process was told about how quickly it starts, for those that it starts itself. */
    public static List<String> inherited() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> INHERITED.stream().anyMatch(argument::startsWith))
                .toList();
    }

    /** Starts and waits until it is ready; gives the milliseconds that it took. */
    public long start() throws IOException {
        long begin = System.nanoTime();
        launch();
        long end = begin + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end) {
            if (up()) {
                return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            }
            if (!alive()) {
                throw new Ended(directory.resolve(data + ".err"));
            }
            LockSupport.parkNanos(20_000_000);
        }
        throw new IllegalStateException("the instance has not come up within %d s".formatted(START_SECONDS));
    }

    /** Whether it has come up, so that it can be asked. */
    public boolean up() {
        Optional<DataDirectory.Address> found = DataDirectory.announced(directory.resolve(data));
        found.ifPresent(now -> address = now);
        return found.isPresent() && alive();
    }

    public boolean alive() {
        Process now = process;
        return now != null && now.isAlive();
    }

    /** Where its broker is reached. */
    public String bootstrap() {
        return address.bootstrap();
    }

    public String name() {
        return data;
    }

    /** Where its page and API are. */
    public String http() {
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

    /** Ends it as SIGTERM does, and waits until it is gone. */
    public void end() {
        Process now = process;
        if (now != null) {
            now.destroy();
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
        if (now != null && now.isAlive()) {
            new ProcessBuilder("kill", name, String.valueOf(now.pid())).start().waitFor();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
