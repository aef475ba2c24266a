package org.tocsin.app;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.query.Query;
import org.tocsin.replay.Replay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** History as NDJSON. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Read enriched articles from the log as NDJSON.")
final class ReplayCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Option(names = "--from", description = "Published at or after, as 2025-01-11 or 2025-01-11T09:30:00Z.")
    private String from = "0000-01-01";

    @Option(names = "--to", description = "Published before.")
    private String to = "9999-01-01";

    @Parameters(arity = "0..1", paramLabel = "QUERY", description = "Only articles that match.")
    private @Nullable String query;

    @Override
    public Integer call() {
        Instant start = time("--from", from);
        Instant end = time("--to", to);
        try (Options.Connection connection = options.connect();
                ProgressBar bar = IngestCommand.bar("Replaying")) {
            Query parsed = query == null ? null : Query.parse(query, connection.names());
            Replay.Outcome outcome = new Replay(connection.kafka()).run(start, end, parsed, new Replay.Listener() {
                @Override
                public void match(EnrichedArticle article) {
                    System.out.println(Json.line(article));
                }

                @Override
                public void progress(long read, long total) {
                    bar.maxHint(total);
                    bar.stepTo(read);
                }
            });
            System.err.printf("read %d, matched %d%n", outcome.read(), outcome.matched());
        }
        return Main.OK;
    }

    private static Instant time(String flag, String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    flag + " " + text + " is no time; write 2025-01-11 or 2025-01-11T09:30:00Z", e);
        }
    }
}
