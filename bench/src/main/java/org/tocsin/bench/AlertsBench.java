package org.tocsin.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Alerts from end to end on the embedded broker: how fast they arrive, how many, and beside how many subscriptions. */
@Command(
        name = "alerts",
        mixinStandardHelpOptions = true,
        description = "From an article to the webhook, beside an empty pipeline; a million subscriptions; deliveries a"
                + " second; bad endpoints beside good ones.")
final class AlertsBench implements Callable<Integer> {
    /** What is measured. */
    enum Part {
        latency,
        subscriptions,
        deliveries,
        endpoints
    }

    @Option(
            names = "--part",
            split = ",",
            paramLabel = "PART",
            description = "${COMPLETION-CANDIDATES} (default: all).")
    private List<Part> parts = List.of(Part.values());

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Directory with news/ and queries/ (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("..", "shared", "data");

    @Option(
            names = "--subscriptions",
            paramLabel = "N",
            description = "Subscriptions (default: 100000, and 1000000 for the part of that name).")
    private int subscriptions;

    @Option(names = "--rate", paramLabel = "N", description = "Articles a second (default: ${DEFAULT-VALUE}).")
    private int rate = 200;

    @Option(names = "--seconds", paramLabel = "N", description = "Measured in a round (default: ${DEFAULT-VALUE}).")
    private int seconds = 20;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds of each pipeline (default: ${DEFAULT-VALUE}).")
    private int rounds = 2;

    @Override
    public Integer call() throws Exception {
        for (Part part : parts) {
            switch (part) {
                case latency -> new AlertLatency(data, subscriptions(100_000), rate, seconds).run(rounds);
                case subscriptions -> new AlertSubscriptions(data, subscriptions(1_000_000)).run();
                case deliveries -> new AlertDeliveries().run(rounds);
                case endpoints -> new AlertEndpoints().run();
            }
        }
        return 0;
    }

    private int subscriptions(int otherwise) {
        return subscriptions > 0 ? subscriptions : otherwise;
    }
}
