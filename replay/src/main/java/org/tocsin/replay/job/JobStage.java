package org.tocsin.replay.job;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.model.Json;
import org.tocsin.query.EntityNames;
import org.tocsin.replay.feedback.Judgement;
import org.tocsin.replay.feedback.Precision;
import org.tocsin.runtime.EntityTags;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Parameters;
import org.tocsin.runtime.Stage;
import tools.jackson.databind.JsonNode;

/** Jobs over HTTP. */
public final class JobStage implements Stage {
    private final Path directory;
    private final KafkaSettings kafka;
    private final Jobs jobs;
    private final Reprocessed reprocessed;

    /**
     * @param directory where jobs and what they write are kept
     * @param names read the names of entities in queries
     * @param limits of owners, as live operation has them
     * @param outside reads what others report
     */
    public JobStage(KafkaSettings kafka, Path directory, EntityNames names, Limits limits, Outside outside) {
        this.directory = directory;
        this.kafka = kafka;
        Kinds kinds = new Kinds(kafka, names, limits, outside);
        jobs = new Jobs(directory, kinds.all(id -> Jobs.out(directory, id)), InstantSource.system());
        reprocessed = new Reprocessed(kafka);
    }

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public void routes(JavalinDefaultRoutingApi routes) {
        String one = "/api/v1/jobs/{id}";
        routes.get("/api/v1/jobs", context -> json(context, Map.of("items", jobs.all())));
        routes.post("/api/v1/jobs", this::start);
        routes.get(one, context -> json(context, found(context)));
        routes.delete(one, context -> {
            jobs.delete(found(context).id());
            context.status(204);
        });
        routes.post(
                one + "/cancel",
                context -> json(context, jobs.cancel(found(context).id())));
        routes.post(
                one + "/resume",
                context -> json(context, jobs.resume(found(context).id())));
        routes.get(one + "/files", this::files);
        routes.get(one + "/files/<path>", this::file);
        reprocessed.routes(routes);
        routes.get("/api/v1/feedback/precision", this::precision);
    }

    private void start(Context context) {
        JsonNode request = Json.mapper().readTree(context.bodyAsBytes());
        if (request == null || !request.isObject()) {
            throw new IllegalArgumentException("a job is a JSON object with its kind");
        }
        Job job = jobs.start(request.path("kind").asString(""), request);
        context.status(202).header("Location", "/api/v1/jobs/" + job.id());
        json(context, job);
    }

    private Job found(Context context) {
        String id = context.pathParam("id");
        return jobs.get(id).orElseThrow(() -> new NotFoundResponse("there is no job " + id));
    }

    /** A file that a job wrote. */
    private record Written(String path, long bytes) {}

    private void files(Context context) throws IOException {
        Path out = jobs.out(found(context).id());
        if (!Files.isDirectory(out)) {
            json(context, Map.of("items", List.of()));
            return;
        }
        List<Written> all;
        try (Stream<Path> below = Files.walk(out)) {
            all = below.filter(Files::isRegularFile)
                    .filter(file -> finished(out.relativize(file)))
                    .sorted()
                    .map(file -> new Written(
                            out.relativize(file).toString(), file.toFile().length()))
                    .toList();
        }
        json(context, Map.of("items", all));
    }

    private static boolean finished(Path relative) {
        return !relative.startsWith(".work") && !relative.toString().endsWith(".part");
    }

    private void file(Context context) throws IOException {
        Path out = jobs.out(found(context).id()).toAbsolutePath().normalize();
        Path file = out.resolve(context.pathParam("path")).normalize();
        if (!file.startsWith(out) || !Files.isRegularFile(file) || !finished(out.relativize(file))) {
            throw new NotFoundResponse(
                    "job " + context.pathParam("id") + " has not written " + context.pathParam("path"));
        }
        String name = String.valueOf(file.getFileName());
        context.header(
                "ETag",
                EntityTags.of(Json.bytes(List.of(
                        name, Files.size(file), Files.getLastModifiedTime(file).toMillis()))));
        context.contentType(type(name))
                .header("Content-Disposition", attachment(name))
                .result(Files.newInputStream(file));
    }

    /** Saved under its name, of which nothing stays that is more than a name on any system. */
    private static String attachment(String name) {
        return "attachment; filename=\"%s\""
                .formatted(name.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^[.]+", "_"));
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "json" -> "application/json";
            case "ndjson" -> "application/x-ndjson";
            case "csv" -> "text/csv; charset=utf-8";
            case "txt" -> "text/plain; charset=utf-8";
            case "svg" -> "image/svg+xml; charset=utf-8";
            case "graphml" -> "application/xml; charset=utf-8";
            default -> "application/octet-stream";
        };
    }

    private void precision(Context context) {
        String every = context.queryParam("every");
        Precision.Every wanted = Stream.of(Precision.Every.values())
                .filter(one -> one.name().equals(every == null ? "month" : every))
                .findFirst()
                .orElseThrow(() -> Parameters.wrong(
                        "every", String.valueOf(every), "among " + List.of(Precision.Every.values()), null));
        json(context, Map.of("items", Precision.of(Judgement.all(kafka), wanted)));
    }

    static void json(Context context, Object value) {
        context.contentType("application/json").result(Json.bytes(value));
    }

    @Override
    public void start() {}

    @Override
    public String trouble() {
        return Files.isDirectory(directory) ? "" : directory + " is gone";
    }

    @Override
    public void close() {
        jobs.close();
    }
}
