package org.tocsin.app;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tocsin.replay.Replay;
import picocli.CommandLine.Option;

/** The flags that say which time of the log a command is about. */
final class RangeOptions {
    private static final String BEGINNING = "0000-01-01";
    private static final String END = "9999-01-01";

    @Option(names = "--from", paramLabel = "TIME", description = "At or after, as 2025-01-11 or 2025-01-11T09:30:00Z.")
    private String from = BEGINNING;

    @Option(names = "--to", paramLabel = "TIME", description = "Before.")
    private String to = END;

    @Option(names = "--by", paramLabel = "TIME", description = "published or ingested (default: published).")
    private Replay.@Nullable By by;

    Instant from() {
        return Replay.time("--from", from);
    }

    Instant to() {
        return Replay.time("--to", to);
    }

    Replay.By by() {
        return by == null ? Replay.By.published : by;
    }

    /** Whether the command line says {@code --by}. */
    boolean saysBy() {
        return by != null;
    }

    /** A range as people read it, empty for all times. */
    static String text(Instant from, Instant to) {
        String since = from.equals(Instant.parse(BEGINNING + "T00:00:00Z")) ? "" : " from " + from;
        return since + (to.equals(Instant.parse(END + "T00:00:00Z")) ? "" : " to " + to);
    }

    /** Says what of the log was not there. */
    static void warn(long unreadable, long removed, long missing) {
        if (unreadable > 0) {
            System.err.printf(
                    "tocsin: %d records could not be read and are left out; the log names them%n", unreadable);
        }
        if (removed > 0) {
            System.err.printf(
                    "tocsin: the first %d records are no longer in the log, so the earliest of the range may be missing%n",
                    removed);
        }
        if (missing > 0) {
            System.err.printf(
                    "tocsin: %d articles between the others are missing, as if segments of the log were lost; restore them from a"
                            + " copy of the broker's data, or ingest them again%n",
                    missing);
        }
    }
}
