package org.tocsin.app.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.app.crash.Instance;
import org.tocsin.runtime.EmbeddedBroker;

/** The embedded broker in a process of its own, with doors that are reached through proxies. */
public final class BrokerProcess implements Brokers {
    private static final String READY = "ready";
    private static final long START_SECONDS = 120;

    private final Path directory;
    private final List<EmbeddedBroker.Door> doors;
    private volatile @Nullable Process process;

    BrokerProcess(Path directory, List<EmbeddedBroker.Door> doors) {
        this.directory = directory;
        this.doors = List.copyOf(doors);
    }

    /** Runs until it is killed. Arguments: the directory, then {@code port:advertised} for each door. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path directory = Path.of(arguments[0]);
        List<EmbeddedBroker.Door> doors = Stream.of(arguments)
                .skip(1)
                .map(door -> door.split(":", 2))
                .map(door -> new EmbeddedBroker.Door(Integer.parseInt(door[0]), Integer.parseInt(door[1])))
                .toList();
        EmbeddedBroker broker = EmbeddedBroker.behind(directory, doors);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        Files.writeString(directory.resolve(READY), broker.bootstrap());
        Thread.sleep(Long.MAX_VALUE);
    }

    @Override
    public int count() {
        return 1;
    }

    @Override
    public void start() throws IOException {
        if (alive()) {
            return;
        }
        Files.deleteIfExists(directory.resolve(READY));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(Instance.inherited());
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), BrokerProcess.class.getName(), directory.toString()));
        doors.forEach(door -> command.add(door.port() + ":" + door.advertised()));
        Path messages = directory.resolveSibling("broker.err");
        Process started = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(messages.toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(messages.toFile()))
                .start();
        process = started;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!Files.exists(directory.resolve(READY))) {
            if (!started.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("the broker did not start; see " + messages);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Override
    public boolean alive() {
        Process now = process;
        return now != null && now.isAlive();
    }

    @Override
    public void kill(int broker) {
        end(Process::destroyForcibly);
    }

    @Override
    public void end(int broker) {
        end(Process::destroy);
    }

    private void end(Consumer<Process> blow) {
        Process now = process;
        if (now != null) {
            blow.accept(now);
            now.onExit().join();
        }
    }

    @Override
    public void close() {
        kill(0);
    }
}
