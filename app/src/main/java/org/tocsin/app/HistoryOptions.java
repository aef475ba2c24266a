package org.tocsin.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.enrich.knowledge.TopicNames;
import org.tocsin.replay.compare.KnowledgeOf;
import org.tocsin.replay.export.Export;
import org.tocsin.replay.export.ExportRequest;
import org.tocsin.replay.export.Manifest;
import org.tocsin.replay.sql.History;
import org.tocsin.replay.sql.Table;
import org.tocsin.runtime.Directories;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of commands that ask an export, or a time of the log, which is exported for the length of the command. */
final class HistoryOptions {
    @Mixin
    private Options options;

    @Mixin
    private RangeOptions range;

    @Option(
            names = "--on",
            paramLabel = "DIR",
            description = "A finished export of NDJSON or Parquet instead of the log.")
    private @Nullable Path on;

    @Option(names = "--as", paramLabel = "FORM", description = "table, csv, json or plot (default: table).")
    private Form form = Form.table;

    private enum Form {
        table,
        csv,
        json,
        plot
    }

    interface Work {
        void on(History history, TopicNames topics) throws IOException;
    }

    /** Whether the log is read, which takes its time; what is wrong with a question is to be said before. */
    boolean ofLog() {
        return on == null;
    }

    /**
     * Opens the history and closes it.
     *
     * @param latest of each article only the latest revision, where an export has all
     */
    void with(boolean latest, Work work) throws IOException {
        if (on != null) {
            try (History history = History.open(on, new History.Part(range.from(), range.to(), range.by(), latest))) {
                work.on(history, TopicNames.of(new Knowledge()));
            }
            return;
        }
        Path folder = Directories.temporary("tocsin-history");
        try {
            ExportRequest request = new ExportRequest(
                    List.of(ExportRequest.Kind.values()),
                    range.from(),
                    range.to(),
                    range.by(),
                    "",
                    false,
                    ExportRequest.Format.parquet);
            TopicNames topics;
            try (Options.Connection connection = options.connect();
                    Progress progress = new Progress("Reading")) {
                Manifest manifest = new Export(connection.kafka()).run(request, null, folder, progress);
                RangeOptions.warn(manifest.unreadable(), manifest.removed(), manifest.missing());
                topics = TopicNames.of(KnowledgeOf.named(connection.kafka(), "now"));
            }
            try (History history = History.open(folder)) {
                work.on(history, topics);
            }
        } finally {
            Directories.delete(folder);
        }
    }

    void print(Table table) {
        print(table, table, table::plot);
    }

    /**
     * @param named the same for people to read
     * @param plot draws it
     */
    void print(Table table, Table named, Supplier<String> plot) {
        System.out.print(
                switch (form) {
                    case table -> named.text();
                    case csv -> table.csv();
                    case json -> table.json();
                    case plot -> plot.get();
                });
    }
}
