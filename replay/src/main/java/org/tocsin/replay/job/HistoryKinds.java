package org.tocsin.replay.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Json;
import org.tocsin.query.Query;
import org.tocsin.replay.Replay;
import org.tocsin.replay.export.Export;
import org.tocsin.replay.export.ExportRequest;
import org.tocsin.replay.export.Manifest;
import org.tocsin.runtime.KafkaSettings;
import tools.jackson.databind.JsonNode;

/** Exports. */
final class HistoryKinds {
    private static final String WORK = ".work";

    private final KafkaSettings kafka;
    private final Function<String, Query> queries;

    /** @param queries reads a query */
    HistoryKinds(KafkaSettings kafka, Function<String, Query> queries) {
        this.kafka = kafka;
        this.queries = queries;
    }

    Map<String, Kind> all() {
        return Map.of("export", this::export);
    }

    /** Writes an export with its {@code manifest.json}. */
    private Kind.Work export(JsonNode request) {
        Asked asked = new Asked(request, "of", "format", "query", "revisions", "from", "to", "by");
        List<ExportRequest.Kind> of = asked.several("of", ExportRequest.Kind.class);
        Query query = asked.filter(queries);
        ExportRequest wanted = new ExportRequest(
                of.isEmpty() ? List.of(ExportRequest.Kind.values()) : of,
                asked.from(),
                asked.to(),
                asked.by(),
                query == null ? "" : query.text(),
                asked.allRevisions(),
                asked.one("format", ExportRequest.Format.parquet));
        return (folder, progress) -> remark(exported(wanted, query, folder, progress));
    }

    /** Goes on with an export, which may have ended. */
    private Manifest exported(ExportRequest wanted, @Nullable Query query, Path folder, Replay.Progress progress)
            throws IOException {
        return Files.exists(folder.resolve(Manifest.NAME)) && !Files.exists(folder.resolve(WORK))
                ? manifest(folder)
                : new Export(kafka).run(wanted, query, folder, progress);
    }

    private static Manifest manifest(Path export) {
        try {
            return Json.read(Files.readAllBytes(export.resolve(Manifest.NAME)), Manifest.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String remark(Manifest manifest) {
        return Answers.remark(manifest.unreadable(), manifest.removed(), 0);
    }
}
