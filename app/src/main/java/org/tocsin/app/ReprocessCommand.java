package org.tocsin.app;

import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.model.Generation;
import org.tocsin.replay.compare.KnowledgeOf;
import org.tocsin.replay.reprocess.Reprocess;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** History tagged anew. */
@Command(
        name = "reprocess",
        mixinStandardHelpOptions = true,
        description = {
            "Tag the whole history anew into a topic beside the live one. Nothing changes until tocsin reprocess --switch;"
                    + " tocsin reprocess --back undoes it."
        },
        footer = {
            "",
            "  tocsin reprocess --rate 500",
            "  tocsin reprocess --switch",
            "  tocsin reprocess --list",
            "  tocsin reprocess --back",
            "",
            "Run it again after a crash and it goes on; run it again later and it adds what has come since."
        })
final class ReprocessCommand implements Callable<Integer> {
    private static final double UNLIMITED = 1e9;

    @Mixin
    private Options options;

    @Option(
            names = "--with",
            paramLabel = "KNOWLEDGE",
            description = "shipped, now or a version such as 1+3 (default: now).")
    private String with = "now";

    @Option(names = "--rate", paramLabel = "N", description = "Articles a second at most (default: no limit).")
    private double rate = UNLIMITED;

    @ArgGroup(exclusive = true)
    private final Instead instead = new Instead();

    /** What to do in place of tagging. */
    private static final class Instead {
        @Option(names = "--switch", description = "Complete it, then read the past from there.")
        private boolean change;

        @Option(names = "--back", description = "Read the past from where it was before the last switch.")
        private boolean back;

        @Option(names = "--list", description = "Show what there is and what is in force.")
        private boolean list;

        @Option(names = "--remove", description = "Delete what was tagged with that knowledge.")
        private boolean remove;
    }

    @Override
    public Integer call() {
        String name = KnowledgeOf.version(with);
        try (Options.Connection connection = options.connect()) {
            Reprocess reprocess = new Reprocess(connection.kafka(), InstantSource.system());
            if (instead.list) {
                reprocess.all().forEach(ReprocessCommand::print);
            } else if (instead.back) {
                print(reprocess.back());
            } else if (instead.remove) {
                reprocess.remove(version(connection, name));
            } else if (instead.change) {
                Knowledge knowledge = KnowledgeOf.named(connection.kafka(), name);
                try (Progress progress = new Progress("Completing")) {
                    reprocess.switchTo(knowledge, rate, progress);
                }
                reprocess.all().stream().filter(Reprocess.Standing::inForce).forEach(ReprocessCommand::print);
            } else {
                tag(reprocess, KnowledgeOf.named(connection.kafka(), name));
            }
        }
        return Main.OK;
    }

    private void tag(Reprocess reprocess, Knowledge knowledge) {
        Reprocess.Outcome outcome;
        try (Progress progress = new Progress("Reprocessing")) {
            outcome = reprocess.run(knowledge, rate, progress);
        }
        System.out.printf("tagged %,d articles anew%n", outcome.tagged());
        print(outcome.standing());
        RangeOptions.warn(outcome.unreadable(), outcome.removed(), outcome.missing());
    }

    /** The version that a name means, also one of another release. */
    private static String version(Options.Connection connection, String name) {
        return Character.isDigit(name.charAt(0))
                ? name
                : KnowledgeOf.named(connection.kafka(), name).version();
    }

    private static void print(Reprocess.Standing one) {
        System.out.printf(
                "%s  knowledge %s  %,d articles%s%n",
                one.topic(), one.knowledge(), one.articles(), one.inForce() ? "  the past is read from it" : "");
    }

    private static void print(Generation generation) {
        System.out.println(
                "the past is read from " + (generation.topic().isEmpty() ? "the live topic" : generation.topic()));
    }
}
