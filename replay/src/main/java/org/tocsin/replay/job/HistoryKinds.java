package org.tocsin.replay.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.enrich.knowledge.TopicNames;
import org.tocsin.model.Json;
import org.tocsin.query.Query;
import org.tocsin.replay.Replay;
import org.tocsin.replay.analysis.Study;
import org.tocsin.replay.export.Cells;
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
        /** Answers what was remarkable. */
        String ask(History history, Path folder) throws IOException;
    }

    private final KafkaSettings kafka;
    private final Function<String, Query> queries;
    private final Supplier<TopicNames> names;
    private final Function<String, Path> outs;

    /**
     * @param queries reads a query
     * @param names of the topics as they are called now
     * @param outs where the job of an id writes
     */
    HistoryKinds(
            KafkaSettings kafka,
            Function<String, Query> queries,
            Supplier<TopicNames> names,
            Function<String, Path> outs) {
        this.kafka = kafka;
        this.queries = queries;
        this.names = names;
        this.outs = outs;
    }

    Map<String, Kind> all() {
        return Map.of("export", this::export, "sql", this::sql, "analyse", this::analyse);
    }

    /** Writes an export with its {@code manifest.json}. */
    private Kind.Work export(JsonNode request) {
        Asked asked = new Asked(request, "of", "format", "query", "revisions", "from", "to", "by");
        List<ExportRequest.Kind> of = asked.several("of", ExportRequest.Kind.class);
        if (!of.isEmpty() && !of.contains(ExportRequest.Kind.articles)) {
            Replay.Kind.alerts.check(asked.has("by"), asked.has("revisions"));
        }
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
        return of(asked, false, (history, folder) -> {
            write(folder, form, history.ask(sql));
            return "";
        });
    }

    /** Writes the answer as {@link #sql}, with {@code picture.svg} and {@code graph.graphml} where they are asked for. */
    private Kind.Work analyse(JsonNode request) {
        Asked asked = new Asked(
                request, "study", "about", "keys", "every", "most", "as", "svg", "graphml", "on", "from", "to", "by");
        Study study = asked.one("study", Study.class);
        Study.Question question = new Study.Question(
                asked.has("about") ? asked.one("about", About.topic).name() : null,
                asked.texts("keys"),
                asked.has("every") ? asked.one("every", Every.day).name() : null,
                asked.has("most") ? asked.whole("most", 1, History.MAX_ROWS, 1) : null);
        Form form = asked.one("as", Form.json);
        boolean picture = asked.truth("svg");
        boolean graph = asked.truth("graphml");
        study.check(question, graph);
        return of(asked, true, (history, folder) -> {
            TopicNames topics = names.get();
            Table table = study.of(history, question);
            Table named = study.named(history, question, table, topics);
            switch (form) {
                case json, csv -> write(folder, form, table);
                case table -> write(folder, form, named);
                case plot -> Answers.text(folder.resolve("answer.txt"), study.plot(named));
            }
            if (picture) {
                Answers.text(folder.resolve("picture.svg"), study.picture(history, question, table, topics));
            }
            if (graph) {
                Answers.text(folder.resolve("graph.graphml"), study.graph(table, named));
            }
            return String.join("; ", Study.absent(history, question));
        });
    }

    private static void write(Path folder, Form form, Table table) throws IOException {
        switch (form) {
            case json -> Answers.text(folder.resolve("answer.ndjson"), table.json());
            case csv -> Answers.text(folder.resolve("answer.csv"), Cells.BEGIN + table.csv());
            case table -> Answers.text(folder.resolve("answer.txt"), table.text());
            case plot -> Answers.text(folder.resolve("answer.txt"), table.plot());
        }
    }

    /** @param latest of each article only the latest revision, where the export of another job has all */
    private Kind.Work of(Asked asked, boolean latest, Question question) {
        History.Part part = new History.Part(asked.from(), asked.to(), asked.by(), latest);
        String on = asked.text("on", "");
        if (!on.isEmpty()) {
            Path export = export(on);
            return (folder, progress) -> ask(export, part, folder, question);
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
            String remark = ask(work.resolve("export"), part, folder, question);
            return Stream.of(remark(manifest), remark)
                    .filter(one -> !one.isEmpty())
                    .collect(Collectors.joining("; "));
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
    private static String ask(Path export, History.Part part, Path folder, Question question) throws IOException {
        Path work = folder.resolve(WORK);
        Path spill = Files.createDirectories(work.resolve("spill"));
        String remark;
        try (History history = History.locked(export, part, spill, LONGEST)) {
            remark = question.ask(history, folder);
        }
        Directories.delete(work);
        return remark;
    }
}
