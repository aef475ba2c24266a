package org.tocsin.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.tocsin.runtime.DataDirectory;

/** The program as a user runs it: its command line in processes of their own, in one directory. */
final class Program {
    /** What a test waits for may last as long on a busy machine; nothing waits longer than it has to. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path directory;
    private final List<Process> running = new ArrayList<>();
    private int launched;

    Program(Path directory) {
        this.directory = directory;
    }

    /** What a command left behind. */
    record Outcome(int code, String out, String err) {}

    /** A command that still runs. */
    record Running(Process process, Path out, Path err) {
        String said() {
            try {
                return Files.readString(out) + Files.readString(err);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** A process in the directory with a class path and flags that suit commands; {@code flags} come behind those. */
    ProcessBuilder java(Class<?> main, String... flags) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // none runs long enough for code that takes long to compile
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(flags));
        command.add(main.getName());
        return new ProcessBuilder(command).directory(directory.toFile());
    }

    Running launch(String... arguments) throws IOException {
        return launch(Map.of(), arguments);
    }

    Running launch(Map<String, String> variables, String... arguments) throws IOException {
        ProcessBuilder command = java(Main.class);
        command.environment().putAll(variables);
        command.command().addAll(List.of(arguments));
        Path out = directory.resolve("out" + ++launched);
        Path err = directory.resolve("err" + launched);
        Process process =
                command.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        running.add(process);
        return new Running(process, out, err);
    }

    Outcome run(String... arguments) throws IOException, InterruptedException {
        Running command = launch(arguments);
        if (!command.process().waitFor(300, TimeUnit.SECONDS)) {
            throw new AssertionError(List.of(arguments) + " has not ended after 300 s: " + command.said());
        }
        return new Outcome(
                command.process().exitValue(), Files.readString(command.out()), Files.readString(command.err()));
    }

    /** Starts an instance on {@code data} and waits until it is up. */
    DataDirectory.Address start(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("start", "--data", "data", "--port", "0"));
        arguments.addAll(List.of(more));
        Running command = launch(arguments.toArray(String[]::new));
        List<DataDirectory.Address> found = new ArrayList<>();
        await("the instance is up", () -> {
            Optional<DataDirectory.Address> address = DataDirectory.running(directory.resolve("data"));
            address.ifPresent(found::add);
            return address.isPresent() || !command.process().isAlive();
        });
        if (found.isEmpty()) {
            throw new AssertionError("the instance ended: " + command.said());
        }
        return found.getFirst();
    }

    /** Ends everything that runs, as kill -9 does. */
    void kill() {
        running.forEach(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
        running.clear();
    }

    /** Waits up to {@link #PATIENCE}. */
    static void await(String what, BooleanSupplier condition) {
        await(what, PATIENCE, condition);
    }

    static void await(String what, Duration most, BooleanSupplier condition) {
        long end = System.nanoTime() + most.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("after %d s it does not hold that %s".formatted(most.toSeconds(), what));
            }
            LockSupport.parkNanos(50_000_000);
        }
    }
}
