package org.tocsin.app;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.tocsin.model.Json;

/**
 * The program in a process of its own that runs one command line after the other, as often as it is told to, so that not each
 * of many commands has to wait for a machine to start. Its working directory is that of the commands.
 */
final class Shell implements AutoCloseable {
    /** The code of a command that has not ended. */
    static final int STILL_RUNS = -1;

    private final Process process;
    private final BufferedReader answers;

    /**
     * A line to run.
     *
     * @param until what it says when it may be left to itself; empty to wait for its end
     */
    private record Line(List<String> words, String until) {
        boolean left() {
            return !until.isEmpty();
        }
    }

    /** What it has said, and the code that it ended with. */
    record Answer(int code, String out, String err) {
        String said() {
            return out + err;
        }
    }

    Shell(Program program) throws IOException {
        process = program.java(Shell.class, "-Xmx1g", "-XX:+DisplayVMOutputToStderr")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Runs a command to its end. */
    Answer run(List<String> words) throws IOException {
        return tell(new Line(words, ""));
    }

    /** Runs a command until it has said {@code until}, and leaves it running. */
    Answer leave(List<String> words, String until) throws IOException {
        return tell(new Line(words, until));
    }

    private Answer tell(Line line) throws IOException {
        process.getOutputStream().write((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the process of the commands has ended while it ran " + line.words());
        }
        return Json.read(answer.getBytes(StandardCharsets.UTF_8), Answer.class);
    }

    /** Ends it and whatever runs in it, as kill -9 does. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** What a command has said by now. */
    private record Said(ByteArrayOutputStream out, ByteArrayOutputStream err) {
        /** Of the command that this thread runs, or that has begun this thread. */
        private static final ThreadLocal<Said> NOW = new InheritableThreadLocal<>();

        static Said begin() {
            Said begun = new Said(new ByteArrayOutputStream(), new ByteArrayOutputStream());
            NOW.set(begun);
            return begun;
        }

        /** Takes for each command apart what goes to one of its outputs. */
        static PrintStream apart(Function<Said, ByteArrayOutputStream> output) {
            OutputStream stream = new OutputStream() {
                @Override
                public void write(int value) {
                    write(new byte[] {(byte) value}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) {
                    Said said = NOW.get();
                    if (said != null) {
                        output.apply(said).write(bytes, offset, length);
                    }
                }
            };
            return new PrintStream(stream, true, StandardCharsets.UTF_8);
        }

        Answer answer(int code) {
            return new Answer(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(Said.apart(Said::out));
        System.setErr(Said.apart(Said::err));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            answers.println(Json.line(answer(Json.read(line.getBytes(StandardCharsets.UTF_8), Line.class))));
        }
    }

    private static Answer answer(Line line) {
        Said said = Said.begin();
        AtomicInteger code = new AtomicInteger(STILL_RUNS);
        Thread command = Thread.ofPlatform()
                .name(line.words().getFirst())
                .start(() -> code.set(Main.commandLine().execute(line.words().toArray(String[]::new))));
        long end = System.nanoTime() + Program.PATIENCE.toNanos();
        while (command.isAlive()
                && System.nanoTime() < end
                && !(line.left() && said.answer(0).said().contains(line.until()))) {
            LockSupport.parkNanos(10_000_000);
        }
        return said.answer(code.get());
    }
}
