package org.tocsin.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.tocsin.app.crash.Books;
import org.tocsin.app.crash.Cluster;
import org.tocsin.app.crash.Expectations;
import org.tocsin.app.crash.Instance;
import org.tocsin.app.crash.Receiver;
import org.tocsin.app.crash.Wire;
import org.tocsin.runtime.KafkaSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Proves that alerts arrive once: pushes articles with known right answers while the processes of the program are killed
 * with -9 and paused, at random and at named points, and the receiver fails; then compares what arrived with what had to,
 * and adds up the decisions.
 */
@Command(
        name = "crash-test",
        mixinStandardHelpOptions = true,
        description = "Kill and pause an instance over and over and prove that every alert arrived under one id.")
final class CrashTestCommand implements Callable<Integer> {
    private static final int ARTICLES_A_CYCLE = 12;

    /** Longer than the waits after a message's first and second failure. */
    private static final Duration SETTLE = Duration.ofMinutes(10);

    @Option(names = "--cycles", description = "Kills and pauses (default: 20).")
    private int cycles = 20;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = FaultTestCommand.Span.class,
            description = "Strike no more after this time, however many cycles are left, and close the books"
                    + " (default: 24h).")
    private Duration most = Duration.ofHours(24);

    @Option(names = "--seed", description = "Of everything random (default: the time).")
    private long seed = System.nanoTime();

    @Option(
            names = "--apart",
            description = "Run broker with ingest, enrich, and two instances of alerts as processes of their own,"
                    + " each killed and paused by itself.")
    private boolean apart;

    @Option(
            names = "--refusals",
            description = "Times that the failing receiver refuses one message (default: 2; the attempt after the"
                    + " second comes five minutes later).")
    private int refusals = 2;

    /** Where a cycle strikes. */
    private enum Point {
        ANY_TIME,
        ON_ACCEPTANCE,
        WHILE_DELIVERING,
        AFTER_DELIVERY,
        WHILE_STARTING,
        PAUSE,
        DURING_REBALANCE,
        PAUSE_DURING_REBALANCE;

        /** Whether the first instance of alerts is ended by itself. */
        boolean needsAlerts() {
            return this == DURING_REBALANCE || this == PAUSE_DURING_REBALANCE;
        }

        /** Where processes can be struck that run {@code apart}, or the one that is all. */
        static Point any(Random random, boolean apart) {
            List<Point> points = Arrays.stream(values())
                    .filter(point -> apart || (point != DURING_REBALANCE && point != PAUSE_DURING_REBALANCE))
                    .toList();
            return points.get(random.nextInt(points.size()));
        }
    }

    @Override
    public Integer call() throws Exception {
        Random random = new Random(seed);
        Path directory = Files.createTempDirectory("tocsin-crash");
        int broker = freePort();
        Files.writeString(
                directory.resolve("tocsin.yaml"), "allow-private: 127.0.0.0/8\nbroker-port: %d\n".formatted(broker));
        System.out.printf(
                "seed %d, %d cycles, %s, in %s%n", seed, cycles, apart ? "four processes" : "one process", directory);
        try (Receiver receiver = new Receiver(random.nextLong(), refusals);
                Cluster cluster = apart ? Cluster.apart(directory, broker) : Cluster.whole(directory);
                Wire wire = new Wire(random.nextLong())) {
            cluster.revive();
            Expectations expected = new Expectations();
            wire.subscribe(cluster.alerts(), receiver, expected);
            wire.subscribeMore(cluster.alerts(), receiver, expected);
            Map<Point, Integer> struck = new TreeMap<>();
            Instant last = Instant.now().plus(most);
            for (int cycle = 1; cycle <= cycles && Instant.now().isBefore(last); cycle++) {
                Point point = Point.any(random, apart);
                Instance victim = point.needsAlerts() ? cluster.anyBut(cluster.alerts(), random) : cluster.any(random);
                receiver.failing(random.nextInt(3) == 0);
                boolean hit = strike(point, victim, cluster, receiver, wire, expected, random);
                cluster.revive();
                struck.merge(point, hit ? 1 : 0, Integer::sum);
                System.out.printf(
                        "%d %s %s, %d posts%n",
                        cycle,
                        victim.name(),
                        hit ? point.name().toLowerCase(Locale.ROOT) : "not struck, no message came for a minute",
                        receiver.posts());
            }
            wire.finish(cluster.intake());
            receiver.failing(false);
            Instant end = Instant.now().plus(SETTLE);
            while (!expected.missing(receiver.received()).isEmpty()
                    && Instant.now().isBefore(end)) {
                LockSupport.parkNanos(200_000_000);
            }
            Books books = Books.settled(new KafkaSettings(cluster.intake().bootstrap()));
            System.out.println("struck                 " + struck);
            return report(expected, receiver, cluster, books);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Whether it came to that: what waits for a message may wait in vain. */
    private static boolean strike(
            Point point,
            Instance victim,
            Cluster cluster,
            Receiver receiver,
            Wire wire,
            Expectations expected,
            Random random)
            throws IOException, InterruptedException {
        switch (point) {
            case ANY_TIME -> {
                wire.push(cluster.intake(), ARTICLES_A_CYCLE, expected);
                wait(random.nextInt(1_500));
                victim.kill();
            }
            case ON_ACCEPTANCE -> {
                wire.push(cluster.intake(), ARTICLES_A_CYCLE, expected);
                victim.kill();
            }
            case WHILE_DELIVERING -> {
                receiver.onNext(victim::kill, true);
                wire.push(cluster.intake(), ARTICLES_A_CYCLE, expected);
                return receiver.awaitStruck();
            }
            case AFTER_DELIVERY -> {
                receiver.onNext(victim::kill, false);
                wire.push(cluster.intake(), ARTICLES_A_CYCLE, expected);
                return receiver.awaitStruck();
            }
            case WHILE_STARTING -> {
                wire.push(cluster.intake(), ARTICLES_A_CYCLE, expected);
                victim.kill();
                victim.launch();
                wait(500 + random.nextInt(4_000));
                victim.kill();
            }
            case PAUSE -> {
                wire.push(cluster.intake(), ARTICLES_A_CYCLE, expected);
                victim.pause(500 + random.nextInt(14_000));
            }
            case DURING_REBALANCE -> {
                wire.push(cluster.intake(), ARTICLES_A_CYCLE, expected);
                rebalance(cluster, random);
                victim.kill();
            }
            case PAUSE_DURING_REBALANCE -> {
                wire.push(cluster.intake(), ARTICLES_A_CYCLE, expected);
                rebalance(cluster, random);
                victim.pause(500 + random.nextInt(14_000));
            }
        }
        return true;
    }

    /** Ends one instance of alerts and waits about until its partitions go to the other, after ten seconds. */
    private static void rebalance(Cluster cluster, Random random) {
        cluster.alerts().kill();
        wait(9_000 + random.nextInt(3_000));
    }

    private static void wait(int milliseconds) {
        LockSupport.parkNanos(milliseconds * 1_000_000L);
    }

    private static int report(Expectations expected, Receiver receiver, Cluster cluster, Books books) {
        List<String> missing = expected.missing(receiver.received());
        List<String> wrong = expected.wrong(receiver.received());
        List<Long> restarts = cluster.restarts().stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                """
                expected alerts        %d
                arrived                %d
                missing                %d
                under two ids or none expected  %d
                posts                  %d, of which the receiver refused %d, %d came to where it is gone and %d repeated an id that it had taken
                restart to ready       %d ms at most, %d ms in the middle, of %d; %d starts ended by themselves
                """,
                expected.size(),
                expected.size() - missing.size(),
                missing.size(),
                wrong.size(),
                receiver.posts(),
                receiver.refused(),
                receiver.gone(),
                receiver.repeats(),
                restarts.isEmpty() ? 0 : restarts.getLast(),
                restarts.isEmpty() ? 0 : restarts.get(restarts.size() / 2),
                restarts.size(),
                cluster.ended());
        System.out.printf(
                "matches in the log     %d, decisions %d %s, alerts in the log twice %d%n",
                books.matches(),
                books.decisions(),
                new TreeMap<>(books.outcomes()),
                books.twice().size());
        missing.stream().limit(10).forEach(one -> System.out.println("missing " + one));
        wrong.stream().limit(10).forEach(one -> System.out.println("wrong " + one));
        boolean well = missing.isEmpty() && wrong.isEmpty() && books.addsUp();
        System.out.println(well ? "everything arrived, each under one id, and the counts add up" : "it does not hold");
        return well ? Main.OK : Main.FAILED;
    }
}
