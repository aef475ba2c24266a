package org.tocsin.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tocsin.query.Query;
import org.tocsin.replay.Replay;
import org.tocsin.replay.export.Export;
import org.tocsin.replay.export.ExportRequest;
import org.tocsin.replay.export.Manifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The log as files. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Write articles and alerts of a time of the log as files of NDJSON, CSV or Parquet, one for each day, with a"
                    + " manifest. Run it again after a crash and it goes on; the bytes come out the same."
        },
        footer = {
            "",
            "  tocsin export --from 2025-01-01 --to 2025-02-01 --format parquet --out january",
            "  tocsin sql 'SELECT topic, count(*) FROM topics GROUP BY topic' --on january"
        })
final class ExportCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Mixin
    private RangeOptions range;

    @Option(
            names = "--of",
            split = ",",
            paramLabel = "KIND",
            description = "articles, alerts or both (default: both, with a query articles).")
    private List<ExportRequest.Kind> of = List.of();

    @Option(names = "--format", description = "ndjson, csv or parquet (default: parquet).")
    private ExportRequest.Format format = ExportRequest.Format.parquet;

    @Option(names = "--revisions", paramLabel = "WHICH", description = "latest or all of an article (default: latest).")
    private ReplayCommand.@Nullable Revisions revisions;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "An empty or new folder.")
    private Path out;

    @Parameters(arity = "0..1", paramLabel = "QUERY", description = "Only articles that match.")
    private @Nullable String text;

    @Override
    public Integer call() throws IOException {
        if (!of.isEmpty() && !of.contains(ExportRequest.Kind.articles)) {
            Replay.Kind.alerts.check(range.saysBy(), revisions != null);
        }
        try (Options.Connection connection = options.connect()) {
            Query query = text == null ? null : Query.parse(text, connection.names());
            String chosen = query == null ? "" : query.text();
            ExportRequest request = new ExportRequest(
                    of.isEmpty() ? ExportRequest.kinds(chosen) : of,
                    range.from(),
                    range.to(),
                    range.by(),
                    chosen,
                    revisions == ReplayCommand.Revisions.all,
                    format);
            Manifest manifest;
            try (Progress progress = new Progress("Exporting")) {
                manifest = new Export(connection.kafka()).run(request, query, out.toAbsolutePath(), progress);
            }
            System.err.printf(
                    "%s: %s in %d files%n",
                    out, manifest.rows(), manifest.files().size());
            RangeOptions.warn(manifest.unreadable(), manifest.removed(), manifest.missing());
        }
        return Main.OK;
    }
}
