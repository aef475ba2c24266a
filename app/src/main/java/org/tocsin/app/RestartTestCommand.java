package org.tocsin.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.tocsin.app.crash.Instance;
import org.tocsin.app.crash.Probe;
import org.tocsin.app.crash.Week;
import org.tocsin.runtime.Directories;
import org.tocsin.runtime.KafkaSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Shows how fast the program is back with a week of state: writes a week of articles and subscriptions through it, then
 * ends it with SIGTERM and with kill -9 in the middle of its work, by turns, starts it again, and measures the time from the
 * launch until it is ready and until the alert of an article has arrived that was sent then.
 */
@Command(
        name = "restart-test",
        mixinStandardHelpOptions = true,
        description = "Fill a week of state, end the program softly and with kill -9, and say when it was ready again"
                + " and had alerted.")
final class RestartTestCommand implements Callable<Integer> {
    private static final int MID_WORK = 2_000;

    @Option(names = "--articles", paramLabel = "N", description = "Of the week (default: ${DEFAULT-VALUE}).")
    private int articles = 100_000;

    @Option(names = "--subscriptions", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int subscriptions = 10_000;

    @Option(names = "--rounds", paramLabel = "N", description = "Restarts of each kind (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(
            names = "--within",
            paramLabel = "TIME",
            converter = FaultTestCommand.Span.class,
            description = "Ends with 1 when a restart takes longer until ready (default: 15s).")
    private Duration within = Duration.ofSeconds(15);

    @Option(names = "--heap", paramLabel = "SIZE", description = "Of the program (default: ${DEFAULT-VALUE}).")
    private String heap = "1g";

    @Option(names = "--seed", paramLabel = "N", description = "Of everything random (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--kept",
            paramLabel = "DIR",
            description =
                    "Keep the state here, and use what a run before with the same subscriptions has left (default:"
                            + " a new directory, deleted at the end).")
    private @Nullable Path kept;

    /** A restart: how the program was ended, and milliseconds from the launch. */
    private record Restart(String end, long ready, long alerted) {}

    @Override
    public Integer call() throws Exception {
        if (articles < 1 || subscriptions < 0 || rounds < 1) {
            throw new IllegalArgumentException("--articles and --rounds must be at least 1, --subscriptions 0");
        }
        Path directory = kept == null ? Files.createTempDirectory("tocsin-restart") : kept;
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("tocsin.yaml"), "allow-private: 127.0.0.0/8\n");
        List<Restart> restarts = new ArrayList<>();
        try (Probe probe = new Probe();
                Instance program = new Instance(directory, "data").heap(heap)) {
            boolean filled = Files.exists(directory.resolve("filled"));
            program.start();
            Week week = new Week(sentences(), seed);
            week.subscriptions(kafka(program), subscriptions, Probe.WORD, probe.address());
            if (!filled) {
                fill(program, probe, week);
                Files.createFile(directory.resolve("filled"));
            }
            for (int round = 0; round < rounds; round++) {
                program.end();
                restarts.add(restart("SIGTERM", program, probe));
                week.articles(kafka(program), MID_WORK);
                LockSupport.parkNanos(1_000_000_000);
                program.kill();
                restarts.add(restart("kill -9", program, probe));
            }
        } finally {
            if (kept == null) {
                Directories.delete(directory);
            }
        }
        return report(restarts);
    }

    private void fill(Instance program, Probe probe, Week week) throws InterruptedException, IOException {
        long begin = System.nanoTime();
        week.articles(kafka(program), articles);
        // it comes behind all others; a slow machine tags some tens a second
        probe.await(kafka(program), 600 + articles / 20);
        System.out.printf(
                Locale.ROOT,
                "filled with %,d articles and %,d subscriptions in %d s, %,d webhooks came%n",
                articles,
                subscriptions,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
                probe.others());
    }

    private static KafkaSettings kafka(Instance program) {
        return new KafkaSettings(program.bootstrap());
    }

    private static Restart restart(String end, Instance program, Probe probe) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long ready = program.start();
        probe.await(kafka(program), 300);
        Restart restart = new Restart(end, ready, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        System.out.printf(
                Locale.ROOT,
                "after %s: ready in %.1f s, alerted in %.1f s%n",
                end,
                restart.ready() / 1e3,
                restart.alerted() / 1e3);
        return restart;
    }

    private int report(List<Restart> restarts) {
        for (String end : List.of("SIGTERM", "kill -9")) {
            List<Restart> some =
                    restarts.stream().filter(one -> one.end().equals(end)).toList();
            System.out.printf(
                    Locale.ROOT,
                    "%s: ready in %.1f to %.1f s, alerted in %.1f to %.1f s, of %d%n",
                    end,
                    some.stream().mapToLong(Restart::ready).min().orElse(0) / 1e3,
                    some.stream().mapToLong(Restart::ready).max().orElse(0) / 1e3,
                    some.stream().mapToLong(Restart::alerted).min().orElse(0) / 1e3,
                    some.stream().mapToLong(Restart::alerted).max().orElse(0) / 1e3,
                    some.size());
        }
        boolean well = restarts.stream().allMatch(one -> one.ready() <= within.toMillis());
        System.out.println(
                well
                        ? "every restart was ready within %d s".formatted(within.toSeconds())
                        : "not every restart was ready within %d s".formatted(within.toSeconds()));
        return well ? Main.OK : Main.FAILED;
    }

    /** Of the articles of the demo. */
    private static List<String> sentences() {
        return DemoCommand.wire().stream()
                .map(item -> item.path("title").asString("") + ". "
                        + item.path("summary").asString(item.path("body").asString("")))
                .toList();
    }
}
