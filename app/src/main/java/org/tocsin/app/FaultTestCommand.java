package org.tocsin.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import org.tocsin.app.crash.Books;
import org.tocsin.app.fault.Fault;
import org.tocsin.app.fault.Trial;
import org.tocsin.app.fault.World;
import org.tocsin.runtime.Directories;
import org.tocsin.runtime.JsonSerde;
import org.tocsin.runtime.Refusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Proves what holds when the network, the broker, the log or a role fails. */
@Command(
        name = "fault-test",
        mixinStandardHelpOptions = true,
        description = {
            "Run the broker and each role as processes of their own, push articles with known right answers, let one fault"
                    + " after the other happen, and after each prove that nothing accepted is lost, no alert has two ids, the"
                    + " counts add up and /health/ready told the truth; measure how long recovery took."
        },
        footer = {
            "",
            "  tocsin fault-test",
            "  tocsin fault-test --fault network-loss --fault broker-down --hold 600s",
            "  tocsin fault-test --cycles 500 --seed 7",
            "  tocsin fault-test --cluster --together --fault one-broker-killed --fault leader-moved"
        })
final class FaultTestCommand implements Callable<Integer> {
    private static final String LINE = "%-18s %-9s %9s %9s %8s  %-24s %s%n";

    @Option(
            names = "--fault",
            paramLabel = "NAME",
            converter = Name.class,
            description =
                    "Which fault, may be given again (default: each once): network-cut, network-delay, network-loss,"
                            + " role-cut-off, broker-killed, broker-down, one-broker-killed, leader-moved, rolling-brokers, roles-paused, clock-jumps, disk-full, one-disk-full, poison, topic-deleted,"
                            + " offsets-lost, rolling-restart, subscriber-storm.")
    private List<Fault> faults = new ArrayList<>();

    @Option(names = "--cycles", paramLabel = "N", description = "So many faults, taken at random (default: each once).")
    private int cycles;

    @Option(
            names = "--hold",
            paramLabel = "TIME",
            converter = Span.class,
            description =
                    "How long network and broker are gone, the disk is full and clocks are wrong, such as 600s or 10m"
                            + " (default: 20s).")
    private Duration hold = Duration.ofSeconds(20);

    @Option(names = "--seed", description = "Of everything random (default: the time).")
    private long seed = System.nanoTime();

    @Option(
            names = "--cluster",
            description = "Three brokers in containers instead of the embedded one; takes a Docker engine and the image"
                    + " apache/kafka:4.3.1.")
    private boolean cluster;

    @Option(names = "--together", description = "All roles in one process beside the broker's.")
    private boolean together;

    /** Names as they are shown. */
    static final class Name implements picocli.CommandLine.ITypeConverter<Fault> {
        @Override
        public Fault convert(String name) {
            for (Fault fault : Fault.values()) {
                if (fault.toString().equals(name)) {
                    return fault;
                }
            }
            throw new picocli.CommandLine.TypeConversionException(
                    name + " is no fault; there are " + List.of(Fault.values()));
        }
    }

    /** A number of seconds, or of what the letter behind it says. */
    static final class Span implements picocli.CommandLine.ITypeConverter<Duration> {
        private static final Pattern FORM = Pattern.compile("(\\d{1,6})([smh]?)");

        @Override
        public Duration convert(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new picocli.CommandLine.TypeConversionException(
                        "“" + text + "” is no length of time; write 90, 90s, 10m or 1h");
            }
            long number = Long.parseLong(form.group(1));
            return switch (form.group(2)) {
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofSeconds(number);
            };
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        // the books are read after each fault, and with them what no one can read since poison was among it
        ((Logger) LoggerFactory.getLogger(JsonSerde.class)).setLevel(Level.ERROR);
        Random random = new Random(seed);
        Path directory = Files.createTempDirectory("tocsin-fault");
        List<Fault> order = order(random);
        System.out.printf(
                "seed %d, %d faults, %s, in %s%n",
                seed,
                order.size(),
                (cluster ? "three brokers" : "a broker")
                        + (together ? " and all roles in one process" : " and four roles"),
                directory);
        boolean well = true;
        try (World world = new World(directory, cluster, together, order, random.nextLong())) {
            world.start();
            System.out.printf(LINE, "fault", "lasted", "recovery", "not ready", "restarts", "", "");
            for (Fault fault : order) {
                Trial trial = Trial.run(fault, world, hold, random);
                print(trial);
                well &= trial.passed();
            }
            Books books = Books.settled(world.kafka());
            System.out.printf(
                    Locale.ROOT,
                    "expected alerts %d, posts %d, of which %d repeated an id; matches %d = decisions %d %s%n",
                    world.expected().size(),
                    world.receiver().posts(),
                    world.receiver().repeats(),
                    books.matches(),
                    books.decisions(),
                    books.outcomes());
        }
        if (well) {
            Directories.delete(directory);
        }
        System.out.println(
                well
                        ? "nothing was lost, each alert has one id, the counts add up, health told the truth"
                        : "it does not hold; what the processes said is kept in " + directory);
        return well ? Main.OK : Main.FAILED;
    }

    private List<Fault> order(Random random) {
        for (Fault fault : faults) {
            if (!fault.of(cluster)) {
                throw new Refusal(fault + " takes several brokers; add --cluster");
            }
        }
        List<Fault> among = new ArrayList<>(
                faults.isEmpty()
                        ? Stream.of(Fault.values())
                                .filter(fault -> fault.of(cluster))
                                .toList()
                        : faults);
        if (faults.isEmpty() && !World.fillsDisks()) {
            System.out.println("full disks are left out: only root can mount one that is small enough to be filled");
            among.removeIf(Fault::fillsDisks);
        }
        if (faults.isEmpty() && !World.setsClocks()) {
            System.out.println(
                    "clock-jumps is left out: no clock can be set without libfaketime; on Debian: apt-get install libfaketime");
            among.remove(Fault.CLOCK_JUMPS);
        }
        if (faults.isEmpty() && together) {
            System.out.println("role-cut-off is left out: with all roles in one process it is network-cut");
            among.remove(Fault.ROLE_CUT_OFF);
        }
        return cycles == 0
                ? among
                : random.ints(cycles, 0, among.size()).mapToObj(among::get).toList();
    }

    private static void print(Trial trial) {
        System.out.printf(
                Locale.ROOT,
                LINE,
                trial.fault(),
                seconds(trial.lasted()),
                seconds(trial.recovery()),
                seconds(trial.notReady()),
                trial.restarts(),
                trial.passed() ? "holds" : "does not hold",
                String.join("; ", trial.wrong()));
    }

    private static String seconds(Duration time) {
        return "%.1f s".formatted(time.toMillis() / 1_000.0);
    }
}
