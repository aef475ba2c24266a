package org.tocsin.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import org.tocsin.app.fleet.FeedServer;
import org.tocsin.app.fleet.Fleet;
import org.tocsin.runtime.Directories;
import org.tocsin.runtime.Refusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Proves that instances share feeds: none is missed, asked for twice at once or doubled when one of them dies. */
@Command(
        name = "fleet-test",
        mixinStandardHelpOptions = true,
        description = {
            "Let two instances poll the feeds of a local server between them, kill one with -9 again and again, and prove"
                    + " that no article is missed or doubled and no feed is asked for twice at once; tell how long the other"
                    + " took to take over."
        },
        footer = {"", "  tocsin fleet-test", "  tocsin fleet-test --feeds 2000 --interval 60s --kills 3"})
final class FleetTestCommand implements Callable<Integer> {
    @Option(names = "--feeds", description = "Feeds of the server, 2 to 40000 (default: ${DEFAULT-VALUE}).")
    private int feeds = 200;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            converter = FaultTestCommand.Span.class,
            description =
                    "How often each feed publishes an article and is asked for, such as 10s or 1m (default: 10s).")
    private Duration interval = Duration.ofSeconds(10);

    @Option(names = "--kills", description = "How often one of the two is killed (default: ${DEFAULT-VALUE}).")
    private int kills = 1;

    @Option(names = "--seed", description = "Of which is killed and when (default: the time).")
    private long seed = System.nanoTime();

    @Override
    public Integer call() throws IOException {
        if (feeds < 2 || feeds > 40_000) {
            throw new Refusal("--feeds %d is refused; it must be between 2 and 40000".formatted(feeds));
        }
        Random random = new Random(seed);
        Path directory = Files.createTempDirectory("tocsin-fleet");
        System.out.printf(
                "seed %d, %d feeds, each asked for every %d s, in %s%n", seed, feeds, interval.toSeconds(), directory);
        boolean well;
        try (FeedServer server = new FeedServer(interval);
                Fleet fleet = new Fleet(directory, server, feeds, interval)) {
            fleet.start();
            for (int kill = 1; kill <= kills; kill++) {
                fleet.settle();
                print(kill, fleet.kill(random));
            }
            Fleet.Tally tally = fleet.finish();
            print(tally, server);
            well = tally.whole() && server.atOnce() == 0;
        }
        if (well) {
            Directories.delete(directory);
        }
        System.out.println(
                well
                        ? "nothing was missed, nothing was doubled, no feed was asked for twice at once"
                        : "it does not hold; what the processes said is kept in " + directory);
        return well ? Main.OK : Main.FAILED;
    }

    private static void print(int kill, Fleet.TakeOver takeOver) {
        System.out.printf(
                Locale.ROOT,
                "%d %s killed: the other had its %d feeds after %.1f s; none was left alone for longer than %.1f s%n",
                kill,
                takeOver.victim(),
                takeOver.orphans(),
                takeOver.time().toMillis() / 1e3,
                takeOver.gap().toMillis() / 1e3);
    }

    private static void print(Fleet.Tally tally, FeedServer server) {
        System.out.printf(
                Locale.ROOT,
                """
                articles published     %,d
                in tocsin.articles     %,d, and %d sent again
                in tocsin.enriched     %,d, and %d doubled
                requests               %,d, of which %d for a feed that was being asked for
                """,
                tally.published(),
                tally.sent(),
                tally.repeats(),
                tally.enriched(),
                tally.doubled(),
                server.requests().size(),
                server.atOnce());
    }
}
