package org.tocsin.app;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.tocsin.query.QueryException;
import org.tocsin.runtime.Refusal;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
        name = "tocsin",
        mixinStandardHelpOptions = true,
        version = "Tocsin 0.1.0",
        description = "A self-hosted news monitor: articles in, tags on, alerts out.",
        subcommands = {
            StartCommand.class,
            TopicsCommand.class,
            MigrateCommand.class,
            DemoCommand.class,
            IngestCommand.class,
            WatchCommand.class,
            SubscribeCommand.class,
            SubscriptionsCommand.class,
            ExplainCommand.class,
            DecisionsCommand.class,
            DeliveriesCommand.class,
            CrashTestCommand.class,
            FaultTestCommand.class,
            RestartTestCommand.class,
            FleetTestCommand.class,
            ReplayCommand.class,
            BacktestCommand.class,
            ExportCommand.class,
            SqlCommand.class,
            AnalyseCommand.class,
            CompareCommand.class,
            ReprocessCommand.class,
            RecallCommand.class,
            FeedbackCommand.class,
            FeedCommand.class,
            FeedsCommand.class,
            TagCommand.class,
            MatchCommand.class,
            StoriesCommand.class,
            KnowledgeCommand.class,
            ExtractCommand.class,
            TokensCommand.class,
            QualityCommand.class,
            AutoComplete.GenerateCompletion.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all went well",
            "1:something was refused or failed; the message says what",
            "2:the command line was wrong",
            "3:done, but some of the input was rejected; each is named"
        })
final class Main {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int SOME_REJECTED = 3;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((error, command, parsed) -> {
            switch (error) {
                case Refusal refusal -> command.getErr().println("tocsin: " + refusal.getMessage());
                case QueryException query -> command.getErr().println("tocsin: query, " + query.getMessage());
                case NoSuchFileException file ->
                    command.getErr().println("tocsin: " + file.getFile() + ": no such file");
                case AccessDeniedException file ->
                    command.getErr().println("tocsin: " + file.getFile() + ": permission denied");
                case FileSystemException file -> command.getErr().println("tocsin: " + file.getMessage());
                case IllegalArgumentException argument -> command.getErr().println("tocsin: " + argument.getMessage());
                default -> {
                    command.getErr().println("tocsin: unexpected failure: " + error);
                    error.printStackTrace(command.getErr());
                }
            }
            return FAILED;
        });
        return line;
    }
}
