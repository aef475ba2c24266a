package org.tocsin.replay.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.replay.Replay.By;

/** A finished export of all revisions as NDJSON, written without a log. */
public final class SmallExport {
    private SmallExport() {}

    /** Writes articles of one day into {@code directory}. */
    public static void write(Path directory, List<EnrichedArticle> articles) throws IOException {
        String path = "articles/day=2025-01-11/articles.ndjson";
        Files.createDirectories(directory.resolve("articles/day=2025-01-11"));
        Files.write(directory.resolve(path), articles.stream().map(Json::line).toList());
        ExportRequest request = new ExportRequest(
                List.of(ExportRequest.Kind.articles),
                Instant.EPOCH,
                Instant.parse("9999-01-01T00:00:00Z"),
                By.published,
                "",
                true,
                ExportRequest.Format.ndjson);
        Manifest.DayFile file = new Manifest.DayFile(path, articles.size(), 0, "", Map.of());
        Map<String, Long> rows = Map.of("articles", (long) articles.size());
        Manifest manifest = new Manifest(Manifest.FORM, request, Map.of(), Map.of(), rows, 0, 0, 0, List.of(file));
        Files.writeString(directory.resolve(Manifest.NAME), Json.line(manifest));
    }
}
