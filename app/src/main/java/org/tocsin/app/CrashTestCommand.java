package org.tocsin.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.tocsin.app.crash.Expectations;
import org.tocsin.app.crash.Instance;
import org.tocsin.app.crash.Receiver;
import org.tocsin.app.crash.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Proves that alerts arrive once: pushes articles with known right answers while the whole program is killed with -9 and
 * paused, at random and at named points, and the receiver fails; then compares what arrived with what had to.
 */
@Command(
        name = "crash-test",
        mixinStandardHelpOptions = true,
        description = "Kill and pause an instance over and over and prove that every alert arrived under one id.")
final class CrashTestCommand implements Callable<Integer> {
    private static final int ARTICLES_A_CYCLE = 12;
    private static final long SETTLE_SECONDS = 480;

    @Option(names = "--cycles", description = "Kills and pauses (default: 20).")
    private int cycles = 20;

    @Option(names = "--seed", description = "Of everything random (default: the time).")
    private long seed = System.nanoTime();

    @Option(names = "--second", description = "Run a second instance of the alerts role, killed and paused too.")
    private boolean second;

    /** Where a cycle strikes. */
    private enum Point {
        ANY_TIME,
        ON_ACCEPTANCE,
        WHILE_DELIVERING,
        AFTER_DELIVERY,
        WHILE_STARTING,
        PAUSE,
        SECOND_INSTANCE
    }

    @Override
    public Integer call() throws Exception {
        Random random = new Random(seed);
        Path directory = Files.createTempDirectory("tocsin-crash");
        Files.writeString(directory.resolve("tocsin.yaml"), "allow-private: 127.0.0.0/8\n");
        System.out.printf("seed %d, %d cycles, in %s%n", seed, cycles, directory);
        try (Receiver receiver = new Receiver(random.nextLong());
                Instance instance = new Instance(directory, "data", "");
                Wire wire = new Wire(random.nextLong())) {
            List<Long> restarts = new ArrayList<>();
            instance.start();
            Expectations expected = new Expectations();
            wire.subscribe(instance, receiver, expected);
            Instance other = second ? other(directory, instance) : null;
            for (int cycle = 1; cycle <= cycles; cycle++) {
                Point[] points = Point.values();
                Point point = points[random.nextInt(second ? points.length : points.length - 1)];
                receiver.failing(random.nextInt(3) == 0);
                strike(point, instance, other, receiver, wire, expected, random);
                if (!instance.alive()) {
                    if (other != null) {
                        other.kill();
                    }
                    restarts.add(instance.start());
                    other = second ? other(directory, instance) : null;
                }
                System.out.printf("%d %s, %d posts%n", cycle, point.name().toLowerCase(Locale.ROOT), receiver.posts());
            }
            receiver.failing(false);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS);
            while (!expected.missing(receiver.received()).isEmpty() && System.nanoTime() < end) {
                LockSupport.parkNanos(200_000_000);
            }
            if (other != null) {
                other.kill();
            }
            return report(expected, receiver, restarts);
        }
    }

    private static Instance other(Path directory, Instance first) throws IOException {
        Instance other = new Instance(directory, "data2", first.bootstrap());
        other.launch();
        return other;
    }

    private static void strike(
            Point point,
            Instance instance,
            @Nullable Instance other,
            Receiver receiver,
            Wire wire,
            Expectations expected,
            Random random)
            throws IOException, InterruptedException {
        switch (point) {
            case ANY_TIME -> {
                wire.push(instance, ARTICLES_A_CYCLE, expected);
                pause(random.nextInt(1_500));
                instance.kill();
            }
            case ON_ACCEPTANCE -> {
                wire.push(instance, ARTICLES_A_CYCLE, expected);
                instance.kill();
            }
            case WHILE_DELIVERING -> {
                receiver.onNext(instance::kill, true);
                wire.push(instance, ARTICLES_A_CYCLE, expected);
                receiver.awaitStruck();
            }
            case AFTER_DELIVERY -> {
                receiver.onNext(instance::kill, false);
                wire.push(instance, ARTICLES_A_CYCLE, expected);
                receiver.awaitStruck();
            }
            case WHILE_STARTING -> {
                wire.push(instance, ARTICLES_A_CYCLE, expected);
                instance.kill();
                instance.launch();
                pause(500 + random.nextInt(4_000));
                instance.kill();
            }
            case PAUSE -> {
                wire.push(instance, ARTICLES_A_CYCLE, expected);
                instance.pause(500 + random.nextInt(14_000));
            }
            case SECOND_INSTANCE -> {
                wire.push(instance, ARTICLES_A_CYCLE, expected);
                if (other == null) {
                    return;
                }
                if (random.nextBoolean()) {
                    other.pause(500 + random.nextInt(14_000));
                } else {
                    other.kill();
                    other.launch();
                }
            }
        }
    }

    private static void pause(int milliseconds) {
        LockSupport.parkNanos(milliseconds * 1_000_000L);
    }

    private int report(Expectations expected, Receiver receiver, List<Long> restarts) {
        List<String> missing = expected.missing(receiver.received());
        List<String> wrong = expected.wrong(receiver.received());
        System.out.printf(
                Locale.ROOT,
                """
                expected alerts        %d
                arrived                %d
                missing                %d
                under two ids or none expected  %d
                posts                  %d, of which the receiver refused %d and %d repeated an id that it had taken
                restart to ready       %d ms at most, %d ms in the middle
                """,
                expected.size(),
                expected.size() - missing.size(),
                missing.size(),
                wrong.size(),
                receiver.posts(),
                receiver.refused(),
                receiver.repeats(),
                restarts.stream().mapToLong(Long::longValue).max().orElse(0),
                restarts.isEmpty() ? 0 : restarts.stream().sorted().toList().get(restarts.size() / 2));
        missing.stream().limit(10).forEach(one -> System.out.println("missing " + one));
        wrong.stream().limit(10).forEach(one -> System.out.println("wrong " + one));
        return missing.isEmpty() && wrong.isEmpty() ? Main.OK : Main.FAILED;
    }
}
