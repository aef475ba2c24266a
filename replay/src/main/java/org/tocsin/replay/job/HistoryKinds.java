package org.tocsin.replay.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Json;
import org.tocsin.query.Query;
import org.tocsin.replay.Replay;
import org.tocsin.replay.analysis.Study;
import org.tocsin.replay.export.Export;
import org.tocsin.replay.export.ExportRequest;
import org.tocsin.replay.export.Manifest;
import org.tocsin.replay.sql.History;
import org.tocsin.replay.sql.Table;
import org.tocsin.runtime.Directories;
import org.tocsin.runtime.KafkaSettings;
import tools.jackson.databind.JsonNode;

/** Exports, and what is asked of them: of that of another job, or of a time of the log, which is exported for the question. */
final class HistoryKinds {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final String WORK = ".work";

    private enum Form {
        json,
        csv,
        table,
        plot
    }

    private enum About {
        topic,
        entity,
        source,
        language
    }

    private enum Every {
        hour,
        day,
        week
    }

    private interface Question {
        void ask(History history, Path folder) throws IOException;
    }

    private final KafkaSettings kafka;
    private final Function<String, Query> queries;
    private final Function<String, Path> outs;

    /**
     * @param queries reads a query
     * @param outs where the job of an id writes
     */
    HistoryKinds(KafkaSettings kafka, Function<String, Query> queries, Function<String, Path> outs) {
        this.kafka = kafka;
        this.queries = queries;
        this.outs = outs;
    }

    Map<String, Kind> all() {
        return Map.of("export", this::export, "sql", this::sql, "analyse", this::analyse);
    }

    /** Writes an export with its {@code manifest.json}. */
    private Kind.Work export(JsonNode request) {
        Asked asked = new Asked(request, "of", "format", "query", "revisions", "from", "to", "by");
        List<ExportRequest.Kind> of = asked.several("of", ExportRequest.Kind.class);
        Query query = asked.filter(queries);
        String chosen = query == null ? "" : query.text();
        ExportRequest wanted = new ExportRequest(
                of.isEmpty() ? ExportRequest.kinds(chosen) : of,
                asked.from(),
                asked.to(),
                asked.by(),
                chosen,
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
        return Answers.remark(manifest.unreadable(), manifest.removed(), manifest.missing());
    }

    /** Writes {@code answer.ndjson}, {@code answer.csv} or {@code answer.txt}. */
    private Kind.Work sql(JsonNode request) {
        Asked asked = new Asked(request, "sql", "as", "on", "from", "to", "by");
        String sql = asked.text("sql");
        Form form = asked.one("as", Form.json);
        History.check(sql);
        return of(asked, false, (history, folder) -> write(folder, form, history.ask(sql), null));
    }

    /** Writes the answer as {@link #sql}, with {@code picture.svg} and {@code graph.graphml} where they are asked for. */
    private Kind.Work analyse(JsonNode request) {
        Asked asked = new Asked(
                request, "study", "about", "keys", "every", "most", "as", "svg", "graphml", "on", "from", "to", "by");
        Study study = asked.one("study", Study.class);
        Study.Question question = new Study.Question(
                asked.one("about", About.topic).name(),
                asked.texts("keys"),
                asked.one("every", Every.day).name(),
                asked.whole("most", 1, History.MAX_ROWS, 50));
        Form form = asked.one("as", Form.json);
        boolean picture = asked.truth("svg");
        boolean graph = asked.truth("graphml");
        if (graph && study != Study.cooccurrence && study != Study.overlap) {
            throw new IllegalArgumentException(
                    "graphml is refused: " + study + " has no pairs; take cooccurrence or overlap");
        }
        return of(asked, true, (history, folder) -> {
            Table table = study.of(history, question);
            Table named = study.named(history, question, table);
            write(folder, form, table, named);
            if (picture) {
                Answers.text(folder.resolve("picture.svg"), study.picture(named));
            }
            if (graph) {
                Answers.text(folder.resolve("graph.graphml"), study.graph(table, named));
            }
        });
    }

    /** @param named the same for people to read, null where it is the same */
    private static void write(Path folder, Form form, Table table, @Nullable Table named) throws IOException {
        Table shown = named == null ? table : named;
        switch (form) {
            case json -> Answers.text(folder.resolve("answer.ndjson"), table.json());
            case csv -> Answers.text(folder.resolve("answer.csv"), table.csv());
            case table -> Answers.text(folder.resolve("answer.txt"), shown.text());
            case plot -> Answers.text(folder.resolve("answer.txt"), shown.plot());
        }
    }

    /** @param latest of each article only the latest revision, where the export of another job has all */
    private Kind.Work of(Asked asked, boolean latest, Question question) {
        History.Part part = new History.Part(asked.from(), asked.to(), asked.by(), latest);
        String on = asked.text("on", "");
        if (!on.isEmpty()) {
            Path export = export(on);
            return (folder, progress) -> {
                ask(export, part, folder, question);
                return "";
            };
        }
        ExportRequest range = new ExportRequest(
                List.of(ExportRequest.Kind.values()),
                part.from(),
                part.to(),
                part.by(),
                "",
                false,
                ExportRequest.Format.parquet);
        return (folder, progress) -> {
            Path work = folder.resolve(WORK);
            Manifest manifest = exported(range, null, work.resolve("export"), progress);
            ask(work.resolve("export"), part, folder, question);
            return remark(manifest);
        };
    }

    /** What the job of that id exported. */
    private Path export(String job) {
        Path export = outs.apply(job.matches("\\d{1,9}") ? job : "0");
        if (!Files.exists(export.resolve(Manifest.NAME))) {
            throw new IllegalArgumentException("on " + job + " is refused; it must be the id of a finished export");
        }
        if (manifest(export).request().format() == ExportRequest.Format.csv) {
            throw new IllegalArgumentException(
                    "on " + job + " is refused; it is of CSV, and it must be of ndjson or parquet");
        }
        return export;
    }

    /** What it needs meanwhile is gone when it is answered. */
    private static void ask(Path export, History.Part part, Path folder, Question question) throws IOException {
        Path work = folder.resolve(WORK);
        Path spill = Files.createDirectories(work.resolve("spill"));
        try (History history = History.locked(export, part, spill, LONGEST)) {
            question.ask(history, folder);
        }
        Directories.delete(work);
    }
}
