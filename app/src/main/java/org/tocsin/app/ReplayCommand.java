package org.tocsin.app;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tocsin.query.Query;
import org.tocsin.replay.Output;
import org.tocsin.replay.Replay;
import org.tocsin.runtime.KafkaSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** History as NDJSON. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Tell the past again, each article, alert or trend of a range once, in the order of its time.",
        footer = {
            "",
            "  tocsin replay 'topic:kursk AND lang:uk' --from 2025-01-11 --to 2025-01-12",
            "  tocsin replay --of articles --by ingested --speed 60",
            "  tocsin replay --of alerts --out alerts.ndjson",
            "",
            "Nothing that is replayed alerts anyone. With --out FILE the file is there when all of it is; with"
                    + " --out kafka:TOPIC articles are marked origin replay."
        })
final class ReplayCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Mixin
    private RangeOptions range;

    @Option(
            names = "--of",
            paramLabel = "KIND",
            description = "articles, enriched, alerts or trends (default: enriched, which is articles with tags).")
    private Replay.Kind kind = Replay.Kind.enriched;

    @Option(names = "--revisions", paramLabel = "WHICH", description = "latest or all of an article (default: latest).")
    private @Nullable Revisions revisions;

    @Option(
            names = "--speed",
            paramLabel = "N",
            description = "1 as it was, up to 1000 times as fast, or max (default: max).")
    private String speed = "max";

    @Option(names = "--out", paramLabel = "TARGET", description = "FILE, kafka:TOPIC or - (default: -).")
    private String out = "-";

    @Parameters(arity = "0..1", paramLabel = "QUERY", description = "Only articles that match.")
    private @Nullable String query;

    enum Revisions {
        latest,
        all
    }

    @Override
    public Integer call() throws IOException {
        kind.check(range.saysBy(), revisions != null);
        Instant start = range.from();
        Instant end = range.to();
        double pace = speed();
        Replay.Request plain = request(start, end, pace, query == null ? null : Query.parse(query));
        try (Options.Connection connection = options.connect();
                Output output = output(connection.kafka(), pace)) {
            Replay.Request request =
                    query == null ? plain : request(start, end, pace, Query.parse(query, connection.names()));
            Replay.Outcome outcome;
            try (Progress progress = new Progress("Replaying")) {
                outcome = new Replay(connection.kafka()).run(request, output, progress);
            }
            System.err.printf("read %d, matched %d%n", outcome.read(), outcome.told());
            RangeOptions.warn(outcome.unreadable(), outcome.removed(), outcome.missing());
        }
        return Main.OK;
    }

    private Replay.Request request(Instant start, Instant end, double pace, @Nullable Query filter) {
        return new Replay.Request(
                kind, start, end, range.by(), filter, revisions == Revisions.all, pace, out.startsWith("kafka:"));
    }

    private Output output(KafkaSettings kafka, double pace) throws IOException {
        if (out.equals("-")) {
            return Output.lines(System.out, !Double.isInfinite(pace));
        }
        return out.startsWith("kafka:")
                ? Output.topic(kafka, out.substring("kafka:".length()))
                : Output.file(Path.of(out).toAbsolutePath());
    }

    private double speed() {
        if (speed.equals("max")) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            double times = Double.parseDouble(speed);
            if (times >= 1 && times <= 1000) {
                return times;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "--speed " + speed + " is refused; write a number from 1 to 1000, or max", e);
        }
        throw new IllegalArgumentException("--speed " + speed + " is refused; write a number from 1 to 1000, or max");
    }
}
