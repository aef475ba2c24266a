package org.tocsin.app;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import org.tocsin.ingest.file.Import;
import org.tocsin.ingest.schedule.PageText;
import org.tocsin.model.Origin;
import org.tocsin.runtime.Settings;
import org.tocsin.runtime.http.GuardedClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Files into the log; ends when the pipeline has answered for every article. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = {
            "Read articles into the running instance.",
            "Forms: NDJSON, JSON, CSV, plain text, HTML, WARC, GDELT 2 lists, ninjs, NITF and NewsML-G2; each also as gzip,"
                    + " zstd or ZIP. docs/ingest.md explains them."
        })
final class IngestCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files and folders to read, - for standard input.")
    private List<String> paths;

    @Option(names = "--origin", description = "live or backfill (default: backfill, which never alerts).")
    private String origin = "backfill";

    @Option(
            names = "--fetch",
            description = {
                "Fetch the page of each article that has an address and no text, as those of GDELT lists,",
                "politely and as robots.txt allows; what cannot be had stays as the list has it."
            })
    private boolean fetch;

    @Option(
            names = "--ahead",
            paramLabel = "N",
            description = {
                "Articles that may wait for tagging at once; live ones wait behind them",
                "(default: 20 of backfill, 20000 of live)."
            })
    private @Nullable Integer ahead;

    @Override
    public Integer call() throws IOException {
        if (!Set.of("live", "backfill").contains(origin)) {
            throw new IllegalArgumentException("--origin " + origin + " is unknown; it must be live or backfill");
        }
        Origin of = Origin.valueOf(origin.toUpperCase(Locale.ROOT));
        List<File> files = files();
        Settings settings = options.settings();
        Import.Outcome outcome;
        try (Options.Connection connection = options.connect();
                GuardedClient http = new GuardedClient(settings.outgoing());
                Listener listener = new Listener(connection, size(files))) {
            PageText pages = fetch
                    ? PageText.by(http, InstantSource.system(), settings.feeds().hostDelay())
                    : null;
            outcome = new Import(connection.kafka(), of, ahead == null ? Import.ahead(of) : ahead, pages)
                    .run(files, listener);
        }
        return tell(outcome);
    }

    private int tell(Import.Outcome outcome) {
        if (fetch) {
            System.err.printf("%d pages fetched, %d could not be had%n", outcome.fetched(), outcome.unfetched());
        }
        if (outcome.revised() > 0) {
            System.err.printf("%d of the accepted are revisions%n", outcome.revised());
        }
        System.out.printf(
                Locale.ROOT,
                "read %d = accepted %d + repeated %d + rejected %d%s%n",
                outcome.read(),
                outcome.accepted(),
                outcome.repeated(),
                outcome.refused(),
                outcome.refused() == 0 ? "" : " " + outcome.rejected());
        return outcome.refused() == 0 ? Main.OK : Main.SOME_REJECTED;
    }

    /** A file, or standard input by the name of {@code -}. */
    private record File(String name) implements Import.Input {
        @Override
        public InputStream open() throws IOException {
            return name.equals("-") ? System.in : Files.newInputStream(Path.of(name));
        }
    }

    /** The files that the paths stand for: of folders all below them, hidden ones left out, in the order of their names. */
    private List<File> files() throws IOException {
        List<File> files = new ArrayList<>();
        for (String path : paths) {
            if (path.equals("-")) {
                files.add(new File(path));
                continue;
            }
            Path given = Path.of(path);
            if (!Files.isReadable(given)) {
                throw new IllegalArgumentException("file " + path + " cannot be read; check the path");
            }
            try (Stream<Path> below = Files.walk(given)) {
                below.filter(Files::isRegularFile)
                        .filter(file -> file.equals(given)
                                || !String.valueOf(file.getFileName()).startsWith("."))
                        .map(Path::toString)
                        .sorted()
                        .map(File::new)
                        .forEach(files::add);
            }
        }
        return files;
    }

    private static long size(List<File> files) throws IOException {
        long size = 0;
        for (File file : files) {
            if (file.name().equals("-")) {
                return -1;
            }
            size += Files.size(Path.of(file.name()));
        }
        return size;
    }

    /** Two bars, one after the other, and a line for each input that is rejected. */
    private static final class Listener implements Import.Listener, AutoCloseable {
        private final Options.Connection connection;
        private final ProgressBar reading;
        private @Nullable ProgressBar tagging;

        Listener(Options.Connection connection, long size) {
            this.connection = connection;
            reading = bar("Reading", "MB", 1 << 20, size);
        }

        @Override
        public void read(long bytes) {
            reading.stepBy(bytes);
        }

        @Override
        public void answered(long done, long sent) {
            reading.close();
            ProgressBar bar = tagging == null ? bar("Tagging") : tagging;
            tagging = bar;
            bar.maxHint(sent);
            bar.stepTo(done);
        }

        @Override
        public void rejected(String input, long line, String reason, String message) {
            System.err.printf("%s:%d: rejected (%s): %s%n", input, line, reason, message);
        }

        @Override
        public void waiting() {
            connection.check();
        }

        @Override
        public void close() {
            reading.close();
            if (tagging != null) {
                tagging.close();
            }
        }
    }

    static ProgressBar bar(String task) {
        return bar(task, "", 1, -1);
    }

    private static ProgressBar bar(String task, String unit, long unitSize, long max) {
        boolean terminal = terminal();
        ProgressBarBuilder builder = ProgressBar.builder()
                .setTaskName(task)
                .setInitialMax(max)
                .setUnit(unit, unitSize)
                .setUpdateIntervalMillis(terminal ? 200 : 3_600_000);
        if (!terminal) {
            builder.setConsumer(new DelegatingProgressBarConsumer(line -> {}));
        }
        return builder.build();
    }

    /** Whether someone looks: standard error is a terminal, as the launcher says, or all is. */
    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again without a terminal
    static boolean terminal() {
        Console console = System.console();
        return Boolean.getBoolean("tocsin.terminal") || (console != null && console.isTerminal());
    }
}
