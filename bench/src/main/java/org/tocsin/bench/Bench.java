package org.tocsin.bench;

import org.tocsin.runtime.Refusal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks, each a subcommand of {@code ./tocsin bench}. To add one, write a command and name it here. */
@Command(
        name = "tocsin bench",
        mixinStandardHelpOptions = true,
        description = "Measures parts of Tocsin; docs/benchmarks.md explains the figures.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            QueryBench.class,
            ShardBench.class,
            JmhCommand.class,
            ImportBench.class,
            FeedBench.class,
            TaggingBench.class,
            StoriesBench.class,
            PipelineBench.class,
            EndToEndBench.class,
            PushBench.class,
            ReplayBench.class,
            CountsBench.class,
            AlertsBench.class,
            LiveBench.class,
            HistoryBench.class,
            StreamBench.class,
            PageBench.class
        })
final class Bench {
    private Bench() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Bench());
        line.setExecutionExceptionHandler((error, command, parsed) -> {
            if (!(error instanceof Refusal) && !(error instanceof IllegalArgumentException)) {
                throw error;
            }
            command.getErr().println("tocsin bench: " + error.getMessage());
            return 1;
        });
        return line;
    }
}
